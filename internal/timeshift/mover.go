package timeshift

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

const (
	// limit is how many timers one move fires, and at how many instants it
	// stops. A flow that waits a minute over and over for the longest chat, a
	// week, needs 10,080; one that waits a second is stopped long before the
	// caller loses patience, and can be moved on by the next call.
	limit = 20_000
	// farthest is how far ahead of the machine's time the clock may be moved.
	farthest = 100 * 365 * 24 * time.Hour
)

// Errors of a move that did not begin.
var (
	errBack = errors.New("time only moves forward")
	errFar  = errors.New("the clock cannot be moved more than 100 years ahead")
)

// Timers are the durable timers of the server.
type Timers interface {
	// Hold keeps everybody else from firing until it is released.
	Hold() (release func())
	// FireDue fires what is due now, up to limit or a few more, to completion.
	FireDue(ctx context.Context, limit int) (fired int, next time.Time, err error)
}

// Config is what a Mover needs.
type Config struct {
	Clock  *clock.Manual
	Timers Timers
	// Keep makes a position durable, as the lead over the machine's clock.
	Keep func(ctx context.Context, ahead time.Duration) error
	// Settle waits until no call to a bot or a function is under way, nor any
	// that follows from its answer, and all their effects are committed. It is
	// asked before each step, so that a bot has its own time to answer and not
	// that of the clock. Nil where there are no such calls.
	Settle func(ctx context.Context) error
	// Leaving reports whether the server is about to end; a move then stops at
	// the instant at which it is. Nil means never.
	Leaving func() bool
}

// Mover moves a clock. It is safe for concurrent use.
type Mover struct {
	Config
	busy chan struct{} // holds a value while a move goes on
}

// New makes a mover.
func New(c Config) *Mover {
	if c.Settle == nil {
		c.Settle = func(context.Context) error { return nil }
	}
	if c.Leaving == nil {
		c.Leaving = func() bool { return false }
	}
	return &Mover{Config: c, busy: make(chan struct{}, 1)}
}

// Result is how a move ended.
type Result struct {
	// Time is what the clock shows at the end.
	Time time.Time
	// Fired is how many timers fired on the way.
	Fired int
	// Reached is false where the clock stopped on the way because so many timers
	// had fired; another move goes on from there.
	Reached bool
}

// Advance moves the clock by a length of time, 0 or more, in which 0 lets happen
// what is due now. It waits for a move that goes on. On an error, too, the result
// tells how far it came.
func (m *Mover) Advance(ctx context.Context, by time.Duration) (Result, error) {
	select {
	case m.busy <- struct{}{}:
		defer func() { <-m.busy }()
	case <-ctx.Done():
		return Result{Time: m.Clock.Now()}, ctx.Err()
	}
	if err := m.check(by); err != nil {
		return Result{Time: m.Clock.Now()}, err
	}
	defer m.Timers.Hold()()
	if err := m.Settle(ctx); err != nil {
		return Result{Time: m.Clock.Now()}, err
	}
	target := m.Clock.Stand().Add(by)
	defer m.Clock.Go()
	r, err := m.walk(ctx, target)
	r.Time = m.Clock.Now()
	return r, err
}

func (m *Mover) check(by time.Duration) error {
	if by < 0 {
		return errBack
	}
	if by > farthest || m.Clock.Lead(m.Clock.Now()) > farthest-by {
		return errFar
	}
	return nil
}

// walk takes a clock that stands to the target, from timer to timer.
func (m *Mover) walk(ctx context.Context, target time.Time) (r Result, err error) {
	for range limit {
		fired, next, err := m.happen(ctx, limit-r.Fired)
		r.Fired += fired
		switch {
		case err != nil:
			return r, err
		case r.Fired >= limit:
			return r, nil
		case !m.Clock.Now().Before(target):
			r.Reached = true
			return r, nil
		case ctx.Err() != nil:
			return r, ctx.Err()
		case m.Leaving():
			return r, errors.New("the server is stopping")
		}
		if next.IsZero() || next.After(target) {
			next = target
		}
		if err := m.Keep(ctx, m.Clock.Lead(next)); err != nil {
			return r, fmt.Errorf("keep the clock's position: %w", err)
		}
		m.Clock.Move(next)
	}
	return r, nil
}

// happen lets everything happen that is due at the instant that the clock shows,
// and tells when the next timer is due.
func (m *Mover) happen(ctx context.Context, most int) (fired int, next time.Time, err error) {
	for {
		n, next, err := m.Timers.FireDue(ctx, most-fired)
		fired += n
		if err != nil || n == 0 || fired >= most {
			return fired, next, err
		}
		if err := m.Settle(ctx); err != nil {
			return fired, next, fmt.Errorf("wait for what is under way: %w", err)
		}
	}
}
