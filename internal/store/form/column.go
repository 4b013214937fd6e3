package form

import "time"

// Time is a time as the argument of a column: whole milliseconds since 1970, NULL
// for the zero time.
func Time(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// Bytes is a byte string as the argument of a column. Nil is NULL, so that it
// reads back apart from an empty one.
func Bytes(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}

// Text is a form, as this package's functions return it, as the argument of a
// column: a text, NULL for no form.
func Text(form []byte, err error) (any, error) {
	if err != nil || form == nil {
		return nil, err
	}
	return string(form), nil
}
