package archive

import (
	"errors"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Entry is one line of a transcript: an item and the receipts that cover it.
type Entry struct {
	Item     chat.Item
	Receipts []chat.Receipt
}

// What can be wrong with a transcript that is read.
var (
	// ErrMissing says that there is no such object.
	ErrMissing = errors.New("archive: object is missing")
	// ErrDamaged says that the object is not a transcript, or not a whole one.
	ErrDamaged = errors.New("archive: object is damaged")
	// ErrTooLarge says that the object is larger than what is read back.
	ErrTooLarge = errors.New("archive: object is too large")
)

// IsLost reports whether err says that a transcript cannot be had, now or later.
// It then contributes nothing to the history; any other error may pass.
func IsLost(err error) bool {
	return errors.Is(err, ErrMissing) || errors.Is(err, ErrDamaged) || errors.Is(err, ErrTooLarge)
}
