package postgres

import (
	"context"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

const isReadOnly = `SELECT current_setting('transaction_read_only')::boolean`

// Ping implements store.Store: whether the database answers and takes writes, on
// the connections for messages as on the others. ErrNoWrites.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.calls.leave()
	for _, pool := range []*pgxpool.Pool{s.express, s.pool} {
		if _, err := s.doOn(ctx, pool, true, &call{sql: isReadOnly, each: isPrimary}); err != nil {
			return err
		}
	}
	return s.takesWrites(ctx)
}

// isPrimary is the error that a write would get, so that the connection counts
// as lost as it would then: another host may have become the primary.
func isPrimary(r row) error {
	if r.bool(0) {
		return &pgconn.PgError{Severity: "ERROR", Code: readOnly, Message: "the server takes no writes"}
	}
	return nil
}
