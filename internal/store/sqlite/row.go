package sqlite

import (
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// row is a result row. Columns hold what package-internal code has written, so
// a column of another type reads as any value.
type row struct{ *prepared }

// column remembers what a column last held, as Go has it: the rows of a chat
// repeat their ids, types and names, and a repeated one need not be allocated.
type column struct {
	text string
	raw  chat.UUID
	id   string
}

// keptText is how many bytes of text a column remembers: names and types do not
// have more, and what people said shall not stay in memory.
const keptText = 48

func (r row) kind(i int) int32 { return sqlite3.Xsqlite3_column_type(r.n.tls, r.stmt, int32(i)) }
func (r row) null(i int) bool  { return r.kind(i) == sqlite3.SQLITE_NULL }

func (r row) int(i int) int64 { return sqlite3.Xsqlite3_column_int64(r.n.tls, r.stmt, int32(i)) }
func (r row) bool(i int) bool { return r.int(i) != 0 }

func (r row) text(i int) string {
	raw := r.rawText(i)
	c := &r.columns[i]
	if string(raw) == c.text {
		return c.text
	}
	text := string(raw)
	if len(text) <= keptText {
		c.text = text
	}
	return text
}

// rawText is valid as long as the row is.
func (r row) rawText(i int) []byte {
	at := sqlite3.Xsqlite3_column_text(r.n.tls, r.stmt, int32(i))
	if at == 0 {
		return nil
	}
	return memory(at, int(sqlite3.Xsqlite3_column_bytes(r.n.tls, r.stmt, int32(i))))
}

// rawBytes is valid as long as the row is.
func (r row) rawBytes(i int) []byte {
	at := sqlite3.Xsqlite3_column_blob(r.n.tls, r.stmt, int32(i))
	if at == 0 {
		return nil
	}
	return memory(at, int(sqlite3.Xsqlite3_column_bytes(r.n.tls, r.stmt, int32(i))))
}

// bytes distinguishes NULL (nil) from an empty BLOB.
func (r row) bytes(i int) []byte {
	if r.null(i) {
		return nil
	}
	return append([]byte{}, r.rawBytes(i)...)
}

// time reads whole milliseconds; NULL is the zero time.
func (r row) time(i int) time.Time {
	if r.null(i) {
		return time.Time{}
	}
	return time.UnixMilli(r.int(i)).UTC()
}

// form is a column that form.Text wrote, valid as long as the row is.
func (r row) form(i int) []byte { return r.rawText(i) }

func putBool(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
