package main

// exit is an error that ends the program with a code of its own. Without an error
// inside, everything has been said already.
type exit struct {
	code int
	err  error
}

// Error is the error inside.
func (e exit) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

// Unwrap gives the error inside.
func (e exit) Unwrap() error { return e.err }
