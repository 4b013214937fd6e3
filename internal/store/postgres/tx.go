package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// tx is one run of an Update's closure in a transaction that holds the lock of
// its session, or of an UpdateAgent's, which holds that of the agent. A usual one takes two round trips: the first begins it, takes the
// lock and reads what most closures look at; the second carries all writes and
// the commit. Writes wait to be sent until a read needs them, and what would
// tell otherwise is found out with them: then the transaction is undone and the
// closure runs again.
type tx struct {
	s    *Store
	ctx  context.Context
	conn *pgxpool.Conn
	id   chat.SessionID
	// careful looks for an item's id before it is appended, after a run in
	// which one was there already.
	careful bool

	known    known
	heads    map[chat.SessionID]*head
	appended map[itemKey]chat.Item
	// agents are those that are locked, as they are now; one who is not there has
	// version 0.
	agents map[agentKey]chat.Agent
	// writes wait to be sent; wrote says that there were any.
	writes []*call
	wrote  bool
	// fault is the first error of the transaction, after which nothing works.
	fault error
	over  bool
}

var _ store.Tx = (*tx)(nil)

type itemKey struct {
	session chat.SessionID
	item    chat.ItemID
}

// known is what the first round trip has read of the session, as rows: each who
// asks gets values of his own. What is written leaves it.
type known struct {
	session, contact row
	people           []row
	hasSession       bool // the session was looked for, found or not
	hasPeople        bool
}

var (
	errTxOver = errors.New("postgres: the transaction of this Update is over")
	// errRepeat says that what a closure saw was not so; it runs again.
	errRepeat = errors.New("postgres: lost a race")
)

// begin begins the transaction and takes the session's lock.
func (t *tx) begin(session chat.SessionID) error {
	t.id = session
	id, own := putID(t.id), &head{}
	keep := func(to *row) func(row) error {
		return func(r row) error { *to = r.kept(); return nil }
	}
	err := t.send(
		&call{sql: begin},
		&call{sql: lockHead, args: []any{id}, each: own.scan},
		&call{sql: selectSession, args: []any{id}, each: keep(&t.known.session)},
		&call{sql: selectCurrent, args: []any{id}, each: keep(&t.known.contact)},
		&call{sql: selectParticipants, args: []any{id}, each: func(r row) error {
			t.known.people = append(t.known.people, r.kept())
			return nil
		}})
	t.heads = map[chat.SessionID]*head{t.id: own}
	t.appended = map[itemKey]chat.Item{}
	t.known.hasSession, t.known.hasPeople = true, true
	return t.failed(err)
}

// send is a round trip ahead of the commit. A server that is silent for too long
// is away: the closure runs again on another connection.
func (t *tx) send(calls ...*call) error {
	within, cancel := t.s.attempting(t.ctx)
	defer cancel()
	_, err := send(within, t.conn.Conn(), calls...)
	return err
}

// ask reads within the transaction, after what waits to be written.
func (t *tx) ask(c *call) error {
	if err := t.usable(); err != nil {
		return err
	}
	calls := append(t.writes, c)
	t.writes = nil
	return t.failed(t.send(calls...))
}

// write lets a statement wait to be sent.
func (t *tx) write(sql string, args ...any) error {
	return t.queue(&call{sql: sql, args: args})
}

func (t *tx) queue(c *call) error {
	if err := t.usable(); err != nil {
		return err
	}
	t.writes, t.wrote = append(t.writes, c), true
	return nil
}

// usable reports why the transaction is not: it is over, or an error has undone
// it on the server.
func (t *tx) usable() error {
	if t.over {
		return errTxOver
	}
	return t.fault
}

// failed keeps the first error of the transaction.
func (t *tx) failed(err error) error {
	if err == nil {
		return nil
	}
	if stateOf(err) == uniqueViolation {
		t.careful = true
	}
	if raced(err) && t.ctx.Err() == nil {
		err = fmt.Errorf("%w: %w", errRepeat, err)
	}
	if t.fault == nil {
		t.fault = err
	}
	return err
}

// head is a session's, locked. For another session than the transaction's this
// may wait in a circle, which the server resolves by undoing one.
func (t *tx) head(id chat.SessionID) (*head, error) {
	if h, ok := t.heads[id]; ok {
		return h, t.usable()
	}
	h := &head{}
	if err := t.ask(&call{sql: lockHead, args: []any{putID(id)}, each: h.scan}); err != nil {
		return nil, err
	}
	t.heads[id] = h
	return h, nil
}

// commit sends what waits and commits. ErrUncertain when the connection is lost
// so that it may have.
func (t *tx) commit() error {
	for id, h := range t.heads {
		if h.exists && (h.moved || h.met) {
			t.writes, t.wrote = append(t.writes, h.write(id)), true
		}
	}
	if !t.wrote {
		return nil // to be rolled back
	}
	t.dropHeld()
	// What has begun is not given up half-way: nobody could tell what became
	// of it.
	within, cancel := t.s.finishing(t.ctx)
	defer cancel()
	last := &call{sql: commit}
	done, err := send(within, t.conn.Conn(), append(t.writes, last)...)
	switch {
	case err == nil && last.tag.String() != commit:
		return fmt.Errorf("postgres: COMMIT answered %s", last.tag)
	case err == nil:
		return nil
	case !away(t.conn.Conn(), err), pgconn.SafeToRetry(err), stateOf(err) != "" && done < len(t.writes):
		return t.failed(err)
	}
	t.s.lost(t.conn.Conn(), err)
	return fmt.Errorf("%w: %s", store.ErrUncertain, oneLine(err))
}

// repeats reports whether one of the items that were appended was there before.
// A closure that fails may do so because it was told that one was new.
func (t *tx) repeats() (bool, error) {
	if t.careful || len(t.appended) == 0 || t.fault != nil {
		return false, nil
	}
	// What waits is undone anyway.
	t.writes = nil
	for key, item := range t.appended {
		before, err := one(t.ask, scanItem, selectItem, putID(key.session), putID(key.item))
		switch {
		case err == nil && before.Seq != item.Seq:
			return true, nil
		case err != nil && !errors.Is(err, store.ErrNotFound):
			return false, err
		}
	}
	return false, nil
}
