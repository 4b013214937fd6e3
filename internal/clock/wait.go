package clock

import (
	"context"
	"time"
)

// Wait waits until d has passed on a clock. It is false when ctx ended first.
func Wait(ctx context.Context, c Clock, d time.Duration) bool {
	t := c.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C():
		return true
	case <-ctx.Done():
		return false
	}
}
