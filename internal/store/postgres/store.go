package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// Store is one node's way to the database. It implements store.Store and
// store.Portable.
type Store struct {
	options Options
	// pool serves all but the groups of appends, which have express to
	// themselves, so that messages do not wait for whatever else goes on.
	pool, express *pgxpool.Pool
	appends       *appends
	calls         gate
	waiting       atomic.Int64 // for a connection
	warned        atomic.Int64 // when connections were refused, in milliseconds
	// generation counts how often the connections were dropped.
	generation atomic.Int64
	writes     writes
	closing    sync.Once
}

func newStore(o Options) *Store {
	return &Store{options: o, appends: newAppends(), calls: gate{empty: make(chan struct{})}}
}

const (
	// maxWaiting bounds how many wait for one.
	maxWaiting = 4096
	// The pause between attempts doubles from shortPause to longPause.
	shortPause = 20 * time.Millisecond
	longPause  = 500 * time.Millisecond
)

// acquire takes a connection of a pool. ErrOverloaded when none comes free.
func (s *Store) acquire(ctx context.Context, pool *pgxpool.Pool) (*pgxpool.Conn, error) {
	if s.waiting.Add(1) > maxWaiting {
		s.waiting.Add(-1)
		return nil, fmt.Errorf("%w: %d for a connection", store.ErrOverloaded, maxWaiting)
	}
	defer s.waiting.Add(-1)
	within, cancel := s.within(ctx, connWithin)
	defer cancel()
	c, err := pool.Acquire(within)
	s.refused(err)
	if err != nil && context.Cause(within) == errTimeout {
		return nil, fmt.Errorf("%w: no connection within %v", store.ErrOverloaded, connWithin)
	}
	return c, err
}

// attempts decides whether work is tried again.
type attempts struct {
	s     *Store
	began time.Time
	pause time.Duration
	tried bool // again, at least once
}

func (s *Store) attempts() *attempts {
	return &attempts{s: s, began: s.options.Clock.Now(), pause: shortPause}
}

// again waits before the next attempt while the database is away. It returns why
// there is none. There is always a second: a connection that has fallen silent
// takes longer to be given up than work is tried, and a new one may serve.
func (a *attempts) again(ctx context.Context, cause error) error {
	if a.tried && a.s.options.Clock.Now().Sub(a.began) >= patience {
		return fmt.Errorf("%w: %s", store.ErrBusy, oneLine(cause))
	}
	a.tried = true
	if !clock.Wait(ctx, a.s.options.Clock, a.pause) {
		return ended(ctx)
	}
	a.pause = min(2*a.pause, longPause)
	return nil
}

// settled is the error of what is not tried again: the caller has gone, or it is
// the server's own word.
func (s *Store) settled(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ended(ctx)
	case errors.Is(err, store.ErrBusy):
		return err
	}
	s.writes.doubt(err)
	switch {
	case full(err):
		return fmt.Errorf("%w: %w", store.ErrBusy, err)
	case connecting(err): // it tells of each host in a line of its own
		return fmt.Errorf("postgres: %s", oneLine(err))
	}
	return err
}

// do runs statements in one round trip and one transaction, again when the
// database was away. What must not be done twice unnoticed is not repeatable: a
// connection that is lost then means ErrUncertain.
func (s *Store) do(ctx context.Context, repeatable bool, calls ...*call) (lost bool, err error) {
	if err := s.enter(ctx); err != nil {
		return false, err
	}
	defer s.calls.leave()
	return s.doOn(ctx, s.pool, repeatable, calls...)
}

// doOn is do on a connection of one of the pools.
func (s *Store) doOn(ctx context.Context, pool *pgxpool.Pool, repeatable bool, calls ...*call) (lost bool, err error) {
	ctx, cancel := s.budget(ctx)
	defer cancel()
	for try := s.attempts(); ; {
		gone, err := s.attempt(ctx, pool, calls)
		unknown := gone && !pgconn.SafeToRetry(err) && !connecting(err)
		lost = lost || unknown
		switch hungUp := ctx.Err() != nil && !outOfTime(ctx); {
		case err == nil, hungUp:
			return lost, s.settled(ctx, err)
		case unknown && !repeatable:
			return lost, fmt.Errorf("%w: %s", store.ErrUncertain, oneLine(err))
		case ctx.Err() != nil, !gone && !(repeatable && raced(err)):
			return lost, s.settled(ctx, err)
		}
		if err := try.again(ctx, err); err != nil {
			return lost, err
		}
	}
}

// attempt is one attempt of do; gone says that the database is away.
func (s *Store) attempt(ctx context.Context, pool *pgxpool.Pool, calls []*call) (gone bool, err error) {
	conn, err := s.acquire(ctx, pool)
	if err != nil {
		return away(nil, err), err
	}
	defer conn.Release()
	within, cancel := s.attempting(ctx)
	defer cancel()
	_, err = send(within, conn.Conn(), calls...)
	gone = err != nil && away(conn.Conn(), err)
	if gone && ctx.Err() == nil { // a caller who gives up says nothing about the others
		s.lost(conn.Conn(), err)
	}
	return gone, err
}

// connecting reports whether an error came before there was a connection.
func connecting(err error) bool {
	var refused *pgconn.ConnectError
	var lost *stillborn
	return errors.As(err, &refused) || errors.As(err, &lost)
}

// discard gives a connection back in a state in which it can be used again, or
// closes it.
func (s *Store) discard(ctx context.Context, conn *pgxpool.Conn) {
	c := conn.Conn()
	if !c.IsClosed() && !c.PgConn().IsBusy() && c.PgConn().TxStatus() != 'I' {
		within, cancel := s.within(context.WithoutCancel(ctx), finishWithin)
		defer cancel()
		// When this fails, the pool closes the connection, and the server
		// rolls back by itself.
		_, _ = send(within, c, &call{sql: rollback})
	}
	conn.Release()
}

const (
	begin    = `BEGIN`
	commit   = `COMMIT`
	rollback = `ROLLBACK`
)
