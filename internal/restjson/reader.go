package restjson

import (
	"strconv"
	"unicode/utf8"
)

// Reader reads a JSON body value by value, in the order of the text. The
// generated readers call it instead of encoding/json because that one matches
// member names in any letter case and cannot name the list item that it failed
// on, and because a body costs it twice the time and the allocations.
//
// The first failure ends the reading: every later call returns at once and the
// zero value. Its path grows while the callers return.
type Reader struct {
	text  string
	at    int
	depth int
	err   *readError
}

// readError is what could not be read: the member at the path, or the body as a
// whole.
type readError struct {
	path    string
	message string
	whole   bool
}

// maxDepth limits how deep values nest; shapes of the API contain themselves.
const maxDepth = 64

// readBody reads a whole body, one JSON object, with the reader of its members.
func readBody(body []byte, members func(*Reader)) *readError {
	if !utf8.Valid(body) {
		return &readError{message: "the body is not UTF-8 text", whole: true}
	}
	// One string for the whole body, of which the strings inside are parts.
	r := Reader{text: string(body)}
	if r.peek() != '{' {
		if r.Skip(); r.err == nil {
			r.err = &readError{message: "the body must be a JSON object", whole: true}
		}
		return r.err
	}
	members(&r)
	if r.err == nil && r.peek() != end {
		r.invalid()
	}
	return r.err
}

// Object begins an object and returns the name of its first member; more is
// false when there is none. A value of another type is a failure.
func (r *Reader) Object() (name string, more bool) {
	if !r.open('{', "an object") {
		return "", false
	}
	if r.peek() == '}' {
		r.close()
		return "", false
	}
	return r.name()
}

// Next ends the member called last and returns the name of the following one.
// Where the member could not be read, its name leads the failure's path.
func (r *Reader) Next(last string) (name string, more bool) {
	if r.err != nil {
		r.err.path = join(last, r.err.path)
		return "", false
	}
	switch r.peek() {
	case ',':
		r.at++
		return r.name()
	case '}':
		r.close()
	default:
		r.invalid()
	}
	return "", false
}

// array begins an array and reports whether it has an item.
func (r *Reader) array() (more bool) {
	if !r.open('[', "a list") {
		return false
	}
	if r.peek() == ']' {
		r.close()
		return false
	}
	return true
}

// nextItem ends the item at index and reports whether another follows.
func (r *Reader) nextItem(index int) (more bool) {
	if r.err != nil {
		r.err.path = join("["+strconv.Itoa(index)+"]", r.err.path)
		return false
	}
	switch r.peek() {
	case ',':
		r.at++
		return true
	case ']':
		r.close()
	default:
		r.invalid()
	}
	return false
}

// Skip passes over a value that no member wants, which must be valid all the
// same.
func (r *Reader) Skip() {
	switch r.peek() {
	case '{':
		for name, more := r.Object(); more; name, more = r.Next(name) {
			r.Skip()
		}
	case '[':
		for i, more := 0, r.array(); more; i, more = i+1, r.nextItem(i) {
			r.Skip()
		}
	case '"':
		r.Text()
	case 't', 'f':
		r.Bool()
	case 'n':
		r.null()
	default:
		r.number()
	}
}

// name reads a member's name and its colon.
func (r *Reader) name() (string, bool) {
	if r.peek() != '"' {
		r.invalid()
		return "", false
	}
	name := r.Text()
	if r.peek() != ':' {
		r.invalid()
		return "", false
	}
	r.at++
	return name, r.err == nil
}

func (r *Reader) open(bracket byte, want string) bool {
	if !r.expect(bracket, want) {
		return false
	}
	if r.depth++; r.depth > maxDepth {
		r.fail("nests too deep")
		return false
	}
	r.at++
	return true
}

func (r *Reader) close() {
	r.at++
	r.depth--
}
