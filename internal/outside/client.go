package outside

import (
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

// requestWithin is how long one request of a client may take, with its answer.
const requestWithin = 5 * time.Second

// NewClient returns a client for libraries that make requests of their own. It has
// the bounds of a Poster: it follows no redirect, an answer of more than limit bytes
// breaks off with ErrTooLarge, and a request ends within five seconds.
func NewClient(limit int64) *http.Client {
	return &http.Client{
		Transport:     limited{newTransport(), limit},
		CheckRedirect: nowhere,
		Timeout:       requestWithin,
	}
}

func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: dialWithin}).DialContext,
		TLSHandshakeTimeout:    dialWithin,
		IdleConnTimeout:        idleFor,
		MaxIdleConnsPerHost:    idlePerHost,
		MaxResponseHeaderBytes: maxHeaderBytes,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // a small answer could become a large one
	}
}

// limited bounds the answers of a transport.
type limited struct {
	http.RoundTripper
	limit int64
}

func (l limited) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := l.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	answer.Body = &bounded{answer.Body, l.limit}
	return answer, nil
}

// CloseIdleConnections lets go of idle connections.
func (l limited) CloseIdleConnections() {
	if c, ok := l.RoundTripper.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// bounded is a body that breaks off when it is too long.
type bounded struct {
	io.ReadCloser
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, ErrTooLarge
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 && (err == nil || errors.Is(err, io.EOF)) {
		return n - 1, ErrTooLarge
	}
	return n, err
}
