package restjson

import (
	"encoding/json"
	"strconv"
	"strings"
)

// ReadMember reads a scalar or structure member; null is an absent one.
func ReadMember[T any](r *Reader, value func(*Reader) T) *T {
	if r.null() {
		return nil
	}
	v := value(r)
	return &v
}

// ReadList reads a list member; null is an absent one, but no item.
func ReadList[T any](r *Reader, item func(*Reader) T) []T {
	if r.null() {
		return nil
	}
	list := []T{}
	for i, more := 0, r.array(); more; i, more = i+1, r.nextItem(i) {
		list = append(list, item(r))
	}
	return list
}

// ReadMap reads a map member; null is an absent one, but no value.
func ReadMap[T any](r *Reader, value func(*Reader) T) map[string]T {
	if r.null() {
		return nil
	}
	m := make(map[string]T)
	for key, more := r.Object(); more; key, more = r.nextEntry(key) {
		m[key] = value(r)
	}
	return m
}

// nextEntry is Next for a map, whose keys stand in brackets.
func (r *Reader) nextEntry(last string) (key string, more bool) {
	if r.err != nil {
		last = "[" + strconv.Quote(last) + "]"
	}
	return r.Next(last)
}

// Text reads a string.
func (r *Reader) Text() string {
	if !r.expect('"', "a string") {
		return ""
	}
	start := r.at
	escaped := false
	for i := start + 1; i < len(r.text); i++ {
		switch c := r.text[i]; {
		case c == '"':
			r.at = i + 1
			if escaped {
				return r.unescape(r.text[start:r.at])
			}
			return r.text[start+1 : i]
		case c == '\\':
			escaped = true
			i++
		case c < ' ':
			r.at = i
			r.invalid()
			return ""
		}
	}
	r.at = len(r.text)
	r.invalid()
	return ""
}

// unescape leaves the rare string with escapes to the standard library.
func (r *Reader) unescape(literal string) string {
	var text string
	if json.Unmarshal([]byte(literal), &text) != nil {
		r.invalid()
	}
	return text
}

// Bool reads true or false.
func (r *Reader) Bool() bool {
	if r.peek() == 'f' {
		r.word("false")
		return false
	}
	if r.expect('t', "a boolean") {
		r.word("true")
	}
	return r.err == nil
}

// null passes over null and reports whether it stood there.
func (r *Reader) null() bool {
	if r.peek() != 'n' {
		return false
	}
	r.word("null")
	return true
}

func (r *Reader) word(want string) {
	if !strings.HasPrefix(r.text[r.at:], want) {
		r.invalid()
		return
	}
	r.at += len(want)
}

// Int32 reads an integer of 32 bits.
func (r *Reader) Int32() int32 { return int32(r.integer(32)) }

// Int64 reads an integer of 64 bits.
func (r *Reader) Int64() int64 { return r.integer(64) }

func (r *Reader) integer(bits int) int64 {
	literal := r.number()
	if r.err != nil {
		return 0
	}
	n, err := strconv.ParseInt(literal, 10, bits)
	if err != nil {
		r.fail("must be an integer of " + strconv.Itoa(bits) + " bits")
	}
	return n
}

// Float reads a number.
func (r *Reader) Float() float64 {
	literal := r.number()
	if r.err != nil {
		return 0
	}
	f, err := strconv.ParseFloat(literal, 64)
	if err != nil {
		r.fail("is too large a number")
	}
	return f
}

// Timestamp reads a number of seconds.
func (r *Reader) Timestamp() Timestamp {
	seconds := r.Float()
	t, ok := fromSeconds(seconds)
	if !ok {
		r.fail("must be a number of seconds since 1970")
	}
	return t
}

// number passes over a number and returns its text.
func (r *Reader) number() string {
	if kind(r.peek()) != "a number" {
		r.expect('0', "a number")
		return ""
	}
	start := r.at
	if r.text[r.at] == '-' {
		r.at++
	}
	if !r.digit() {
		r.invalid()
		return ""
	}
	if r.text[r.at] == '0' {
		r.at++
	} else {
		r.digits()
	}
	if r.at < len(r.text) && r.text[r.at] == '.' {
		r.at++
		r.digits()
	}
	if r.at < len(r.text) && (r.text[r.at] == 'e' || r.text[r.at] == 'E') {
		r.at++
		if r.at < len(r.text) && (r.text[r.at] == '+' || r.text[r.at] == '-') {
			r.at++
		}
		r.digits()
	}
	return r.text[start:r.at]
}

// digits passes over at least one digit.
func (r *Reader) digits() {
	if !r.digit() {
		r.invalid()
	}
	for r.digit() {
		r.at++
	}
}

func (r *Reader) digit() bool {
	return r.at < len(r.text) && '0' <= r.text[r.at] && r.text[r.at] <= '9'
}
