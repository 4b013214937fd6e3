package restjson

import "strconv"

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
