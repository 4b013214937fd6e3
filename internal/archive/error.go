package archive

import "errors"

// The errors of reading.
var (
	// ErrMissing says that there is no object of the key.
	ErrMissing = errors.New("archive: no such object")
	// ErrDamaged says that an object is no transcript.
	ErrDamaged = errors.New("archive: object is damaged")
	// ErrTooLarge says that an object is larger than can be read.
	ErrTooLarge = errors.New("archive: object is too large")
	// ErrKey says that a key cannot name an object.
	ErrKey = errors.New("archive: bad key")
)

// IsLost reports whether a transcript cannot be read now or later, as opposed
// to a bucket that is away. spec: Enable persistent chat, past
// transcripts (that they fail nothing is ours).
func IsLost(err error) bool {
	return errors.Is(err, ErrMissing) || errors.Is(err, ErrDamaged) || errors.Is(err, ErrTooLarge)
}
