package store

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Portable is a store that can be carried over to another driver whole. Every
// driver is one. It is used while nothing else writes to either store.
type Portable interface {
	// SessionIDs lists up to limit sessions after a given one ("" for the
	// first), in an order of the driver's own that does not change.
	SessionIDs(ctx context.Context, after chat.SessionID, limit int) ([]chat.SessionID, error)
	// ExportSession reads all that is kept of a session. ErrNotFound.
	ExportSession(ctx context.Context, id chat.SessionID) (SessionRecord, error)
	// ImportSession writes a session as it was exported, in place of what the
	// store may have of it, so that an import that was cut short can be
	// repeated.
	ImportSession(ctx context.Context, r SessionRecord) error

	// ExportInstance reads what belongs to no session.
	ExportInstance(ctx context.Context) (InstanceRecord, error)
	// ImportInstance writes it in place of what the store has.
	ImportInstance(ctx context.Context, r InstanceRecord) error
}

// SessionRecord is all that is kept of one session.
type SessionRecord struct {
	Session      chat.Session
	Contacts     []chat.Contact     // in chain order
	Participants []chat.Participant // oldest first
	Items        []chat.Item        // by Seq, with those that are not listed
	Receipts     []chat.Receipt     // by recipient and Seq
	Timers       []chat.Timer       // by kind and id
	Cursors      []Cursor           // by participant and node
	Traces       []chat.TraceStep   // by N
	Outgoing     []Outgoing         // in order
	Streams      []chat.Stream      // by ID
}

// InstanceRecord is what the store keeps besides the sessions. Each list is in
// order of its keys.
type InstanceRecord struct {
	Resources []Resource
	Requests  []Request
	Secrets   []Secret
	Agents    []chat.Agent
	Spans     []chat.StatusSpan // by instance, EndedAt and user
}

// Secret is a key that all nodes share.
type Secret struct {
	Name  string
	Value []byte
}
