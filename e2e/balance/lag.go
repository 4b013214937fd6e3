package balance

import (
	"math/rand/v2"
	"net/http"
	"time"
)

// lagging has each request arrive, and each answer begin, after a while of its own that
// is shorter than most: what was sent one after the other arrives in any order.
func lagging(to http.Handler, most time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(rand.N(most))
		to.ServeHTTP(&lateWriter{w, rand.N(most)}, r)
	})
}

// lateWriter is an answer that begins late.
type lateWriter struct {
	http.ResponseWriter
	lag time.Duration
}

func (l *lateWriter) WriteHeader(status int) {
	time.Sleep(l.lag)
	l.ResponseWriter.WriteHeader(status)
}

// Unwrap lets websockets through.
func (l *lateWriter) Unwrap() http.ResponseWriter { return l.ResponseWriter }
