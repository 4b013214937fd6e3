package chat

import (
	"errors"
	"fmt"
)

// Kind classes an error by what the caller can do about it. Each service maps
// kinds to its modelled exceptions in one table.
type Kind uint8

// The kinds.
const (
	// KindInternal is a fault of ours; its cause is for the log only.
	KindInternal Kind = iota
	// KindInvalid is a member that breaks its own rule.
	KindInvalid
	// KindRejected is a well-formed request that is wrong in its context.
	KindRejected
	// KindNotFound is a resource that does not exist for this caller.
	KindNotFound
	// KindContactNotFound is a contact to act on that does not exist or is over.
	KindContactNotFound
	// KindDenied is a caller that may not, or may no longer.
	KindDenied
	// KindConflict is a request that collides with another or with the state.
	KindConflict
	// KindDuplicate is a name that is taken.
	KindDuplicate
	// KindInUse is a resource that others still refer to.
	KindInUse
	// KindLimit is a quota on running things that is used up.
	KindLimit
	// KindQuota is a quota on the size or number of parts of one thing.
	KindQuota
	// KindThrottled is a caller that goes too fast.
	KindThrottled
	// KindUnavailable is a dependency that is away; the call may be repeated.
	KindUnavailable
	// KindInvalidFlow is flow content that cannot be published.
	KindInvalidFlow
)

// Error is the one error type of the domain.
type Error struct {
	Kind Kind
	// Member names the input member at fault, "" when there is none.
	Member string
	// Detail is a sentence that is safe to show to the caller.
	Detail string
	// Problems lists the faults of a KindInvalidFlow.
	Problems []string
	// Err is the cause, for the log only.
	Err error
}

// Error implements error. The text includes the cause and is for the log.
func (e *Error) Error() string {
	s := e.Detail
	if e.Member != "" {
		s = e.Member + ": " + s
	}
	if e.Err != nil {
		s = fmt.Sprintf("%s: %v", s, e.Err)
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Public is the sentence for the caller: the member and what is wrong with it.
func (e *Error) Public() string {
	if e.Member != "" {
		return e.Member + ": " + e.Detail
	}
	return e.Detail
}

// KindOf gives the kind of err, KindInternal for errors of other types.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return KindInternal
}

// Invalid is the error for a member that breaks its own rule.
func Invalid(member, detail string) *Error {
	return &Error{Kind: KindInvalid, Member: member, Detail: detail}
}

// Rejected is the error for a request that is wrong in its context.
func Rejected(member, detail string) *Error {
	return &Error{Kind: KindRejected, Member: member, Detail: detail}
}

// NotFound is the error for a resource that the caller cannot see. Whether it
// exists elsewhere is never told.
func NotFound(member, detail string) *Error {
	return &Error{Kind: KindNotFound, Member: member, Detail: detail}
}

// Denied is the error for a caller that may not go on. Its text is the same in
// every case, so that it tells nothing. client: amazon-connect-chat-ios.
func Denied() *Error { return &Error{Kind: KindDenied, Detail: "Access denied"} }

// Internal wraps a fault of ours with what was attempted.
func Internal(doing string, err error) *Error {
	return &Error{Kind: KindInternal, Detail: doing, Err: err}
}
