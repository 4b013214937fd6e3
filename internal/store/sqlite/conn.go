package sqlite

import (
	"errors"
	"fmt"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// conn is one connection with its prepared statements. It is used by one
// goroutine at a time.
type conn struct {
	native *native
	stmts  map[string]statement
	// fault is the first error since the transaction began after which SQLite
	// may have undone all of the transaction: a full disk, an I/O error.
	fault error
	// tails are those of the sessions, nil where nobody keeps them in memory.
	tails func(chat.SessionID) tail
	// writes counts the executed statements.
	writes int
}

func dial(dsn string) (*conn, error) {
	n, err := openNative(dsn)
	if err != nil {
		return nil, err
	}
	return &conn{native: n, stmts: map[string]statement{}}, nil
}

func (c *conn) close() error {
	for _, s := range c.stmts {
		s.close()
	}
	c.stmts = nil
	return c.native.close()
}

func (c *conn) prepare(query string) (statement, error) {
	if s, ok := c.stmts[query]; ok {
		return s, nil
	}
	s, err := c.native.prepare(query)
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", query, err)
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
	changed, err := s.exec(args)
	return changed, c.failed(err)
}

// script runs several statements without parameters, once.
func (c *conn) script(sql string) error { return c.native.script(sql) }

// query calls each for every row. The row is valid until each returns.
func (c *conn) query(each func(row) error, query string, args ...any) error {
	s, err := c.prepare(query)
	if err != nil {
		return c.failed(err)
	}
	return c.failed(s.query(each, args))
}

// one reads a single row and reports whether there was one.
func (c *conn) one(each func(row) error, query string, args ...any) (found bool, err error) {
	err = c.query(func(r row) error {
		found = true
		return each(r)
	}, query, args...)
	return found, err
}

// only reads the one row that there is. ErrNotFound when there is none.
func only[T any](c *conn, scan func(row) (T, error), query string, args ...any) (v T, err error) {
	found, err := c.one(func(r row) (err error) {
		v, err = scan(r)
		return err
	}, query, args...)
	if err == nil && !found {
		err = store.ErrNotFound
	}
	return v, err
}

// list reads all rows.
func list[T any](c *conn, scan func(row) (T, error), query string, args ...any) (all []T, err error) {
	err = c.query(func(r row) error {
		v, err := scan(r)
		all = append(all, v)
		return err
	}, query, args...)
	return all, err
}

// number reads a single integer, 0 when there is none.
func (c *conn) number(query string, args ...any) (n int64, err error) {
	_, err = c.one(func(r row) error { n = r.int(0); return nil }, query, args...)
	return n, err
}

// failed keeps the first error that may have ended the transaction. After any
// other error SQLite has undone the statement only.
func (c *conn) failed(err error) error {
	var e *sqliteError
	if err == nil || !errors.As(err, &e) {
		return err
	}
	switch e.code & 0xff {
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

// tail is a session's tail. It is to be asked for before what is indexed.
func (c *conn) tail(id chat.SessionID) (tail, error) {
	if c.tails == nil {
		return readTail(c, id)
	}
	return c.tails(id), nil
}

// isConstraint tells a violated uniqueness from other errors.
func isConstraint(err error) bool {
	var e *sqliteError
	return errors.As(err, &e) && e.code&0xff == sqlite3.SQLITE_CONSTRAINT
}
