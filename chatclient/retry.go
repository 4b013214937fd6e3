package chatclient

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// retry calls try until it succeeds, fails for good, or window or ctx ends. What
// try does must bear repetition. The error is that of the last attempt.
func retry(ctx context.Context, window time.Duration, try func(context.Context) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, window, errRetryWindow)
	defer cancel()
	var pauses backoff
	var last error
	for {
		err := try(ctx)
		if err == nil || !transient(err) {
			return err
		}
		if last == nil || ctx.Err() == nil {
			last = err // an attempt cut short says less than the one before it
		}
		if stop := pause(ctx, pauses.next()); stop != nil {
			return gaveUp(stop, last)
		}
	}
}

var errRetryWindow = errors.New("gave up retrying")

// gaveUp joins why the attempts ended with how the last one failed.
func gaveUp(stop, last error) error {
	if errors.Is(last, stop) {
		return last
	}
	return fmt.Errorf("%w: %w", stop, last)
}
