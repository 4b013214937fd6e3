package restjson

import (
	"fmt"
	"net/http"
	"runtime/debug"
)

// PanicError is a panic on its way to the caller as a failure. Its text and Stack
// are for the log alone.
type PanicError struct {
	Value any
	Stack []byte
}

// Error implements error.
func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Guard makes a panic the error that a function returns, so that it is answered like
// any other; http.ErrAbortHandler goes on. It is to be deferred.
func Guard(err *error) {
	switch p := recover(); p {
	case nil:
	case http.ErrAbortHandler:
		panic(p)
	default:
		*err = &PanicError{Value: p, Stack: debug.Stack()}
	}
}
