package sqlite

import (
	"errors"
	"fmt"
	"net/url"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// native is an open connection of SQLite's C interface, translated to Go. The
// driver above that interface is left out: for each query it looks up the name
// and the type of every column, it takes a lock for every value and it
// allocates for every value, which together cost more than SQLite itself.
type native struct {
	tls *libc.TLS
	db  uintptr
	// out is memory of SQLite's in which two pointers are returned.
	out uintptr
}

// sqliteError is an error that SQLite has returned.
type sqliteError struct {
	code int32 // extended
	text string
}

func (e *sqliteError) Error() string { return fmt.Sprintf("sqlite: %s (%d)", e.text, e.code) }

var errNoMemory = errors.New("sqlite: out of memory")

// openNative opens a database by its URI. Parameters named _pragma are executed,
// the others are SQLite's own.
func openNative(dsn string) (_ *native, err error) {
	u, err := url.Parse(dsn)
	if err != nil {
		return nil, err
	}
	n := &native{tls: libc.NewTLS()}
	defer func() {
		if err != nil {
			err = errors.Join(err, n.close())
		}
	}()
	if n.out = sqlite3.Xsqlite3_malloc(n.tls, int32(2*unsafe.Sizeof(n.out))); n.out == 0 {
		return nil, errNoMemory
	}
	name, err := libc.CString(dsn)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(n.tls, name)
	// A connection is used by one goroutine at a time: no locks inside.
	const flags = sqlite3.SQLITE_OPEN_READWRITE | sqlite3.SQLITE_OPEN_CREATE |
		sqlite3.SQLITE_OPEN_URI | sqlite3.SQLITE_OPEN_NOMUTEX | sqlite3.SQLITE_OPEN_EXRESCODE
	rc := sqlite3.Xsqlite3_open_v2(n.tls, name, n.out, flags, 0)
	n.db = *pointer(n.out) // also when it fails, for the error's text
	if err := n.check(rc); err != nil {
		return nil, err
	}
	for _, pragma := range u.Query()["_pragma"] {
		if err := n.script("PRAGMA " + pragma); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// close also works on what openNative could not finish.
func (n *native) close() error {
	err := n.check(sqlite3.Xsqlite3_close_v2(n.tls, n.db))
	sqlite3.Xsqlite3_free(n.tls, n.out)
	n.tls.Close()
	return err
}

// check turns a result code into an error; ROW and DONE are none.
func (n *native) check(rc int32) error {
	switch rc {
	case sqlite3.SQLITE_OK, sqlite3.SQLITE_ROW, sqlite3.SQLITE_DONE:
		return nil
	}
	if n.db == 0 {
		return &sqliteError{rc, libc.GoString(sqlite3.Xsqlite3_errstr(n.tls, rc))}
	}
	return &sqliteError{rc, libc.GoString(sqlite3.Xsqlite3_errmsg(n.tls, n.db))}
}

// script runs statements without parameters, and leaves out their rows.
func (n *native) script(sql string) error {
	text, err := libc.CString(sql)
	if err != nil {
		return err
	}
	defer libc.Xfree(n.tls, text)
	for next := text; next != 0 && *pointerTo[byte](next) != 0; {
		stmt, rest, err := n.compile(next)
		if err != nil {
			return err
		}
		rc := int32(sqlite3.SQLITE_ROW)
		for stmt != 0 && rc == sqlite3.SQLITE_ROW {
			rc = sqlite3.Xsqlite3_step(n.tls, stmt)
		}
		err = n.check(rc)
		sqlite3.Xsqlite3_finalize(n.tls, stmt) // repeats the error
		if err != nil {
			return err
		}
		next = rest
	}
	return nil
}

// compile compiles the first statement of a text that ends in NUL, and returns
// where the text goes on. A text of comments only gives no statement.
func (n *native) compile(text uintptr) (stmt, rest uintptr, err error) {
	tail := n.out + unsafe.Sizeof(n.out)
	rc := sqlite3.Xsqlite3_prepare_v3(n.tls, n.db, text, -1, sqlite3.SQLITE_PREPARE_PERSISTENT, n.out, tail)
	return *pointer(n.out), *pointer(tail), n.check(rc)
}

// pointer is memory of SQLite's that holds a pointer.
func pointer(at uintptr) *uintptr { return pointerTo[uintptr](at) }

// pointerTo is memory of SQLite's. It is not of Go's heap, so that the garbage
// collector neither moves nor frees it, and an address is as good as a pointer.
func pointerTo[T any](at uintptr) *T { return *(**T)(unsafe.Pointer(&at)) }

// memory is size bytes of SQLite's memory.
func memory(at uintptr, size int) []byte { return unsafe.Slice(pointerTo[byte](at), size) }
