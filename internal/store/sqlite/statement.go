package sqlite

import (
	"fmt"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// statement is a prepared statement.
type statement interface {
	// exec runs it to its end and returns how many rows it changed.
	exec(args []any) (int64, error)
	// query calls each for every row; the row is valid until each returns.
	query(each func(row) error, args []any) error
	close()
}

// prepared is a statement of SQLite's. While it runs it must not be run again.
type prepared struct {
	n          *native
	stmt       uintptr
	parameters int
	columns    []column
	// arguments is memory of SQLite's in which texts and blobs are bound.
	arguments uintptr
	capacity  int
}

// keptArguments is how much memory a statement keeps for its next arguments.
const keptArguments = 16 << 10

func (n *native) prepare(sql string) (statement, error) {
	text, err := libc.CString(sql)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(n.tls, text)
	stmt, _, err := n.compile(text)
	if err != nil {
		return nil, err
	}
	return &prepared{
		n: n, stmt: stmt,
		parameters: int(sqlite3.Xsqlite3_bind_parameter_count(n.tls, stmt)),
		columns:    make([]column, sqlite3.Xsqlite3_column_count(n.tls, stmt)),
	}, nil
}

func (p *prepared) close() {
	sqlite3.Xsqlite3_finalize(p.n.tls, p.stmt) // repeats the last error
	sqlite3.Xsqlite3_free(p.n.tls, p.arguments)
}

func (p *prepared) exec(args []any) (changed int64, err error) {
	err = p.query(func(row) error { return nil }, args)
	return int64(sqlite3.Xsqlite3_changes(p.n.tls, p.n.db)), err
}

func (p *prepared) query(each func(row) error, args []any) error {
	if err := p.bind(args); err != nil {
		return err
	}
	defer sqlite3.Xsqlite3_reset(p.n.tls, p.stmt) // repeats the error of the step
	for {
		rc := sqlite3.Xsqlite3_step(p.n.tls, p.stmt)
		if rc != sqlite3.SQLITE_ROW {
			return p.n.check(rc)
		}
		if err := each(row{p}); err != nil {
			return err
		}
	}
}

// bind gives the parameters their values. There may be more values than
// parameters, where statements that differ share a list.
func (p *prepared) bind(args []any) error {
	if len(args) < p.parameters {
		return fmt.Errorf("sqlite: %d arguments for %d parameters", len(args), p.parameters)
	}
	args = args[:p.parameters]
	if err := p.reserve(args); err != nil {
		return err
	}
	room := memory(p.arguments, p.capacity)
	for i, arg := range args {
		at := p.arguments + uintptr(p.capacity-len(room))
		n := 0
		var rc int32
		tls, stmt, parameter := p.n.tls, p.stmt, int32(i+1)
		switch v := arg.(type) {
		case nil:
			rc = sqlite3.Xsqlite3_bind_null(tls, stmt, parameter)
		case int64:
			rc = sqlite3.Xsqlite3_bind_int64(tls, stmt, parameter, v)
		case string:
			n = copy(room, v)
			rc = sqlite3.Xsqlite3_bind_text(tls, stmt, parameter, at, int32(n), 0)
		case []byte:
			n = copy(room, v)
			rc = sqlite3.Xsqlite3_bind_blob(tls, stmt, parameter, at, int32(n), 0)
		case chat.UUID:
			n = copy(room, v[:])
			rc = sqlite3.Xsqlite3_bind_blob(tls, stmt, parameter, at, int32(n), 0)
		default:
			return fmt.Errorf("sqlite: argument %d is a %T", i+1, arg)
		}
		if err := p.n.check(rc); err != nil {
			return err
		}
		room = room[n:]
	}
	return nil
}

// reserve makes room for the texts and blobs among the arguments, and a byte
// more, for SQLite takes an empty value at no address for NULL.
func (p *prepared) reserve(args []any) error {
	need := 1
	for _, arg := range args {
		switch v := arg.(type) {
		case string:
			need += len(v)
		case []byte:
			need += len(v)
		case chat.UUID:
			need += len(v)
		}
	}
	if need <= p.capacity && p.capacity <= keptArguments {
		return nil
	}
	sqlite3.Xsqlite3_free(p.n.tls, p.arguments)
	p.capacity = max(need, 256)
	p.arguments = sqlite3.Xsqlite3_malloc(p.n.tls, int32(p.capacity))
	if p.arguments == 0 {
		p.capacity = 0
		return errNoMemory
	}
	return nil
}
