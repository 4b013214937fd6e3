package postgres

import (
	"context"
	"errors"

	"github.com/rejoin-chat/rejoin/internal/store"
)

const (
	selectSecret = `SELECT value FROM secrets WHERE name = $1`
	// The first to come wins.
	insertSecret = `INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING`
)

func scanBytes(r row) ([]byte, error) { return r.bytes(0), nil }

// EnsureSecret implements store.Secrets.
func (s *Store) EnsureSecret(ctx context.Context, name string, make func() ([]byte, error)) ([]byte, error) {
	value, err := one(s.asking(ctx), scanBytes, selectSecret, name)
	if !errors.Is(err, store.ErrNotFound) {
		return value, err
	}
	made, err := make()
	if err != nil {
		return nil, err
	}
	_, err = s.do(ctx, true,
		&call{sql: insertSecret, args: []any{name, made}},
		&call{sql: selectSecret, args: []any{name}, each: func(r row) error { value = r.bytes(0); return nil }})
	if err != nil {
		return nil, err
	}
	return value, nil
}
