package balance

import (
	"context"
	"math/rand/v2"
	"net/http"
	"time"
)

// lagging has each request arrive, and each answer begin, after a while of its own that
// is shorter than most: what was sent one after the other arrives in any order.
func lagging(to http.Handler, most time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		linger(r.Context(), rand.N(most))
		to.ServeHTTP(&lateWriter{w, r.Context(), rand.N(most)}, r)
	})
}

// linger waits, unless whoever asked is gone.
func linger(ctx context.Context, lag time.Duration) {
	timer := time.NewTimer(lag)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// lateWriter is an answer that begins late.
type lateWriter struct {
	http.ResponseWriter
	ctx context.Context
	lag time.Duration
}

func (l *lateWriter) WriteHeader(status int) {
	linger(l.ctx, l.lag)
	l.ResponseWriter.WriteHeader(status)
}

// Unwrap lets websockets through.
func (l *lateWriter) Unwrap() http.ResponseWriter { return l.ResponseWriter }
