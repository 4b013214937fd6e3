package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rejoin-chat/rejoin/internal/store"
)

// Whoever asked is answered while it still listens: load balancers give a request
// some ten seconds, and what they say then no client understands. So a call has a
// budget for all its attempts, and what is left of it bounds each of its waits.

const (
	// callWithin bounds a call with all its attempts and waits, but for what may
	// not be given up half-way: that has finishWithin more.
	callWithin   = 8 * time.Second
	finishWithin = time.Second
	// attemptWithin bounds a single attempt, so that a server that has fallen
	// silent counts as away and a second attempt, on a connection that is new,
	// has its time. It is longer than the server waits for a lock, so that the
	// end of such a wait is the server's own word; and a call may have to wait
	// for two, with others and then alone.
	attemptWithin = 5 * time.Second
	lockWithin    = 3 * time.Second
	// bulkWithin is attemptWithin of whole sessions and installations, which
	// no request waits for.
	bulkWithin = 12 * time.Second
	// patience is how long work is tried again while the database is away,
	// which covers a restart and most failovers.
	patience = 5 * time.Second
	// connWithin bounds the wait for a connection of the pool.
	connWithin = 5 * time.Second
)

// errTimeout is the cause of a context that within has ended.
var errTimeout = errors.New("postgres: no answer in time")

// within is a context that also ends after d of the store's clock.
func (s *Store) within(ctx context.Context, d time.Duration) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	timer := s.options.Clock.AfterFunc(d, func() { cancel(errTimeout) })
	return ctx, func() {
		timer.Stop()
		cancel(nil)
	}
}

// bulk marks the context of work that no request waits for.
type bulk struct{}

// unhurried is a context whose calls have no budget, and longer attempts.
func unhurried(ctx context.Context) context.Context { return context.WithValue(ctx, bulk{}, true) }

// budget is the context of a call with all its attempts.
func (s *Store) budget(ctx context.Context) (context.Context, func()) {
	if ctx.Value(bulk{}) != nil {
		return ctx, func() {}
	}
	return s.within(ctx, callWithin)
}

// attempting is the context of one attempt.
func (s *Store) attempting(ctx context.Context) (context.Context, func()) {
	if ctx.Value(bulk{}) != nil {
		return s.within(ctx, bulkWithin)
	}
	return s.within(ctx, attemptWithin)
}

// finishing is the context of what is not given up half-way, since nobody could
// tell what became of it. A caller who goes away does not end it; when the time
// of the call is up, it has finishWithin left.
func (s *Store) finishing(ctx context.Context) (context.Context, func()) {
	finishing, cancel := s.attempting(context.WithoutCancel(ctx))
	last, end := context.WithCancelCause(finishing)
	unwatch := context.AfterFunc(ctx, func() {
		if outOfTime(ctx) {
			timer := s.options.Clock.AfterFunc(finishWithin, func() { end(errTimeout) })
			context.AfterFunc(last, func() { timer.Stop() })
		}
	})
	return last, func() {
		unwatch()
		end(nil)
		cancel()
	}
}

// outOfTime reports whether a context has ended because its time was up, not
// because the caller has gone.
func outOfTime(ctx context.Context) bool {
	return ctx.Err() != nil && (context.Cause(ctx) == errTimeout || errors.Is(ctx.Err(), context.DeadlineExceeded))
}

// ended is the error of a call whose context has ended: that of the context when
// the caller has gone, ErrBusy for one who waits and may ask again.
func ended(ctx context.Context) error {
	if outOfTime(ctx) {
		return fmt.Errorf("%w: no answer in time", store.ErrBusy)
	}
	return ctx.Err()
}
