package sqlite

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// Session implements store.Reader.
func (r *reader) Session(ctx context.Context, id chat.SessionID) (chat.Session, error) {
	return read(ctx, r, func(c *conn) (chat.Session, error) { return readSession(c, id) })
}

// Contact implements store.Reader.
func (r *reader) Contact(ctx context.Context, id chat.ContactID) (chat.Contact, error) {
	return read(ctx, r, func(c *conn) (chat.Contact, error) { return readContact(c, id) })
}

// Contacts implements store.Reader.
func (r *reader) Contacts(ctx context.Context, id chat.SessionID) ([]chat.Contact, error) {
	return read(ctx, r, func(c *conn) ([]chat.Contact, error) { return readContacts(c, id) })
}

// Participant implements store.Reader.
func (r *reader) Participant(ctx context.Context, id chat.SessionID, p chat.ParticipantID) (chat.Participant, error) {
	return read(ctx, r, func(c *conn) (chat.Participant, error) { return readParticipant(c, id, p) })
}

// Participants implements store.Reader.
func (r *reader) Participants(ctx context.Context, id chat.SessionID) ([]chat.Participant, error) {
	return read(ctx, r, func(c *conn) ([]chat.Participant, error) { return readParticipants(c, id) })
}

// Items implements store.Reader.
func (r *reader) Items(ctx context.Context, q store.ItemQuery) ([]chat.Item, error) {
	return read(ctx, r, func(c *conn) ([]chat.Item, error) { return itemPage(c, q) })
}

// Item implements store.Reader.
func (r *reader) Item(ctx context.Context, id chat.SessionID, item chat.ItemID) (chat.Item, error) {
	return snapshot(ctx, r, func(c *conn) (chat.Item, error) { return itemByID(c, id, item) })
}

// LastSeq implements store.Reader.
func (r *reader) LastSeq(ctx context.Context, id chat.SessionID) (chat.Seq, error) {
	return read(ctx, r, func(c *conn) (chat.Seq, error) { return lastSeq(c, id) })
}

// SeqBefore implements store.Reader.
func (r *reader) SeqBefore(ctx context.Context, id chat.SessionID, t time.Time) (chat.Seq, error) {
	return snapshot(ctx, r, func(c *conn) (chat.Seq, error) { return seqBefore(c, id, t) })
}

// Receipts implements store.Reader.
func (r *reader) Receipts(ctx context.Context, id chat.SessionID, from, to chat.Seq) ([]chat.Receipt, error) {
	return read(ctx, r, func(c *conn) ([]chat.Receipt, error) { return readReceipts(c, id, from, to) })
}

// Cursor implements store.Reader.
func (r *reader) Cursor(ctx context.Context, id chat.SessionID, p chat.ParticipantID) (chat.Seq, error) {
	return read(ctx, r, func(c *conn) (chat.Seq, error) { return readCursor(c, id, p) })
}

// DueTimers implements store.Reader.
func (r *reader) DueTimers(ctx context.Context, now time.Time, limit int) ([]chat.Timer, time.Time, error) {
	type page struct {
		due  []chat.Timer
		next time.Time
	}
	p, err := snapshot(ctx, r, func(c *conn) (p page, err error) {
		p.due, p.next, err = dueTimers(c, now, limit)
		return p, err
	})
	return p.due, p.next, err
}

// CountActive implements store.Reader.
func (r *reader) CountActive(ctx context.Context, id chat.InstanceID) (int, error) {
	return read(ctx, r, func(c *conn) (int, error) { return countActive(c, id) })
}
