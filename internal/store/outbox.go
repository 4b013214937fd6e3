package store

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Outgoing is something that is to be told elsewhere of what a transaction did. It
// is written in that transaction and removed once it has been told.
type Outgoing struct {
	// Stream names whom it is told.
	Stream    string
	SessionID chat.SessionID
	ContactID chat.ContactID
	// ID tells it apart from all others, also when it is told twice.
	ID string
	// At is when it happened.
	At time.Time
	// Data is what is told; nil is found out when it is told.
	Data []byte
	// N is its place, assigned by the store. Those of one session are in the order of
	// its transactions. An export has none.
	N int64
}

// Outbox keeps what is to be told elsewhere.
type Outbox interface {
	// Outgoing reads up to limit of what waits in a stream, in order of N. It costs
	// one read and each one returned.
	Outgoing(ctx context.Context, stream string, limit int) ([]Outgoing, error)
	// DropOutgoing removes what was read; what is gone already is no error.
	DropOutgoing(ctx context.Context, list []Outgoing) error
	// Lease gives a name to one holder at a time: it reports whether holder has it
	// from now on for so long, because nobody else has it at now. Who has it takes it
	// again to keep it.
	Lease(ctx context.Context, name, holder string, now time.Time, hold time.Duration) (bool, error)
}
