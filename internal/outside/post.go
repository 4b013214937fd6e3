package outside

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// The bounds of a connection. One that does not come about is given up so that
// there is time for another attempt.
const (
	dialWithin     = 2 * time.Second
	idleFor        = 30 * time.Second
	maxHeaderBytes = 64 << 10
	idlePerHost    = 32
)

// Request is one POST.
type Request struct {
	URL    string
	Header http.Header
	Body   []byte
	// Limit is the most bytes that the answer may have.
	Limit int64
	// Sign adds credentials; nil for none.
	Sign func(ctx context.Context, r *http.Request, body []byte) error
}

// Response is an answer, whatever its status.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// Poster posts. It is safe for concurrent use and keeps connections.
type Poster struct{ client *http.Client }

// NewPoster returns a Poster that obeys the environment's proxy settings.
func NewPoster() *Poster {
	return NewPosterVia(newTransport())
}

// NewPosterVia returns a Poster over another transport.
func NewPosterVia(transport http.RoundTripper) *Poster {
	return &Poster{&http.Client{Transport: transport, CheckRedirect: nowhere}}
}

// nowhere follows no redirect: what is posted is meant for the host that was
// configured, and a signature holds nowhere else.
func nowhere(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Close lets go of idle connections.
func (p *Poster) Close() { p.client.CloseIdleConnections() }

// Post makes one attempt. A status is no error here: see [Response.Check].
func (p *Poster) Post(ctx context.Context, r Request) (Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.URL, bytes.NewReader(r.Body))
	if err != nil {
		return Response{}, fmt.Errorf("%w: the URL cannot be used", ErrRefused)
	}
	for name, values := range r.Header {
		req.Header[name] = values
	}
	if r.Sign != nil {
		if err := r.Sign(ctx, req, r.Body); err != nil {
			return Response{}, err
		}
	}
	answer, err := p.client.Do(req)
	if err != nil {
		return Response{}, fmt.Errorf("%w: %s: %w", ErrUnavailable, req.URL.Host, inner(err))
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, r.Limit+1))
	switch {
	case int64(len(body)) > r.Limit:
		return Response{}, fmt.Errorf("%w: %s sends more than %d bytes", ErrTooLarge, req.URL.Host, r.Limit)
	case err != nil:
		return Response{}, fmt.Errorf("%w: %s breaks off: %w", ErrUnavailable, req.URL.Host, inner(err))
	}
	return Response{answer.StatusCode, answer.Header, body}, nil
}

// inner leaves out the URL, which may carry a secret.
func inner(err error) error {
	var around *url.Error
	if errors.As(err, &around) {
		return around.Err
	}
	return err
}

// Check tells what the status means: nothing for 2xx, ErrUnavailable for what may
// pass (408, 425, 429 and 5xx), else ErrRefused.
func (r Response) Check() error {
	switch s := r.Status; {
	case s >= 200 && s <= 299:
		return nil
	case s == http.StatusRequestTimeout, s == http.StatusTooEarly, s == http.StatusTooManyRequests, s >= 500:
		return fmt.Errorf("%w: status %d", ErrUnavailable, s)
	case s >= 300 && s <= 399:
		return fmt.Errorf("%w: status %d, and redirects are not followed", ErrRefused, s)
	default:
		return fmt.Errorf("%w: status %d", ErrRefused, s)
	}
}
