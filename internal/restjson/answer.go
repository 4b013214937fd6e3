package restjson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// HeaderErrorType carries the bare name of an error, the first place where
// clients look.
//
// spec: response header x-amzn-ErrorType
const HeaderErrorType = "X-Amzn-Errortype"

// refuse answers an error.
func (h *Handler) refuse(x *exchange, problem ModelledError) {
	x.event.ErrorCode = problem.ErrorCode()
	x.event.Status = problem.HTTPStatus()
	x.w.Header()[HeaderErrorType] = []string{x.event.ErrorCode}
	x.body.Reset()
	if err := encodeError(x.body, problem); err != nil {
		x.event.Err = fmt.Errorf("encode %s: %w", x.event.ErrorCode, err)
		x.body.Reset()
		fmt.Fprintf(x.body, `{"__type":%q}`, x.event.ErrorCode)
	}
	h.write(x.w, x.event.Status, x.body.Bytes())
}

// encode writes a value as JSON, without a trailing newline.
func encode(b *bytes.Buffer, v any) error {
	if out, ok := v.(Output); ok {
		w := Writer{json: b.AvailableBuffer()}
		out.Write(&w)
		b.Write(w.json)
		return w.err
	}
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	b.Truncate(b.Len() - 1)
	return nil
}

// encodeError writes an error as JSON: its type, then its members.
func encodeError(b *bytes.Buffer, e ModelledError) error {
	fmt.Fprintf(b, `{"__type":%q`, e.ErrorCode())
	start := b.Len()
	if err := encode(b, e); err != nil {
		return err
	}
	// The members follow in the same object: their opening brace becomes a
	// comma, unless there are none.
	if members := b.Bytes()[start:]; len(members) > len("{}") {
		members[0] = ','
		return nil
	}
	b.Truncate(start)
	return b.WriteByte('}')
}

// contentTypeJSON is the content type of answers where Options names no other.
const contentTypeJSON = "application/json"

// write sends an answer; an empty one has no content type.
func (h *Handler) write(w http.ResponseWriter, status int, body []byte) {
	header := w.Header()
	if len(body) > 0 {
		header["Content-Type"] = h.contentType
	}
	header["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(status)
	w.Write(body) // an error means that the caller has gone
}
