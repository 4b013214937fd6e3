package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// call is one statement with its arguments and what becomes of its rows.
type call struct {
	sql  string
	args []any
	// fresh is called before the first row, for a call may be sent again.
	fresh func()
	// each is called for every row, which is valid until it returns.
	each func(row) error
	// last is called after the last row.
	last func() error
	// tag is what the server said once it was done.
	tag pgconn.CommandTag
}

// send sends calls together and reads their answers: one round trip. Without a
// BEGIN among them they are one transaction. It returns how many were answered
// without an error.
func send(ctx context.Context, c *pgx.Conn, calls ...*call) (done int, err error) {
	if len(calls) == 1 {
		rows, err := c.Query(ctx, calls[0].sql, calls[0].args...)
		if err == nil {
			err = calls[0].read(rows)
		}
		if err != nil {
			return 0, err
		}
		return 1, nil
	}
	batch := &pgx.Batch{QueuedQueries: make([]*pgx.QueuedQuery, 0, len(calls))}
	for _, one := range calls {
		batch.Queue(one.sql, one.args...)
	}
	results := c.SendBatch(ctx, batch)
	for _, one := range calls {
		rows, err := results.Query()
		if err == nil {
			err = one.read(rows)
		}
		if err != nil {
			return done, errors.Join(err, closed(results.Close(), err))
		}
		done++
	}
	return done, results.Close()
}

// closed is the error of closing unless it only repeats the one before.
func closed(err, before error) error {
	if err == nil || err.Error() == before.Error() {
		return nil
	}
	return err
}

func (c *call) read(rows pgx.Rows) error {
	defer rows.Close()
	if c.fresh != nil {
		c.fresh()
	}
	for rows.Next() {
		if c.each == nil {
			continue
		}
		if err := c.each(rows.RawValues()); err != nil {
			return err
		}
	}
	rows.Close()
	c.tag = rows.CommandTag()
	if err := rows.Err(); err != nil || c.last == nil {
		return err
	}
	return c.last()
}
