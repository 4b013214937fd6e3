package outside

import "errors"

// What can become of a call. Errors wrap one of them; their text names the host
// and the status, never content or a secret.
var (
	// ErrUnknown: nothing is configured under the name.
	ErrUnknown = errors.New("not configured")
	// ErrTimedOut: there was no answer within the time.
	ErrTimedOut = errors.New("no answer in time")
	// ErrUnavailable: the other side cannot be reached, is busy or is broken for
	// the moment. It is the only one after which a call is tried again.
	ErrUnavailable = errors.New("not available")
	// ErrRefused: the other side does not take the request.
	ErrRefused = errors.New("refused")
	// ErrFailed: the other side did its work and failed at it.
	ErrFailed = errors.New("failed")
	// ErrTooLarge: the answer is larger than allowed.
	ErrTooLarge = errors.New("the answer is too large")
	// ErrMalformed: the answer is not of the form that is agreed.
	ErrMalformed = errors.New("the answer is not understood")
)
