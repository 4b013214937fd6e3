// Package timers fires the durable timers of sessions when they are due: the end
// of a chat's duration, the timeout of a flow's wait, a transcript that has to be
// archived. Timers are rows of the store, so they survive a restart, and those
// that fell due in the meantime fire then. Of many nodes one takes each timer, by
// holding its row for a while; so the death of a node delays a timer and no more.
//
// The package owns the waiting, not the meaning: firing is the conversation's. It
// imports the domain, the clock and the store's contract; it must not import
// services or the gateway.
package timers

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
)

// Store is where timers are read.
type Store interface {
	TakeTimers(ctx context.Context, now time.Time, hold time.Duration, limit int) (due []chat.Timer, next time.Time, err error)
}

// Metrics counts fired timers.
type Metrics interface{ Fired(kind string) }

// Config is what a Runner needs.
type Config struct {
	Store Store
	// Fire carries out one timer. It removes the timer or moves it; a timer
	// that it leaves as it was is tried again after hold, here or elsewhere.
	// One that took longer than that may be fired a second time meanwhile, and
	// must then do nothing.
	Fire    func(ctx context.Context, t chat.Timer) error
	Clock   clock.Clock
	Log     *slog.Logger
	Metrics Metrics
}

const (
	// batch is how many due timers are read at once, and workers how many are
	// carried out side by side: enough to share commits, few enough to leave
	// the store to the chats.
	batch   = 256
	workers = 16
	// hold is for how long this node has a timer that it has taken to itself:
	// if it dies, another fires the timer then.
	hold = 10 * time.Second
	// idle bounds the wait for the next timer, so that one that another node
	// has set is seen too. By so much a node's death may delay what it had set
	// and only it knew of; looking costs two reads of an index.
	idle = 5 * time.Second
	// retry is the pause after the timers could not be read.
	retry = time.Second
)

// Runner fires timers. Run owns its goroutines and ends them.
type Runner struct {
	Config
	changed chan struct{}
	// pace holds a value while somebody fires timers. It is no mutex because
	// waiting for one would keep simulated time from passing.
	pace chan struct{}
}

// New makes a runner.
func New(c Config) *Runner {
	return &Runner{Config: c, changed: make(chan struct{}, 1), pace: make(chan struct{}, 1)}
}

// Changed tells the runner that a timer was set, which may be due before the one
// that it waits for. It never blocks.
func (r *Runner) Changed() {
	select {
	case r.changed <- struct{}{}:
	default:
	}
}

// Run fires timers until ctx ends; timers that are being fired are finished.
func (r *Runner) Run(ctx context.Context) error {
	for {
		pause := r.turn(ctx)
		if pause <= 0 {
			if ctx.Err() != nil {
				return nil
			}
			continue
		}
		wake := r.Clock.NewTimer(pause)
		select {
		case <-ctx.Done():
			wake.Stop()
			return nil
		case <-r.changed:
			wake.Stop()
		case <-wake.C():
		}
	}
}

// turn is a pass that waits for the end of a Hold.
func (r *Runner) turn(ctx context.Context) time.Duration {
	select {
	case r.pace <- struct{}{}:
	case <-ctx.Done():
		return 0
	}
	defer func() { <-r.pace }()
	return r.pass(ctx)
}

// pass fires what is due and says how long to wait for what follows.
func (r *Runner) pass(ctx context.Context) time.Duration {
	now := r.Clock.Now()
	due, next, err := r.Store.TakeTimers(ctx, now, hold, batch)
	if err != nil {
		if ctx.Err() == nil {
			r.Log.Error("timers cannot be read", slog.Any("error", err))
		}
		return retry
	}
	if len(due) > 0 {
		r.fireAll(ctx, due)
		return 0 // there may be more
	}
	if next.IsZero() {
		return idle
	}
	return min(idle, max(next.Sub(now), time.Millisecond))
}

// fireAll fires timers, those of one session one after another in the order in
// which they fell due. A failure leaves the session's later ones for when the
// failed one is tried again. It returns how many were fired.
func (r *Runner) fireAll(ctx context.Context, due []chat.Timer) int {
	bySession := map[chat.SessionID][]chat.Timer{}
	for _, t := range due {
		bySession[t.SessionID] = append(bySession[t.SessionID], t)
	}
	work := make(chan []chat.Timer)
	var fired atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, len(bySession)) {
		wg.Go(func() {
			for ts := range work {
				for _, t := range ts {
					if !r.fire(ctx, t) {
						break
					}
					fired.Add(1)
				}
			}
		})
	}
	for _, ts := range bySession {
		work <- ts
	}
	close(work)
	wg.Wait()
	return int(fired.Load())
}

// fire carries out one timer. It is not cut short by a shutdown.
func (r *Runner) fire(ctx context.Context, t chat.Timer) bool {
	if ctx.Err() != nil {
		return true // the next start fires it
	}
	if err := r.Fire(context.WithoutCancel(ctx), t); err != nil {
		r.Log.Error("timer failed, it is tried again", slog.String("session", string(t.SessionID)),
			slog.String("kind", string(t.Kind)), slog.Any("error", err))
		return false
	}
	if r.Metrics != nil {
		r.Metrics.Fired(string(t.Kind))
	}
	return true
}
