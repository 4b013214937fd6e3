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
	closing    sync.Once
}

func newStore(o Options) *Store {
	return &Store{options: o, appends: newAppends(), calls: gate{empty: make(chan struct{})}}
}

const (
	// patience is how long work is tried again while the database is away,
	// which covers a restart and most failovers.
	patience = 5 * time.Second
	// attemptWithin bounds a single attempt, so that a server that has fallen
	// silent counts as away. It is longer than the server waits for a lock, so
	// that the end of such a wait is the server's own word.
	attemptWithin = 12 * time.Second
	lockWithin    = 10 * time.Second
	// connWithin bounds the wait for a connection of the pool.
	connWithin = 5 * time.Second
	// maxWaiting bounds how many wait for one.
	maxWaiting = 4096
	// The pause between attempts doubles from shortPause to longPause.
	shortPause = 20 * time.Millisecond
	longPause  = 500 * time.Millisecond
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
	timer := a.s.options.Clock.NewTimer(a.pause)
	defer timer.Stop()
	a.pause = min(2*a.pause, longPause)
	select {
	case <-timer.C():
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// settled reports whether an error leaves nothing to try: the caller has gone,
// or the error is the store's own word.
func settled(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, store.ErrBusy):
		return err
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
	for try := s.attempts(); ; {
		gone, err := s.attempt(ctx, pool, calls)
		if err == nil || ctx.Err() != nil {
			return lost, settled(ctx, err)
		}
		switch {
		case gone && !pgconn.SafeToRetry(err) && !connecting(err):
			lost = true
			if !repeatable {
				return lost, fmt.Errorf("%w: %s", store.ErrUncertain, oneLine(err))
			}
		case !gone && !(repeatable && raced(err)):
			return lost, settled(ctx, err)
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
	within, cancel := s.within(ctx, attemptWithin)
	defer cancel()
	_, err = send(within, conn.Conn(), calls...)
	if err != nil && away(conn.Conn(), err) {
		s.lost(conn.Conn(), err)
		return true, err
	}
	return false, err
}

// connecting reports whether an error came before there was a connection.
func connecting(err error) bool {
	var e *pgconn.ConnectError
	return errors.As(err, &e)
}

// discard gives a connection back in a state in which it can be used again, or
// closes it.
func (s *Store) discard(ctx context.Context, conn *pgxpool.Conn) {
	c := conn.Conn()
	if !c.IsClosed() && !c.PgConn().IsBusy() && c.PgConn().TxStatus() != 'I' {
		within, cancel := s.within(context.WithoutCancel(ctx), attemptWithin)
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
