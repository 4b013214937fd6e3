package sqlite

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
)

// row is one result row. Columns hold what package-internal code has written,
// so a column of another type reads as the zero value.
type row []driver.Value

func (r row) int(i int) int64   { n, _ := r[i].(int64); return n }
func (r row) bool(i int) bool   { return r.int(i) != 0 }
func (r row) text(i int) string { s, _ := r[i].(string); return s }

// bytes distinguishes NULL (nil) from an empty BLOB.
func (r row) bytes(i int) []byte {
	b, ok := r[i].([]byte)
	if ok && b == nil {
		return []byte{}
	}
	return b
}

// time reads whole milliseconds; NULL is the zero time.
func (r row) time(i int) time.Time {
	if n, ok := r[i].(int64); ok {
		return time.UnixMilli(n).UTC()
	}
	return time.Time{}
}

// json reads a column that putJSON wrote into v.
func (r row) json(i int, v any) error {
	s, ok := r[i].(string)
	if !ok {
		return nil
	}
	if err := json.Unmarshal([]byte(s), v); err != nil {
		return fmt.Errorf("column %d: %w", i, err)
	}
	return nil
}

// putTime writes whole milliseconds, NULL for the zero time.
func putTime(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// putBytes keeps nil apart from empty.
func putBytes(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}

func putBool(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// putMap writes a map as JSON text, NULL for nil.
func putMap[K ~string, V any](m map[K]V) (any, error) {
	if m == nil {
		return nil, nil
	}
	return putJSON(m)
}

// putList writes a list as JSON text, NULL for nil.
func putList[V any](l []V) (any, error) {
	if l == nil {
		return nil, nil
	}
	return putJSON(l)
}

func putJSON(v any) (any, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return string(b), nil
}

// firstOf is the first error that is one.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
