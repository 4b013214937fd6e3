package sqlite

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

const (
	selectCursor = `SELECT seq FROM cursors WHERE session_id = ? AND participant_id = ?`
	saveCursor   = `INSERT INTO cursors (session_id, participant_id, seq) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET seq = excluded.seq WHERE excluded.seq > seq`
)

// SaveCursors implements store.Store.
func (s *Store) SaveCursors(ctx context.Context, cursors []store.Cursor) error {
	if len(cursors) == 0 {
		return ctx.Err()
	}
	return s.writer.queue.submit(ctx, func(w *writer) error {
		return w.atomically(func(t *tx) error {
			for _, u := range cursors {
				c, err := t.writing(u.SessionID)
				if err != nil {
					return err
				}
				if _, err := c.exec(saveCursor, putID(u.SessionID), putID(u.ParticipantID), int64(u.Seq)); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

func readCursor(c *conn, id chat.SessionID, p chat.ParticipantID) (seq chat.Seq, err error) {
	found, err := c.one(func(r row) error { seq = chat.Seq(r.int(0)); return nil },
		selectCursor, putID(id), putID(p))
	if err == nil && !found {
		err = store.ErrNotFound
	}
	return seq, err
}
