package store

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Streams keeps who is told what is said in chats, and how far they are. A stream
// begins in the transaction that finds room for it (Tx.SaveStream).
type Streams interface {
	// Streams reads up to limit streams, of all chats, behind one, in an order of the
	// driver's own that does not change; the zero chat.Stream begins. It costs one
	// read and each one returned.
	Streams(ctx context.Context, after chat.Stream, limit int) ([]chat.Stream, error)
	// MoveStream notes how far a stream is; Seq never moves back. It reports whether
	// there is such a stream.
	MoveStream(ctx context.Context, id chat.SessionID, stream chat.StreamID, to chat.Seq) (bool, error)
	// DropStream ends a stream, and reports whether there was one.
	DropStream(ctx context.Context, id chat.SessionID, stream chat.StreamID) (bool, error)
}
