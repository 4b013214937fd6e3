package chatclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// answerLimit bounds what is read of an answer: a page of 100 items of the
// largest size stays below it.
const answerLimit = 8 << 20

// api makes single JSON calls below one base URL.
type api struct {
	base    string
	client  *http.Client
	timeout time.Duration
}

func newAPI(endpoint string, client *http.Client, timeout time.Duration) api {
	return api{base: strings.TrimRight(endpoint, "/"), client: client, timeout: timeout}
}

// request is one call: the bearer travels in a header, never in the body.
//
// spec: ConnectParticipant, X-Amz-Bearer
type request struct {
	method string
	path   string
	bearer string
	body   any // nil for none
}

func post(path, bearer string, body any) request {
	return request{method: http.MethodPost, path: path, bearer: bearer, body: body}
}

// do makes one attempt. It decodes a 2xx answer into out, unless out is nil, and
// answers the response's headers. Errors that the service answered are *APIError.
func (a api) do(ctx context.Context, r request, out any) (http.Header, error) {
	header, body, err := a.exchange(ctx, r)
	if err != nil {
		return nil, err
	}
	if out == nil || len(body) == 0 {
		return header, nil
	}
	if err := json.Unmarshal(body, out); err != nil {
		return nil, fmt.Errorf("the answer to %s is not the expected JSON: %w", r.path, err)
	}
	return header, nil
}

func (a api) exchange(ctx context.Context, r request) (http.Header, []byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, a.timeout, errAttemptTimeout)
	defer cancel()
	req, err := a.build(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	resp, err := a.client.Do(req)
	if err != nil {
		return nil, nil, attemptError(ctx, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit))
	if err != nil {
		return nil, nil, attemptError(ctx, err)
	}
	if resp.StatusCode/100 != 2 {
		return nil, nil, parseError(resp.StatusCode, resp.Header, body)
	}
	return resp.Header, body, nil
}

func (a api) build(ctx context.Context, r request) (*http.Request, error) {
	var body io.Reader
	if r.body != nil {
		encoded, err := json.Marshal(r.body)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(encoded)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, a.base+r.path, body)
	if err != nil {
		return nil, err
	}
	if r.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.bearer != "" {
		req.Header.Set("X-Amz-Bearer", r.bearer)
	}
	return req, nil
}

var errAttemptTimeout = errors.New("no answer in time")

// attemptError tells an attempt that took too long, which may be repeated, from
// a caller who gave up, which may not.
func attemptError(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// parseError reads an error in the order in which the vendor's clients look for
// its name: header, code, __type.
//
// client: amazon-connect-chatjs src/client/aws-sdk-connectparticipant.js
func parseError(status int, header http.Header, body []byte) *APIError {
	var fields struct {
		Code    string `json:"code"`
		Type    string `json:"__type"`
		Message string // matches message too
	}
	if e := startError(status, body); e != nil {
		return e
	}
	e := &APIError{StatusCode: status}
	decoded := json.Unmarshal(body, &fields) == nil
	for _, name := range []string{header.Get("X-Amzn-Errortype"), fields.Code, fields.Type} {
		if e.Code = errorName(name); e.Code != "" {
			break
		}
	}
	if decoded {
		e.Message = fields.Message
	}
	if e.Code == "" && status == http.StatusForbidden && (decoded || len(body) == 0) {
		e.Code = accessDenied
	}
	return e
}

// errorName strips the namespace before # and what follows , or : from a name.
func errorName(s string) string {
	s, _, _ = strings.Cut(s, ",")
	s, _, _ = strings.Cut(s, ":")
	if _, after, ok := strings.Cut(s, "#"); ok {
		s = after
	}
	return strings.TrimSpace(s)
}
