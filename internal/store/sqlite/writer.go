package sqlite

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// writer is the one goroutine that writes.
type writer struct {
	c         *conn
	heads     *heads
	unindexed *unindexed
	queue     *queue
	clock     clock.Clock
	log       *slog.Logger
	onCommit  func(requests int, took time.Duration)

	// gate is held during a transaction, and by the checkpointer for the
	// moment in which it needs the log to stand still.
	gate sync.Mutex
	// written counts the statements since the last checkpoint.
	written atomic.Int64
	// grown tells the checkpointer that the log has grown.
	grown chan struct{}

	// broken is the error of the last commit, nil once one succeeds again.
	broken atomic.Pointer[error]
	// group is what the current transaction answers.
	group    []*request
	outcomes []error
	// probe is a statement that writes and changes nothing.
	probe string
	done  chan struct{}
}

var (
	errGoexit = errors.New("sqlite: an Update ended its goroutine")
	errUndone = errors.New("sqlite: the transaction was undone")
)

// run commits groups until the queue is closed and empty.
func (w *writer) run() {
	finished := false
	defer func() {
		if finished {
			close(w.done)
			return
		}
		// The closure of an Update called runtime.Goexit, as a failing test
		// does. Its group is lost, the store is not.
		w.undo(errGoexit)
		w.gate.Unlock()
		go w.run()
	}()
	for {
		group := w.queue.take()
		if len(group) == 0 {
			break
		}
		w.gate.Lock()
		w.commit(group)
		w.gate.Unlock()
	}
	finished = true
}

// commit performs a group of requests in one transaction and answers them.
func (w *writer) commit(group []*request) {
	began, before := w.clock.Now(), w.c.writes
	w.group, w.c.fault = group, nil
	w.outcomes = w.outcomes[:0]
	if _, err := w.c.exec("BEGIN IMMEDIATE"); err != nil {
		w.undo(err)
		return
	}
	performed := 0
	for _, r := range group {
		var err error
		if r.begin() {
			err = r.work(w)
			performed++
		}
		if w.c.fault != nil {
			w.undo(w.c.fault)
			return
		}
		w.outcomes = append(w.outcomes, err)
	}
	indexed, err := w.seal()
	if err != nil {
		w.undo(err)
		return
	}
	w.unindexed.commit(indexed)
	w.broken.Store(nil)
	w.note(performed, w.c.writes-before-2, w.clock.Now().Sub(began))
	for i, r := range group {
		r.answer(w.outcomes[i])
	}
}

// seal commits the transaction, with the items indexed when it is time to.
func (w *writer) seal() (indexed bool, err error) {
	if w.unindexed.due() {
		if err := indexTail(w.c); err != nil {
			return false, err
		}
		indexed = true
	}
	_, err = w.c.exec("COMMIT")
	return indexed, err
}

// note reports a commit to the observer and to the checkpointer.
func (w *writer) note(requests, writes int, took time.Duration) {
	if w.onCommit != nil {
		w.onCommit(requests, took)
	}
	if writes == 0 {
		return
	}
	w.written.Add(int64(writes))
	select {
	case w.grown <- struct{}{}:
	default:
	}
}

// undo rolls the transaction back, forgets what was held in memory and fails
// the whole group, also the requests that had not begun: the next ones will
// show whether writing works again.
func (w *writer) undo(cause error) {
	// SQLite may have rolled back on its own already: then this fails, and
	// there is nothing to undo.
	_, _ = w.c.exec("ROLLBACK")
	w.heads.clear()
	if err := w.unindexed.reload(w.c); err != nil {
		w.log.Error("what is not indexed could not be read again", "error", err)
	}
	w.broken.Store(&cause)
	w.log.Error("commit failed", "requests", len(w.group), "error", cause)
	err := fmt.Errorf("%w: %w", errUndone, cause)
	for _, r := range w.group {
		r.begin()
		r.answer(err)
	}
}

// state is nil, or why the last commit failed.
func (w *writer) state() error {
	if p := w.broken.Load(); p != nil {
		return *p
	}
	return nil
}
