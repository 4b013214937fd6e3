package timers

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// errFire says that timers that were due did not all fire; the log tells why.
var errFire = errors.New("timers failed, see the server's log")

// Hold keeps Run from firing anything until the returned function is called, so
// that whoever moves the clock fires all timers. It waits for what Run is firing.
func (r *Runner) Hold() (release func()) {
	r.pace <- struct{}{}
	return func() {
		<-r.pace
		r.Changed()
	}
}

// FireDue fires the timers that are due, and those that fall due at the same
// instant thereby, up to limit or a few more. When it returns, what they did is
// committed and published. It tells how many fired and when the next is due; zero
// when there is none. The caller has called Hold.
//
// A timer that fails is an error, and is tried again once its hold is over.
func (r *Runner) FireDue(ctx context.Context, limit int) (fired int, next time.Time, err error) {
	ctx = context.WithoutCancel(ctx) // all that is due, or it would depend on the caller's patience
	for fired < limit {
		due, next, err := r.Store.TakeTimers(ctx, r.Clock.Now(), hold, batch)
		if err != nil {
			return fired, time.Time{}, fmt.Errorf("read the timers: %w", err)
		}
		if len(due) == 0 {
			return fired, next, nil
		}
		n := r.fireAll(ctx, due)
		fired += n
		if n < len(due) {
			return fired, time.Time{}, errFire
		}
	}
	return fired, time.Time{}, nil
}
