package token

import "errors"

// What can be wrong with a token. Callers give all three the same answer, so
// that it tells a forger nothing; they differ for logs and metrics.
var (
	ErrMalformed = errors.New("token: malformed")
	ErrForged    = errors.New("token: not issued under a known secret for this use")
	ErrExpired   = errors.New("token: expired")
)

// ErrClaims is returned for claims that no token can carry: an empty id or one
// over MaxIDLen, a time before 1970, or claims that together exceed MaxLen.
var ErrClaims = errors.New("token: claims cannot be put into a token")
