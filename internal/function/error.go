package function

import "github.com/rejoin-chat/rejoin/internal/outside"

// Why an invocation has no answer. An error may also be that of the context.
var (
	ErrUnknown     = outside.ErrUnknown     // nothing is configured for the ARN
	ErrTimedOut    = outside.ErrTimedOut    // no answer within the limit
	ErrUnavailable = outside.ErrUnavailable // not to be reached, or busy, at every attempt
	ErrRefused     = outside.ErrRefused     // the invocation is not allowed, or not understood
	ErrFailed      = outside.ErrFailed      // the function ran and failed
	ErrTooLarge    = outside.ErrTooLarge    // the answer has MaxAnswer bytes or more
	ErrNotJSON     = outside.ErrMalformed   // the answer is no JSON, or has texts that nobody can store
)
