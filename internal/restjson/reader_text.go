package restjson

import (
	"encoding/json"
	"strings"
)

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

// unescape leaves the rare string with escapes to the standard library. It refuses
// the character U+0000, which databases cannot keep in text.
func (r *Reader) unescape(literal string) string {
	var text string
	if json.Unmarshal([]byte(literal), &text) != nil {
		r.invalid()
	}
	if strings.IndexByte(text, 0) >= 0 {
		r.fail("must not hold the character U+0000")
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
