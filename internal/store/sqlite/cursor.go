package sqlite

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const (
	cursorColumns = `session_id, participant_id, node, seq, devices, saved_at`

	selectCursors = `SELECT ` + cursorColumns + ` FROM cursors
		WHERE session_id = ? AND participant_id = ? ORDER BY node`
	saveCursor = `INSERT INTO cursors (` + cursorColumns + `) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET seq = max(seq, excluded.seq), devices = excluded.devices, saved_at = excluded.saved_at`
	dropCursor = `DELETE FROM cursors WHERE session_id = ? AND participant_id = ? AND node = ?`
)

// SaveCursors implements store.Store.
func (s *Store) SaveCursors(ctx context.Context, cursors []store.Cursor) error {
	return s.eachCursor(ctx, cursors, putCursor)
}

func putCursor(c *conn, u store.Cursor) error {
	_, err := c.exec(saveCursor, putID(u.SessionID), putID(u.ParticipantID), u.Node,
		int64(u.Seq), int64(u.Devices), form.Time(u.SavedAt))
	return err
}

// DropCursors implements store.Store.
func (s *Store) DropCursors(ctx context.Context, cursors []store.Cursor) error {
	return s.eachCursor(ctx, cursors, func(c *conn, u store.Cursor) error {
		_, err := c.exec(dropCursor, putID(u.SessionID), putID(u.ParticipantID), u.Node)
		return err
	})
}

// eachCursor writes all cursors or none.
func (s *Store) eachCursor(ctx context.Context, cursors []store.Cursor, write func(*conn, store.Cursor) error) error {
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
				if err := write(c, u); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

func scanCursor(r row) (store.Cursor, error) {
	return store.Cursor{
		SessionID:     getID[chat.SessionID](r, 0),
		ParticipantID: getID[chat.ParticipantID](r, 1),
		Node:          r.text(2),
		Seq:           chat.Seq(r.int(3)),
		Devices:       int(r.int(4)),
		SavedAt:       r.time(5),
	}, nil
}

func readCursors(c *conn, id chat.SessionID, p chat.ParticipantID) ([]store.Cursor, error) {
	return list(c, scanCursor, selectCursors, putID(id), putID(p))
}
