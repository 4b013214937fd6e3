package postgres

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const (
	loginColumns = `id, instance_id, user_id, created_at, used_at, expires_at, revoked_at`

	insertLogin    = `INSERT INTO logins (` + loginColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`
	selectLogin    = `SELECT ` + loginColumns + ` FROM logins WHERE id = $1`
	selectLoginsOf = `SELECT ` + loginColumns + ` FROM logins
		WHERE instance_id = $1 AND user_id = $2 AND expires_at > $3 AND revoked_at IS NULL
		ORDER BY created_at DESC, id COLLATE "C" LIMIT $4`
	useLogin     = `UPDATE logins SET used_at = greatest(used_at, $2) WHERE id = $1`
	revokeLogin  = `UPDATE logins SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1`
	revokeLogins = `UPDATE logins SET revoked_at = $3
		WHERE instance_id = $1 AND user_id = $2 AND expires_at > $3 AND revoked_at IS NULL`
	// What another node is just forgetting is left to it.
	forgetLogins = `DELETE FROM logins WHERE id IN (
		SELECT id FROM logins WHERE expires_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`

	// The place of the last turn moves on from now or from where it was, but not
	// beyond the window.
	takeTurn = `INSERT INTO turns AS had (key, until) VALUES ($1, $2::bigint + $3::bigint)
		ON CONFLICT (key) DO UPDATE SET until = greatest(had.until, $2) + $3
		WHERE greatest(had.until, $2) + $3 <= $2 + $4::bigint`
	returnTurn  = `UPDATE turns SET until = until - $2 WHERE key = $1`
	forgetTurns = `DELETE FROM turns WHERE key IN (
		SELECT key FROM turns WHERE until <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`
)

func scanLogin(r row) (store.Login, error) {
	return store.Login{
		ID:         chat.LoginID(r.text(0)),
		InstanceID: getID[chat.InstanceID](r[1]),
		UserID:     getID[chat.UserID](r[2]),
		CreatedAt:  r.time(3),
		UsedAt:     r.time(4),
		ExpiresAt:  r.time(5),
		RevokedAt:  r.time(6),
	}, nil
}

// change runs one statement by itself and tells how many rows it changed.
func (s *Store) change(ctx context.Context, repeatable bool, sql string, args ...any) (int64, error) {
	c := &call{sql: sql, args: args}
	_, err := s.do(ctx, repeatable, c)
	return c.tag.RowsAffected(), err
}

// CreateLogin implements store.Logins.
func (s *Store) CreateLogin(ctx context.Context, l store.Login) error {
	n, err := s.change(ctx, false, insertLogin, string(l.ID), putID(l.InstanceID), putID(l.UserID),
		l.CreatedAt.UnixMilli(), l.UsedAt.UnixMilli(), l.ExpiresAt.UnixMilli(), form.Time(l.RevokedAt))
	if err == nil && n == 0 {
		err = store.ErrExists
	}
	return err
}

// Login implements store.Logins.
func (s *Store) Login(ctx context.Context, id chat.LoginID) (store.Login, error) {
	return one(s.asking(ctx), scanLogin, selectLogin, string(id))
}

// LoginsOf implements store.Logins.
func (s *Store) LoginsOf(ctx context.Context, instance chat.InstanceID, user chat.UserID, now time.Time, limit int) ([]store.Login, error) {
	return list(s.asking(ctx), scanLogin, selectLoginsOf, putID(instance), putID(user), now.UnixMilli(), int64(limit))
}

// UseLogin implements store.Logins.
func (s *Store) UseLogin(ctx context.Context, id chat.LoginID, at time.Time) error {
	_, err := s.change(ctx, true, useLogin, string(id), at.UnixMilli())
	return err
}

// RevokeLogin implements store.Logins.
func (s *Store) RevokeLogin(ctx context.Context, id chat.LoginID, at time.Time) error {
	n, err := s.change(ctx, true, revokeLogin, string(id), at.UnixMilli())
	if err == nil && n == 0 {
		err = store.ErrNotFound
	}
	return err
}

// RevokeLogins implements store.Logins. Where it was tried again, it may tell of
// fewer than were revoked.
func (s *Store) RevokeLogins(ctx context.Context, instance chat.InstanceID, user chat.UserID, at time.Time) (int, error) {
	n, err := s.change(ctx, true, revokeLogins, putID(instance), putID(user), at.UnixMilli())
	return int(n), err
}

// TakeTurn implements store.Logins. Where it was tried again, it may have taken two.
func (s *Store) TakeTurn(ctx context.Context, limit store.Limit, now time.Time) (bool, error) {
	n, err := s.change(ctx, true, takeTurn, limit.Key, now.UnixMilli(), limit.Every.Milliseconds(), limit.Window().Milliseconds())
	return n > 0, err
}

// ReturnTurn implements store.Logins.
func (s *Store) ReturnTurn(ctx context.Context, limit store.Limit) error {
	_, err := s.change(ctx, false, returnTurn, limit.Key, limit.Every.Milliseconds())
	return err
}

// ForgetLogins implements store.Logins.
func (s *Store) ForgetLogins(ctx context.Context, now time.Time) error {
	for _, forget := range []string{forgetLogins, forgetTurns} {
		for n := int64(forgetAtOnce); n >= forgetAtOnce; {
			var err error
			if n, err = s.change(ctx, true, forget, now.UnixMilli(), int64(forgetAtOnce)); err != nil {
				return err
			}
		}
	}
	return nil
}
