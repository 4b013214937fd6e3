package flowadmin

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
)

// maxAnswer bounds the bytes of an answer: a page of summaries, or a flow.
const maxAnswer = 16 << 20

// Client calls the Connect API of one instance.
type Client struct {
	Endpoint string // URL without a path, as AWS_ENDPOINT_URL
	Instance string // id
	Signer   sigv4.Signer
	Clock    clock.Clock
	HTTP     *http.Client
}

// APIError is an error that the service answered.
type APIError struct {
	Status   int    // of HTTP
	Code     string // such as InvalidContactFlowException
	Message  string
	Problems []string // what is wrong with a flow
}

// Error is the code and the service's message.
func (e *APIError) Error() string { return e.Code + ": " + e.Message }

// ofRequest reports whether the error is about what was asked, and not about who asks,
// how often, or the service itself: another request may then fare better.
func (e *APIError) ofRequest() bool {
	switch e.Status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests:
		return false
	}
	return e.Status/100 == 4
}

// call makes one request. path is below the endpoint, escaped; in is the body,
// nil for none; out takes the answer, nil for none.
func (c *Client) call(ctx context.Context, method, path string, query url.Values, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return fmt.Errorf("write the request: %w", err)
		}
	}
	target := strings.TrimSuffix(c.Endpoint, "/") + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	r, err := http.NewRequestWithContext(ctx, method, target, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("make the request: %w", err)
	}
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if err := c.Signer.Sign(r, body, c.Clock.Now()); err != nil {
		return fmt.Errorf("sign the request: %w", err)
	}
	resp, err := c.HTTP.Do(r)
	if err != nil {
		return fmt.Errorf("ask the server: %w", err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	if resp.StatusCode/100 != 2 {
		return readError(resp, answer)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("what answers at %s is no Connect API: %w", c.Endpoint, err)
	}
	return nil
}

func readError(resp *http.Response, answer []byte) error {
	var said struct {
		Type     string `json:"__type"`
		Message  string
		Problems []struct{ Message string }
	}
	_ = json.Unmarshal(answer, &said) // the status tells, where the body does not
	e := &APIError{Status: resp.StatusCode, Code: resp.Header.Get("X-Amzn-Errortype"), Message: said.Message}
	if e.Code == "" {
		e.Code = said.Type
	}
	if e.Code == "" {
		e.Code = resp.Status
	}
	for _, p := range said.Problems {
		e.Problems = append(e.Problems, p.Message)
	}
	return e
}
