package postgres

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/store"
)

// ask is a way to a query's answer: a round trip of its own, or within a
// transaction.
type ask func(*call) error

// asking asks outside of any transaction. A statement sees the state of one
// instant.
func (s *Store) asking(ctx context.Context) ask {
	return func(c *call) error {
		_, err := s.do(ctx, true, c)
		return err
	}
}

// list reads all rows.
func list[T any](ask ask, scan func(row) (T, error), sql string, args ...any) (all []T, err error) {
	err = ask(&call{sql: sql, args: args, fresh: func() { all = nil }, each: func(r row) error {
		one, err := scan(r)
		all = append(all, one)
		return err
	}})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// one reads the only row. ErrNotFound when there is none.
func one[T any](ask ask, scan func(row) (T, error), sql string, args ...any) (only T, err error) {
	found := false
	err = ask(&call{sql: sql, args: args, fresh: func() { found = false }, each: func(r row) (err error) {
		found = true
		only, err = scan(r)
		return err
	}})
	if err == nil && !found {
		err = store.ErrNotFound
	}
	return only, err
}

// number reads a single integer, 0 when there is none.
func number(ask ask, sql string, args ...any) (n int64, err error) {
	err = ask(&call{sql: sql, args: args, fresh: func() { n = 0 }, each: func(r row) error {
		n = r.int(0)
		return nil
	}})
	return n, err
}
