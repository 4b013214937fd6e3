package outside

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// Attempts is how often a call is made at most.
// spec: InvokeLambdaFunction, invocation retry policy of its page.
const Attempts = 3

// firstPause is about what is waited before the second attempt; the third waits
// four times that.
const firstPause = 100 * time.Millisecond

// Within runs call until it succeeds or fails for good, at most Attempts times
// and for no longer than limit. Only [ErrUnavailable] is tried again. The error is
// one of this package, or that of ctx when the caller gave up; a deadline of the
// caller's is a time like limit.
func Within(ctx context.Context, limit time.Duration, call func(context.Context) error) error {
	bounded, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var err error
	for attempt := range Attempts {
		if attempt > 0 && !pause(bounded, attempt) {
			break
		}
		if err = call(bounded); err == nil || !errors.Is(err, ErrUnavailable) {
			break
		}
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	case bounded.Err() != nil:
		return fmt.Errorf("%w: %v are over: %w", ErrTimedOut, limit, err)
	}
	return err
}

// pause waits before an attempt, not always equally long, so that those who failed
// together do not come again together. It reports whether there is time left.
func pause(ctx context.Context, attempt int) bool {
	d := firstPause << (2 * (attempt - 1))
	return clock.Wait(ctx, clock.System(), d/2+rand.N(d))
}
