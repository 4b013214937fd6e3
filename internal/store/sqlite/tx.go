package sqlite

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// tx is one Update within the writer's transaction. Its first write sets a
// savepoint, so that one that only reads, or refuses before it writes, costs
// nothing beside.
type tx struct {
	w       *writer
	saved   bool
	fresh   int // how many fresh items there were before
	closed  bool
	touched []chat.SessionID
	// agents are those that were read, as they are now.
	agents map[agentKey]chat.Agent
}

var _ store.Tx = (*tx)(nil)

var errTxOver = errors.New("sqlite: the transaction of this Update is over")

// Update implements store.Store.
func (s *Store) Update(ctx context.Context, _ chat.SessionID, fn func(store.Tx) error) error {
	return s.writer.queue.submit(ctx, func(w *writer) error {
		return w.atomically(func(t *tx) error { return fn(t) })
	})
}

// atomically runs fn so that, when it fails, its writes and no others of the
// transaction are undone. A panic of fn becomes an error.
func (w *writer) atomically(fn func(tx *tx) error) (err error) {
	t := &tx{w: w, fresh: len(w.unindexed.fresh)}
	returned := false
	defer func() {
		if !returned {
			p := recover()
			if p == nil {
				return // runtime.Goexit: run sees to it
			}
			err = t.panicked(p)
		}
		err = t.end(err)
	}()
	err = fn(t)
	returned = true
	return err
}

// reading is the connection to read from, unless the transaction is over: by the
// end of the closure, or by an error that made SQLite roll back. What a closure
// that ignores such an error did next would be committed on its own.
func (t *tx) reading() (*conn, error) {
	if t.closed {
		return nil, errTxOver
	}
	return t.w.c, t.w.c.fault
}

// writing is the connection to write to, with the savepoint set. A write to a
// session names it, so that its head can be dropped when the write is undone.
func (t *tx) writing(id chat.SessionID) (*conn, error) {
	c, err := t.reading()
	if err != nil {
		return nil, err
	}
	if !t.saved {
		if _, err := c.exec("SAVEPOINT closure"); err != nil {
			return nil, err
		}
		t.saved = true
	}
	t.touched = append(t.touched, id)
	return c, nil
}

// end keeps or undoes what the closure wrote.
func (t *tx) end(err error) error {
	t.closed = true
	if !t.saved || t.w.c.fault != nil {
		return err
	}
	if err != nil {
		if _, undo := t.w.c.exec("ROLLBACK TO closure"); undo != nil {
			t.w.c.fault = undo
		}
		t.w.heads.drop(t.touched)
		t.w.unindexed.cut(t.fresh)
	}
	if _, release := t.w.c.exec("RELEASE closure"); release != nil {
		t.w.c.fault = release
	}
	return err
}

func (t *tx) panicked(p any) error {
	t.w.log.Error("update panicked", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
	return fmt.Errorf("sqlite: the closure of an Update panicked: %v", p)
}
