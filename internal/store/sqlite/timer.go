package sqlite

import (
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

const (
	timerColumns = `session_id, kind, timer_id, due_at, attempts`

	selectDue = `SELECT ` + timerColumns + ` FROM timers
		WHERE due_at <= ? ORDER BY due_at, session_id, kind, timer_id LIMIT ?`
	selectTimer = `SELECT ` + timerColumns + ` FROM timers
		WHERE session_id = ? AND kind = ? AND timer_id = ?`
	selectNextDue = `SELECT min(due_at) FROM timers WHERE due_at > ?`
	selectKinds   = `SELECT DISTINCT kind FROM timers WHERE session_id = ?`
	setTimer      = `INSERT INTO timers (` + timerColumns + `) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET due_at = excluded.due_at, attempts = excluded.attempts`
	clearTimer = `DELETE FROM timers WHERE session_id = ? AND kind = ? AND timer_id = ?`
	clearKind  = `DELETE FROM timers WHERE session_id = ? AND kind = ?`
)

func scanTimer(r row) chat.Timer {
	return chat.Timer{
		SessionID: getID[chat.SessionID](r, 0),
		Kind:      chat.TimerKind(r.text(1)),
		ID:        r.text(2),
		DueAt:     r.time(3),
		Attempts:  int(r.int(4)),
	}
}

// dueTimers reads within one snapshot.
func dueTimers(c *conn, now time.Time, limit int) (due []chat.Timer, next time.Time, err error) {
	err = c.query(func(r row) error {
		due = append(due, scanTimer(r))
		return nil
	}, selectDue, now.UnixMilli(), int64(limit))
	if err != nil {
		return nil, time.Time{}, err
	}
	_, err = c.one(func(r row) error { next = r.time(0); return nil }, selectNextDue, now.UnixMilli())
	return due, next, err
}

// Timer implements store.Tx.
func (t *tx) Timer(id chat.SessionID, kind chat.TimerKind, timerID string) (timer chat.Timer, err error) {
	c, err := t.reading()
	if err != nil {
		return timer, err
	}
	found, err := c.one(func(r row) error { timer = scanTimer(r); return nil },
		selectTimer, putID(id), string(kind), timerID)
	if err == nil && !found {
		err = store.ErrNotFound
	}
	return timer, err
}

// SetTimer implements store.Tx.
func (t *tx) SetTimer(timer chat.Timer) error {
	c, err := t.writing(timer.SessionID)
	if err != nil {
		return err
	}
	_, err = c.exec(setTimer, putID(timer.SessionID), string(timer.Kind), timer.ID,
		timer.DueAt.UnixMilli(), int64(timer.Attempts))
	return err
}

// ClearTimer implements store.Tx.
func (t *tx) ClearTimer(id chat.SessionID, kind chat.TimerKind, timerID string) (bool, error) {
	c, err := t.writing(id)
	if err != nil {
		return false, err
	}
	n, err := c.exec(clearTimer, putID(id), string(kind), timerID)
	return n > 0, err
}

// ClearTimers implements store.Tx.
func (t *tx) ClearTimers(id chat.SessionID, keep ...chat.TimerKind) error {
	c, err := t.writing(id)
	if err != nil {
		return err
	}
	var kinds []chat.TimerKind
	if err := c.query(func(r row) error {
		kinds = append(kinds, chat.TimerKind(r.text(0)))
		return nil
	}, selectKinds, putID(id)); err != nil {
		return err
	}
	for _, kind := range kinds {
		if slices.Contains(keep, kind) {
			continue
		}
		if _, err := c.exec(clearKind, putID(id), string(kind)); err != nil {
			return err
		}
	}
	return nil
}
