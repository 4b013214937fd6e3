package sqlite

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

const (
	keepPresence = `INSERT INTO presences (instance_id, user_id, until) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET until = max(until, excluded.until)`
	selectLapsed = `SELECT instance_id, user_id, until FROM presences WHERE until <= ?
		ORDER BY until, instance_id, user_id LIMIT ?`
	dropPresence = `DELETE FROM presences WHERE instance_id = ? AND user_id = ? AND until = ?`
)

// KeepPresences implements store.Presences.
func (s *Store) KeepPresences(ctx context.Context, all []store.Presence) error {
	if len(all) == 0 {
		return ctx.Err()
	}
	return s.writer.queue.submit(ctx, func(w *writer) error {
		return w.atomically(func(*tx) error {
			for _, p := range all {
				if _, err := w.c.exec(keepPresence, putID(p.InstanceID), putID(p.UserID), p.Until.UnixMilli()); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// LapsedPresences implements store.Presences.
func (r *reader) LapsedPresences(ctx context.Context, now time.Time, limit int) ([]store.Presence, error) {
	return read(ctx, r, func(c *conn) ([]store.Presence, error) {
		return list(c, scanPresence, selectLapsed, now.UnixMilli(), int64(limit))
	})
}

// DropPresence implements store.Presences.
func (s *Store) DropPresence(ctx context.Context, p store.Presence) error {
	_, err := s.change(ctx, dropPresence, putID(p.InstanceID), putID(p.UserID), p.Until.UnixMilli())
	return err
}

func scanPresence(r row) (store.Presence, error) {
	return store.Presence{
		InstanceID: getID[chat.InstanceID](r, 0), UserID: getID[chat.UserID](r, 1), Until: r.time(2),
	}, nil
}
