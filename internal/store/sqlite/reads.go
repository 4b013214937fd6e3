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
	return snapshot(ctx, r, func(c *conn) ([]chat.Item, error) { return itemPage(c, q) })
}

// Item implements store.Reader.
func (r *reader) Item(ctx context.Context, id chat.SessionID, item chat.ItemID) (chat.Item, error) {
	return snapshot(ctx, r, func(c *conn) (chat.Item, error) { return itemByID(c, id, item) })
}

// LastSeq implements store.Reader.
func (r *reader) LastSeq(ctx context.Context, id chat.SessionID) (chat.Seq, error) {
	return read(ctx, r, func(c *conn) (chat.Seq, error) { return lastSeq(c, id) })
}

// LastSeqs implements store.Reader.
func (r *reader) LastSeqs(ctx context.Context, ids []chat.SessionID) ([]chat.Seq, error) {
	return snapshot(ctx, r, func(c *conn) (seqs []chat.Seq, err error) {
		seqs = make([]chat.Seq, len(ids))
		for i, id := range ids {
			if seqs[i], err = lastSeq(c, id); err != nil {
				return nil, err
			}
		}
		return seqs, nil
	})
}

// SeqBefore implements store.Reader.
func (r *reader) SeqBefore(ctx context.Context, id chat.SessionID, t time.Time) (chat.Seq, error) {
	return snapshot(ctx, r, func(c *conn) (chat.Seq, error) { return seqBefore(c, id, t) })
}

// Receipts implements store.Reader.
func (r *reader) Receipts(ctx context.Context, id chat.SessionID, from, to chat.Seq) ([]chat.Receipt, error) {
	return read(ctx, r, func(c *conn) ([]chat.Receipt, error) { return readReceipts(c, id, from, to) })
}

// Cursors implements store.Reader.
func (r *reader) Cursors(ctx context.Context, id chat.SessionID, p chat.ParticipantID) ([]store.Cursor, error) {
	return read(ctx, r, func(c *conn) ([]store.Cursor, error) { return readCursors(c, id, p) })
}

// CountActive implements store.Reader.
func (r *reader) CountActive(ctx context.Context, id chat.InstanceID) (int, error) {
	return read(ctx, r, func(c *conn) (int, error) { return countActive(c, id) })
}

// WaitingQueues implements store.Reader.
func (r *reader) WaitingQueues(ctx context.Context, after chat.WaitingQueue, limit int) ([]chat.WaitingQueue, error) {
	return snapshot(ctx, r, func(c *conn) ([]chat.WaitingQueue, error) { return readWaitingQueues(c, after, limit) })
}

// Fronts implements store.Reader.
func (r *reader) Fronts(ctx context.Context, instance chat.InstanceID, queues []chat.QueueID) ([]chat.Waiting, error) {
	return snapshot(ctx, r, func(c *conn) ([]chat.Waiting, error) {
		var fronts []chat.Waiting
		for _, q := range queues {
			front, err := readWaiting(c, instance, q, chat.Waiting{}, 1)
			if err != nil {
				return nil, err
			}
			fronts = append(fronts, front...)
		}
		return fronts, nil
	})
}

// Waiting implements store.Reader.
func (r *reader) Waiting(ctx context.Context, instance chat.InstanceID, queue chat.QueueID, after chat.Waiting, limit int) ([]chat.Waiting, error) {
	return read(ctx, r, func(c *conn) ([]chat.Waiting, error) { return readWaiting(c, instance, queue, after, limit) })
}

// Queued implements store.Reader.
func (r *reader) Queued(ctx context.Context, id chat.InstanceID, queue chat.QueueID) (store.Queued, error) {
	return read(ctx, r, func(c *conn) (store.Queued, error) { return readQueued(c, id, queue) })
}

// Ahead implements store.Reader.
func (r *reader) Ahead(ctx context.Context, id chat.InstanceID, queue chat.QueueID, place chat.Place) (int, error) {
	return read(ctx, r, func(c *conn) (int, error) { return countAhead(c, id, queue, place) })
}

// AgentTallies implements store.Reader.
func (r *reader) AgentTallies(ctx context.Context, instance chat.InstanceID, profile string, user chat.UserID) ([]chat.AgentTally, error) {
	return read(ctx, r, func(c *conn) ([]chat.AgentTally, error) { return readTallies(c, instance, profile, user) })
}

// StatusSpans implements store.Reader.
func (r *reader) StatusSpans(ctx context.Context, instance chat.InstanceID, from time.Time, after chat.StatusSpan, limit int) ([]chat.StatusSpan, error) {
	return read(ctx, r, func(c *conn) ([]chat.StatusSpan, error) { return readSpans(c, instance, from, after, limit) })
}
