package archive

import "github.com/rejoin-chat/rejoin/internal/chat"

// Entry is one line of a transcript: an item and the receipts that cover it. A
// receipt that is read back carries the number of this item, whichever later
// message it was given for.
type Entry struct {
	Item     chat.Item
	Receipts []chat.Receipt
}
