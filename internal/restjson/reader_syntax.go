package restjson

import "strconv"

// end is what peek returns behind the text.
const end = 0

// peek passes over white space and returns the byte that follows.
func (r *Reader) peek() byte {
	for r.err == nil && r.at < len(r.text) {
		switch c := r.text[r.at]; c {
		case ' ', '\t', '\n', '\r':
			r.at++
		case end:
			r.invalid()
		default:
			return c
		}
	}
	return end
}

// expect reports whether a value begins with a byte; the failure says what
// would have been wanted and what stands there.
func (r *Reader) expect(begin byte, want string) bool {
	c := r.peek()
	if c == begin || r.err != nil {
		return r.err == nil
	}
	if got := kind(c); got != "" {
		r.fail("must be " + want + ", not " + got)
	} else {
		r.invalid()
	}
	return false
}

// kind names the type of the value that begins with c, empty for none.
func kind(c byte) string {
	switch {
	case c == '{':
		return "an object"
	case c == '[':
		return "a list"
	case c == '"':
		return "a string"
	case c == 't' || c == 'f':
		return "a boolean"
	case c == 'n':
		return "null"
	case c == '-' || '0' <= c && c <= '9':
		return "a number"
	}
	return ""
}

func (r *Reader) fail(message string) {
	if r.err == nil {
		r.err = &readError{message: message}
	}
}

func (r *Reader) invalid() {
	if r.err == nil {
		r.err = &readError{message: "the body is not valid JSON at byte " + strconv.Itoa(r.at), whole: true}
	}
}

func (e *readError) Error() string {
	if e.whole {
		return e.message
	}
	return e.path + " " + e.message
}
