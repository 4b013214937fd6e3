package sqlite

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/rejoin-chat/rejoin/internal/store"
)

// conn is one connection with its prepared statements. It is used by one
// goroutine at a time. It speaks to the driver without database/sql between,
// which would spend more on an INSERT than SQLite does.
type conn struct {
	raw   driver.Conn
	stmts map[string]statement
	args  []driver.NamedValue
	// fault is the first error since the transaction began after which SQLite
	// may have undone all of the transaction: a full disk, an I/O error.
	fault error
	// writes counts the executed statements.
	writes int
}

type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

func dial(dsn string) (*conn, error) {
	raw, err := new(sqlite.Driver).Open(dsn)
	if err != nil {
		return nil, err
	}
	return &conn{raw: raw, stmts: map[string]statement{}}, nil
}

func (c *conn) close() error {
	var errs []error
	for _, s := range c.stmts {
		errs = append(errs, s.Close())
	}
	c.stmts = nil
	return errors.Join(append(errs, c.raw.Close())...)
}

func (c *conn) prepare(query string) (statement, error) {
	if s, ok := c.stmts[query]; ok {
		return s, nil
	}
	p, err := c.raw.Prepare(query)
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", query, err)
	}
	s, ok := p.(statement)
	if !ok {
		return nil, fmt.Errorf("prepare %q: the driver's statement is a %T", query, p)
	}
	c.stmts[query] = s
	return s, nil
}

// exec runs a statement without rows and returns how many it changed.
func (c *conn) exec(query string, args ...any) (int64, error) {
	s, err := c.prepare(query)
	if err != nil {
		return 0, c.failed(err)
	}
	c.writes++
	res, err := s.ExecContext(nil, c.bind(args)) //nolint:staticcheck // nil spares the driver its cancellation goroutine
	if err != nil {
		return 0, c.failed(err)
	}
	return res.RowsAffected()
}

// script runs several statements without parameters, once.
func (c *conn) script(sql string) error {
	s, err := c.raw.Prepare(sql)
	if err != nil {
		return err
	}
	_, err = s.(statement).ExecContext(nil, nil) //nolint:staticcheck // as in exec
	return errors.Join(err, s.Close())
}

// query calls each for every row. The row is valid until each returns.
func (c *conn) query(each func(row) error, query string, args ...any) error {
	s, err := c.prepare(query)
	if err != nil {
		return c.failed(err)
	}
	rows, err := s.QueryContext(nil, c.bind(args)) //nolint:staticcheck // as in exec
	if err != nil {
		return c.failed(err)
	}
	r := make(row, len(rows.Columns()))
	for err == nil {
		if err = rows.Next(r); err == nil {
			err = each(r)
		}
	}
	if err == io.EOF {
		err = nil
	}
	if closing := rows.Close(); err == nil {
		err = closing
	}
	return c.failed(err)
}

// one reads a single row and reports whether there was one.
func (c *conn) one(each func(row) error, query string, args ...any) (found bool, err error) {
	err = c.query(func(r row) error {
		found = true
		return each(r)
	}, query, args...)
	return found, err
}

// number reads a single integer, 0 when there is none.
func (c *conn) number(query string, args ...any) (n int64, err error) {
	_, err = c.one(func(r row) error { n = r.int(0); return nil }, query, args...)
	return n, err
}

func (c *conn) bind(args []any) []driver.NamedValue {
	c.args = c.args[:0]
	for i, a := range args {
		c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	return c.args
}

// failed keeps the first error that may have ended the transaction. After any
// other error SQLite has undone the statement only.
func (c *conn) failed(err error) error {
	var e *sqlite.Error
	if err == nil || !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		err = fmt.Errorf("%w: %w", store.ErrBusy, err)
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM,
		sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB,
		sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PROTOCOL:
	default:
		return err
	}
	if c.fault == nil {
		c.fault = err
	}
	return err
}

// isConstraint tells a violated uniqueness from other errors.
func isConstraint(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_CONSTRAINT
}
