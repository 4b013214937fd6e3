package sqlite

import (
	"context"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

const (
	timerColumns = `session_id, kind, timer_id, due_at, attempts`

	selectDue = `SELECT ` + timerColumns + ` FROM timers
		WHERE due_at <= ?1 AND held_until <= ?1 ORDER BY due_at, session_id, kind, timer_id LIMIT ?2`
	selectTimer = `SELECT ` + timerColumns + ` FROM timers
		WHERE session_id = ? AND kind = ? AND timer_id = ?`
	selectNextDue  = `SELECT min(due_at) FROM timers WHERE due_at > ?`
	selectNextFree = `SELECT min(held_until) FROM timers WHERE due_at <= ?1 AND held_until > ?1`
	holdTimer      = `UPDATE timers SET held_until = ? WHERE session_id = ? AND kind = ? AND timer_id = ?`
	selectKinds    = `SELECT DISTINCT kind FROM timers WHERE session_id = ?`
	setTimer       = `INSERT INTO timers (` + timerColumns + `) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET due_at = excluded.due_at, attempts = excluded.attempts, held_until = 0`
	clearTimer = `DELETE FROM timers WHERE session_id = ? AND kind = ? AND timer_id = ?`
	clearKind  = `DELETE FROM timers WHERE session_id = ? AND kind = ?`
)

func scanTimer(r row) (chat.Timer, error) {
	return chat.Timer{
		SessionID: getID[chat.SessionID](r, 0),
		Kind:      chat.TimerKind(r.text(1)),
		ID:        r.text(2),
		DueAt:     r.time(3),
		Attempts:  int(r.int(4)),
	}, nil
}

// TakeTimers implements store.Store. It writes only when something is due, which
// most looks find is not so.
func (s *Store) TakeTimers(ctx context.Context, now time.Time, hold time.Duration, limit int) ([]chat.Timer, time.Time, error) {
	t, err := snapshot(ctx, s.reader, func(c *conn) (taken, error) { return look(c, now, limit) })
	if err != nil || len(t.due) == 0 || hold <= 0 {
		return t.due, t.next, err
	}
	err = s.writer.queue.submit(ctx, func(w *writer) error {
		return w.atomically(func(tx *tx) (err error) {
			t, err = take(w.c, now, hold, limit)
			return err
		})
	})
	if err != nil {
		return nil, time.Time{}, err
	}
	return t.due, t.next, nil
}

// taken is what TakeTimers answers.
type taken struct {
	due  []chat.Timer
	next time.Time
}

func take(c *conn, now time.Time, hold time.Duration, limit int) (t taken, err error) {
	if t, err = look(c, now, limit); err != nil {
		return t, err
	}
	for _, timer := range t.due {
		_, err := c.exec(holdTimer, now.Add(hold).UnixMilli(), putID(timer.SessionID), string(timer.Kind), timer.ID)
		if err != nil {
			return t, err
		}
	}
	t.next, err = nextTimer(c, now)
	return t, err
}

// look reads what can be taken and takes nothing.
func look(c *conn, now time.Time, limit int) (t taken, err error) {
	if t.due, err = list(c, scanTimer, selectDue, now.UnixMilli(), int64(limit)); err != nil {
		return t, err
	}
	t.next, err = nextTimer(c, now)
	return t, err
}

// nextTimer is when the first timer that cannot be taken yet can be.
func nextTimer(c *conn, now time.Time) (next time.Time, err error) {
	for _, query := range []string{selectNextDue, selectNextFree} {
		_, err := c.one(func(r row) error {
			if at := r.time(0); next.IsZero() || !at.IsZero() && at.Before(next) {
				next = at
			}
			return nil
		}, query, now.UnixMilli())
		if err != nil {
			return next, err
		}
	}
	return next, nil
}

// Timer implements store.Tx.
func (t *tx) Timer(id chat.SessionID, kind chat.TimerKind, timerID string) (chat.Timer, error) {
	c, err := t.reading()
	if err != nil {
		return chat.Timer{}, err
	}
	return only(c, scanTimer, selectTimer, putID(id), string(kind), timerID)
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
	kinds, err := list(c, func(r row) (chat.TimerKind, error) { return chat.TimerKind(r.text(0)), nil }, selectKinds, putID(id))
	if err != nil {
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
