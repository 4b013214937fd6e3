package postgres

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// maxRaces bounds how often a closure runs again because it lost against
// another transaction.
const maxRaces = 20

// Update implements store.Store.
func (s *Store) Update(ctx context.Context, id chat.SessionID, fn func(store.Tx) error) error {
	return s.transact(ctx, work{
		open: func(t *tx) error { return t.begin(id) },
		do:   func(t *tx) error { return fn(t) },
	})
}

// work is what is done in one transaction, maybe in several runs.
type work struct {
	// open begins the transaction and takes the first lock.
	open func(*tx) error
	// do is the closure, which may refuse.
	do func(*tx) error
}

// transact runs work until it is committed or refused.
func (s *Store) transact(ctx context.Context, w work) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.calls.leave()
	ctx, cancel := s.budget(ctx)
	defer cancel()
	careful, races := false, 0
	for try := s.attempts(); ; {
		began := s.options.Clock.Now()
		r, err := s.transactOnce(ctx, careful, w)
		switch {
		case err == nil:
			if r.wrote {
				s.options.OnCommit(1, s.options.Clock.Now().Sub(began))
			}
			return nil
		case r.refused || errors.Is(err, store.ErrUncertain):
			return err
		case ctx.Err() != nil:
			return ended(ctx)
		case errors.Is(err, errRepeat) && races < maxRaces:
			careful = careful || r.careful
			races++
			continue
		case errors.Is(err, errRepeat):
			return fmt.Errorf("%w: %w", store.ErrBusy, err)
		case !r.gone:
			return s.settled(ctx, err)
		}
		if err := try.again(ctx, err); err != nil {
			return err
		}
	}
}

// run is what became of one run of a closure.
type run struct {
	refused bool // by the closure's own error
	gone    bool // the database is away
	wrote   bool
	careful bool // the next run must be
}

// transactOnce runs a closure in one transaction. Nothing of it is committed when
// there is an error, but for ErrUncertain.
func (s *Store) transactOnce(ctx context.Context, careful bool, w work) (r run, err error) {
	conn, err := s.acquire(ctx, s.pool)
	if err != nil {
		r.gone = away(nil, err)
		return r, err
	}
	// Also when the closure ends its goroutine.
	defer s.discard(ctx, conn)
	t := &tx{s: s, ctx: ctx, conn: conn, careful: careful}
	defer func() {
		t.over = true
		r.wrote, r.careful = t.wrote, t.careful
		if err != nil && !r.refused && !errors.Is(err, store.ErrUncertain) && away(conn.Conn(), err) {
			r.gone = true
			if ctx.Err() == nil {
				s.lost(conn.Conn(), err)
			}
		}
	}()
	if err := w.open(t); err != nil {
		return r, err
	}
	refusal := t.call(w.do)
	if t.fault != nil {
		return r, t.fault
	}
	if refusal == nil {
		return r, t.commit()
	}
	switch repeats, err := t.repeats(); {
	case err != nil:
		return r, err
	case repeats:
		t.careful = true
		return r, errRepeat
	}
	r.refused = true
	return r, refusal
}

// call runs the closure. A panic becomes an error.
func (t *tx) call(fn func(*tx) error) (err error) {
	returned := false
	defer func() {
		t.over = returned && err == nil
		if returned {
			return
		}
		if p := recover(); p != nil {
			t.s.options.Log.Error("update panicked", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = fmt.Errorf("postgres: the closure of an Update panicked: %v", p)
		}
	}()
	err = fn(t)
	returned = true
	return err
}
