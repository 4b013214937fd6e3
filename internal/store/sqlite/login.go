package sqlite

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const (
	loginColumns = `id, instance_id, user_id, created_at, used_at, expires_at, revoked_at`

	selectLogin    = `SELECT ` + loginColumns + ` FROM logins WHERE id = ?`
	selectLoginsOf = `SELECT ` + loginColumns + ` FROM logins
		WHERE instance_id = ? AND user_id = ? AND expires_at > ? AND revoked_at IS NULL
		ORDER BY created_at DESC, id LIMIT ?`
	useLogin     = `UPDATE logins SET used_at = max(used_at, ?2) WHERE id = ?1`
	revokeLogin  = `UPDATE logins SET revoked_at = coalesce(revoked_at, ?2) WHERE id = ?1`
	revokeLogins = `UPDATE logins SET revoked_at = ?3
		WHERE instance_id = ?1 AND user_id = ?2 AND expires_at > ?3 AND revoked_at IS NULL`
	forgetLogins = `DELETE FROM logins WHERE id IN (SELECT id FROM logins WHERE expires_at <= ? LIMIT ?)`

	// The place of the last turn moves on from now or from where it was, but not
	// beyond the window.
	takeTurn = `INSERT INTO turns (key, until) VALUES (?1, ?2 + ?3)
		ON CONFLICT DO UPDATE SET until = max(until, ?2) + ?3 WHERE max(until, ?2) + ?3 <= ?2 + ?4`
	returnTurn  = `UPDATE turns SET until = until - ?2 WHERE key = ?1`
	forgetTurns = `DELETE FROM turns WHERE key IN (SELECT key FROM turns WHERE until <= ? LIMIT ?)`
)

var insertLoginSQL = insertSQL("logins", loginColumns)

func scanLogin(r row) (store.Login, error) {
	return store.Login{
		ID:         chat.LoginID(r.text(0)),
		InstanceID: getID[chat.InstanceID](r, 1),
		UserID:     getID[chat.UserID](r, 2),
		CreatedAt:  r.time(3),
		UsedAt:     r.time(4),
		ExpiresAt:  r.time(5),
		RevokedAt:  r.time(6),
	}, nil
}

// CreateLogin implements store.Logins.
func (s *Store) CreateLogin(ctx context.Context, l store.Login) error {
	_, err := s.change(ctx, insertLoginSQL, string(l.ID), putID(l.InstanceID), putID(l.UserID),
		l.CreatedAt.UnixMilli(), l.UsedAt.UnixMilli(), l.ExpiresAt.UnixMilli(), form.Time(l.RevokedAt))
	if isConstraint(err) {
		return store.ErrExists
	}
	return err
}

// change runs one statement by itself and tells how many rows it changed.
func (s *Store) change(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = s.writer.queue.submit(ctx, func(w *writer) (err error) {
		n, err = w.c.exec(query, args...)
		return err
	})
	return n, err
}

// Login implements store.Logins.
func (r *reader) Login(ctx context.Context, id chat.LoginID) (store.Login, error) {
	return read(ctx, r, func(c *conn) (store.Login, error) { return only(c, scanLogin, selectLogin, string(id)) })
}

// LoginsOf implements store.Logins.
func (r *reader) LoginsOf(ctx context.Context, instance chat.InstanceID, user chat.UserID, now time.Time, limit int) ([]store.Login, error) {
	return read(ctx, r, func(c *conn) ([]store.Login, error) {
		return list(c, scanLogin, selectLoginsOf, putID(instance), putID(user), now.UnixMilli(), int64(limit))
	})
}

// UseLogin implements store.Logins.
func (s *Store) UseLogin(ctx context.Context, id chat.LoginID, at time.Time) error {
	_, err := s.change(ctx, useLogin, string(id), at.UnixMilli())
	return err
}

// RevokeLogin implements store.Logins.
func (s *Store) RevokeLogin(ctx context.Context, id chat.LoginID, at time.Time) error {
	n, err := s.change(ctx, revokeLogin, string(id), at.UnixMilli())
	if err == nil && n == 0 {
		err = store.ErrNotFound
	}
	return err
}

// RevokeLogins implements store.Logins.
func (s *Store) RevokeLogins(ctx context.Context, instance chat.InstanceID, user chat.UserID, at time.Time) (int, error) {
	n, err := s.change(ctx, revokeLogins, putID(instance), putID(user), at.UnixMilli())
	return int(n), err
}

// TakeTurn implements store.Logins.
func (s *Store) TakeTurn(ctx context.Context, limit store.Limit, now time.Time) (bool, error) {
	n, err := s.change(ctx, takeTurn, limit.Key, now.UnixMilli(), limit.Every.Milliseconds(), limit.Window().Milliseconds())
	return n > 0, err
}

// ReturnTurn implements store.Logins.
func (s *Store) ReturnTurn(ctx context.Context, limit store.Limit) error {
	_, err := s.change(ctx, returnTurn, limit.Key, limit.Every.Milliseconds())
	return err
}

// ForgetLogins implements store.Logins.
func (s *Store) ForgetLogins(ctx context.Context, now time.Time) error {
	for _, forget := range []string{forgetLogins, forgetTurns} {
		for n := int64(forgetAtOnce); n >= forgetAtOnce; {
			var err error
			if n, err = s.change(ctx, forget, now.UnixMilli(), int64(forgetAtOnce)); err != nil {
				return err
			}
		}
	}
	return nil
}
