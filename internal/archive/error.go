package archive

import "errors"

// The errors of reading and writing.
var (
	// ErrMissing says that there is no object of the key.
	ErrMissing = errors.New("archive: no such object")
	// ErrDamaged says that an object is no transcript.
	ErrDamaged = errors.New("archive: object is damaged")
	// ErrTooLarge says that an object is larger than can be read.
	ErrTooLarge = errors.New("archive: object is too large")
	// ErrKey says that a key cannot name an object.
	ErrKey = errors.New("archive: bad key")
	// ErrAway says that the bucket did not do what was asked: it cannot be
	// reached, is overloaded, or refuses us. The objects are what they were, but
	// that a Put of which the answer was lost may have happened.
	ErrAway = errors.New("archive: the bucket is away")
	// ErrLink says that a signed URL cannot be made, or is forged or expired.
	ErrLink = errors.New("archive: bad link")
	// ErrReadOnly answers writes to a bucket that was opened for reading.
	ErrReadOnly = errors.New("archive: opened for reading only")
)

// IsLost reports whether a transcript cannot be read now or later, as opposed
// to a bucket that is away. spec: Enable persistent chat, past
// transcripts (that they fail nothing is ours).
func IsLost(err error) bool {
	return errors.Is(err, ErrMissing) || errors.Is(err, ErrDamaged) || errors.Is(err, ErrTooLarge)
}
