package chatclient

import (
	"context"
	"math/rand/v2"
	"time"
)

// Pauses between attempts. The first is short but random, because a server that
// restarts loses all its clients in the same instant.
const (
	firstPause   = 500 * time.Millisecond
	longestPause = 30 * time.Second
)

// backoff counts attempts and gives the pause before the next one: random within
// the upper half of a bound that doubles from firstPause to longestPause; the
// first is random within the whole of it.
type backoff struct{ attempts int }

func (b *backoff) next() time.Duration {
	bound := longestPause
	if b.attempts < 6 {
		bound = min(longestPause, firstPause<<b.attempts)
	}
	b.attempts++
	if b.attempts == 1 {
		return rand.N(bound)
	}
	return bound/2 + rand.N(bound/2)
}

// pause waits for d, and returns early with the context's cause when that ends.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
