package sqlite

import (
	"context"
	"errors"

	"github.com/rejoin-chat/rejoin/internal/store"
)

const (
	selectSecret = `SELECT value FROM secrets WHERE name = ?`
	// The first to come wins.
	insertSecret = `INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING`
)

func readSecret(c *conn, name string) ([]byte, error) {
	return only(c, func(r row) ([]byte, error) { return r.bytes(0), nil }, selectSecret, name)
}

// EnsureSecret implements store.Secrets.
func (s *Store) EnsureSecret(ctx context.Context, name string, make func() ([]byte, error)) ([]byte, error) {
	value, err := s.secret(ctx, name)
	if !errors.Is(err, store.ErrNotFound) {
		return value, err
	}
	made, err := make()
	if err != nil {
		return nil, err
	}
	err = s.writer.queue.submit(ctx, func(w *writer) error {
		if _, err := w.c.exec(insertSecret, name, made); err != nil {
			return err
		}
		value, err = readSecret(w.c, name)
		return err
	})
	if err != nil {
		return nil, err
	}
	return value, nil
}

func (r *reader) secret(ctx context.Context, name string) ([]byte, error) {
	return read(ctx, r, func(c *conn) ([]byte, error) { return readSecret(c, name) })
}

// EnsureSecret implements store.Secrets as far as it goes without writing: it
// never calls make, and answers ErrNotFound for a secret that nobody has made.
func (v *View) EnsureSecret(ctx context.Context, name string, _ func() ([]byte, error)) ([]byte, error) {
	return v.secret(ctx, name)
}
