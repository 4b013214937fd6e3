package restjson

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
)

// HeaderErrorType carries the bare name of an error, the first place where
// clients look.
//
// spec: response header x-amzn-ErrorType
const HeaderErrorType = "X-Amzn-Errortype"

// encode writes an output as JSON, without a trailing newline.
func encode(b *bytes.Buffer, v any) error {
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
	b.WriteString(`{"__type":`)
	b.WriteString(strconv.Quote(e.ErrorCode()))
	start := b.Len()
	if err := encode(b, e); err != nil {
		return err
	}
	// The members follow in the same object: their opening brace becomes a
	// comma, unless there are none.
	if members := b.Bytes()[start:]; len(members) > 2 {
		members[0] = ','
	} else {
		b.Truncate(start)
		b.WriteByte('}')
	}
	return nil
}

// write sends an answer; an empty body stays without a content type.
func write(w http.ResponseWriter, status int, body []byte) {
	h := w.Header()
	if len(body) > 0 {
		h["Content-Type"] = contentTypeJSON
	}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(status)
	w.Write(body) // an error means the caller has gone
}

var contentTypeJSON = []string{"application/json"}
