package postgres

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

const (
	timerColumns = `session_id, kind, timer_id, due_at, attempts`
	timerMarks   = `$1, $2, $3, $4, $5`

	selectTimer = `SELECT ` + timerColumns + ` FROM timers
		WHERE session_id = $1 AND kind = $2 AND timer_id = $3`
	setTimer = `INSERT INTO timers (` + timerColumns + `, ready_at) VALUES (` + timerMarks + `, $4)
		ON CONFLICT (session_id, kind, timer_id) DO UPDATE SET
			due_at = excluded.due_at, attempts = excluded.attempts, ready_at = excluded.ready_at`
	clearTimer  = `DELETE FROM timers WHERE session_id = $1 AND kind = $2 AND timer_id = $3`
	clearTimers = `DELETE FROM timers WHERE session_id = $1 AND kind <> ALL ($2::text[])`

	// Timers are ready in the order in which they fell due, those of a node that
	// died after the end of its hold. A row that another node is just taking is
	// passed over.
	selectReady = `SELECT ` + timerColumns + ` FROM timers WHERE ready_at <= $1 ORDER BY ready_at LIMIT $2`
	takeTimers  = `WITH ready AS (` + selectReady + ` FOR UPDATE SKIP LOCKED),
		taken AS (
			UPDATE timers SET ready_at = $3 FROM ready
			WHERE timers.session_id = ready.session_id AND timers.kind = ready.kind AND timers.timer_id = ready.timer_id
			RETURNING ready.*
		)
		SELECT * FROM taken ORDER BY due_at, session_id, kind, timer_id`
	lookTimers = `WITH ready AS (` + selectReady + `) SELECT * FROM ready ORDER BY due_at, session_id, kind, timer_id`
	selectNext = `SELECT min(ready_at) FROM timers WHERE ready_at > $1`
)

func timerArgs(t *chat.Timer) []any {
	return []any{putID(t.SessionID), string(t.Kind), t.ID, t.DueAt.UnixMilli(), int64(t.Attempts)}
}

func scanTimer(r row) (chat.Timer, error) {
	return chat.Timer{
		SessionID: getID[chat.SessionID](r[0]),
		Kind:      chat.TimerKind(r.text(1)),
		ID:        r.text(2),
		DueAt:     r.time(3),
		Attempts:  int(r.int(4)),
	}, nil
}

// TakeTimers implements store.Store. What is held by an attempt whose answer was
// lost comes again when the hold ends.
func (s *Store) TakeTimers(ctx context.Context, now time.Time, hold time.Duration, limit int) (due []chat.Timer, next time.Time, err error) {
	take := &call{sql: takeTimers, args: []any{now.UnixMilli(), int64(limit), now.Add(hold).UnixMilli()}}
	if hold <= 0 {
		take = &call{sql: lookTimers, args: take.args[:2]}
	}
	take.fresh = func() { due = nil }
	take.each = func(r row) error {
		t, err := scanTimer(r)
		due = append(due, t)
		return err
	}
	_, err = s.do(ctx, true, take, &call{sql: selectNext, args: []any{now.UnixMilli()}, each: func(r row) error {
		next = r.time(0)
		return nil
	}})
	if err != nil {
		return nil, time.Time{}, err
	}
	return due, next, nil
}
