package sqlite

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	sqlite3 "modernc.org/sqlite/lib"
)

// memoryConn is a connection to a database of its own in memory.
func memoryConn(tb testing.TB) *conn {
	tb.Helper()
	c, err := dial("file::memory:")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := c.close(); err != nil {
			tb.Error(err)
		}
	})
	return c
}

func TestValuesReadBack(t *testing.T) {
	c := memoryConn(t)
	for _, length := range []int{0, 1, keptText, keptText + 1, 300, keptArguments, 3 * keptArguments, 2} {
		text := strings.Repeat("ä", length)
		blob := bytes.Repeat([]byte{0, 1}, length)
		found, err := c.one(func(r row) error {
			if got := r.text(0); got != text {
				t.Errorf("length %d: got text %.20q of %d bytes", length, got, len(got))
			}
			if got := r.bytes(1); got == nil || !bytes.Equal(got, blob) {
				t.Errorf("length %d: got blob %.20q of %d bytes", length, got, len(got))
			}
			if got := r.int(2); got != -1<<63 {
				t.Errorf("got %d, want the least integer", got)
			}
			if r.bytes(3) != nil || r.text(3) != "" || !r.time(3).IsZero() || r.int(3) != 0 || !r.null(3) {
				t.Error("NULL does not read as the zero value of each type")
			}
			return nil
		}, "SELECT ?, ?, ?, ?", text, blob, int64(-1<<63), nil)
		if err != nil || !found {
			t.Errorf("length %d: got found %t, error %v", length, found, err)
		}
	}
}

// A column remembers its last value; the next row has its own all the same.
func TestRowsDoNotRepeatEachOther(t *testing.T) {
	c := memoryConn(t)
	want := []string{"a", "a", "b", "", "a", strings.Repeat("l", 2*keptText), "a"}
	var got []string
	err := c.query(func(r row) error { got = append(got, r.text(0)); return nil },
		`SELECT value FROM json_each(?)`, `["`+strings.Join(want, `","`)+`"]`)
	if err != nil || strings.Join(got, ",") != strings.Join(want, ",") {
		t.Errorf("got %q, error %v, want %q", got, err, want)
	}
}

func TestErrorsCarrySQLitesCodeAndText(t *testing.T) {
	c := memoryConn(t)
	if err := c.script("CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1); -- a comment"); err != nil {
		t.Fatal(err)
	}
	_, err := c.exec("INSERT INTO t VALUES (?)", int64(1))
	if !isConstraint(err) || !strings.Contains(err.Error(), "t.id") {
		t.Errorf("got %v, want a constraint of t.id", err)
	}
	var e *sqliteError
	if !errors.As(err, &e) || e.code != sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY {
		t.Errorf("got %+v, want the extended code", e)
	}
	if n, err := c.exec("UPDATE t SET id = id + ?", int64(1)); n != 1 || err != nil {
		t.Errorf("after an error: got %d rows changed, error %v, want 1", n, err)
	}
}

func TestWrongStatementsAndArgumentsAreErrors(t *testing.T) {
	c := memoryConn(t)
	nothing := func(row) error { return nil }
	for name, err := range map[string]error{
		"no SQL":            c.query(nothing, "SELEC"),
		"a script":          c.script("SELECT 1; SELEC"),
		"too few arguments": c.query(nothing, "SELECT ?, ?", int64(1)),
		"a strange type":    c.query(nothing, "SELECT ?", 1.5),
	} {
		if err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
	if _, err := dial("file:/no/such/folder/x"); err == nil {
		t.Error("no such folder: got no error")
	}
}

// An error of the caller's ends the query, which can then be run again.
func TestAQueryEndsWithItsCallersError(t *testing.T) {
	c := memoryConn(t)
	for range 2 {
		rows := 0
		err := c.query(func(row) error { rows++; return errDisk }, "SELECT 1 UNION ALL SELECT 2")
		if !errors.Is(err, errDisk) || rows != 1 {
			t.Errorf("got %v after %d rows, want %v after 1", err, rows, errDisk)
		}
	}
}
