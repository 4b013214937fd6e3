// Package outsidetest makes Posters for tests whose calls reach a function in the
// test, so that they work in simulated time.
//
// It imports internal/outside and the standard library only.
package outsidetest

import (
	"net/http"
	"net/http/httptest"

	"github.com/rejoin-chat/rejoin/internal/outside"
)

// Through makes the transport of a Poster out of a function.
type Through func(r *http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (f Through) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Serving answers requests with a handler, without a network.
func Serving(handler http.HandlerFunc) *outside.Poster {
	return outside.NewPosterVia(Through(func(r *http.Request) (*http.Response, error) {
		w := httptest.NewRecorder()
		handler(w, r)
		return w.Result(), nil
	}))
}
