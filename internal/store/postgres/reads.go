package postgres

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// Session implements store.Reader.
func (s *Store) Session(ctx context.Context, id chat.SessionID) (chat.Session, error) {
	return readSession(s.asking(ctx), id)
}

// Contact implements store.Reader.
func (s *Store) Contact(ctx context.Context, id chat.ContactID) (chat.Contact, error) {
	return readContact(s.asking(ctx), id)
}

// Contacts implements store.Reader.
func (s *Store) Contacts(ctx context.Context, id chat.SessionID) ([]chat.Contact, error) {
	return readContacts(s.asking(ctx), id)
}

// Participant implements store.Reader.
func (s *Store) Participant(ctx context.Context, id chat.SessionID, p chat.ParticipantID) (chat.Participant, error) {
	return readParticipant(s.asking(ctx), id, p)
}

// Participants implements store.Reader.
func (s *Store) Participants(ctx context.Context, id chat.SessionID) ([]chat.Participant, error) {
	return readParticipants(s.asking(ctx), id)
}

// Items implements store.Reader.
func (s *Store) Items(ctx context.Context, q store.ItemQuery) ([]chat.Item, error) {
	return itemPage(s.asking(ctx), q)
}

// Item implements store.Reader.
func (s *Store) Item(ctx context.Context, id chat.SessionID, item chat.ItemID) (chat.Item, error) {
	return readItem(s.asking(ctx), id, item)
}

// LastSeq implements store.Reader.
func (s *Store) LastSeq(ctx context.Context, id chat.SessionID) (chat.Seq, error) {
	return lastSeq(s.asking(ctx), id)
}

// LastSeqs implements store.Reader.
func (s *Store) LastSeqs(ctx context.Context, ids []chat.SessionID) ([]chat.Seq, error) {
	if len(ids) == 0 {
		return []chat.Seq{}, ctx.Err()
	}
	return lastSeqs(s.asking(ctx), ids)
}

// SeqBefore implements store.Reader.
func (s *Store) SeqBefore(ctx context.Context, id chat.SessionID, t time.Time) (chat.Seq, error) {
	return seqBefore(s.asking(ctx), id, t)
}

// Receipts implements store.Reader.
func (s *Store) Receipts(ctx context.Context, id chat.SessionID, from, to chat.Seq) ([]chat.Receipt, error) {
	return readReceipts(s.asking(ctx), id, from, to)
}

// Cursors implements store.Reader.
func (s *Store) Cursors(ctx context.Context, id chat.SessionID, p chat.ParticipantID) ([]store.Cursor, error) {
	return list(s.asking(ctx), scanCursor, selectCursors, putID(id), putID(p))
}

// CountActive implements store.Reader.
func (s *Store) CountActive(ctx context.Context, id chat.InstanceID) (int, error) {
	return countActive(s.asking(ctx), id)
}

// WaitingQueues implements store.Reader.
func (s *Store) WaitingQueues(ctx context.Context, after chat.WaitingQueue, limit int) ([]chat.WaitingQueue, error) {
	return readWaitingQueues(s.asking(ctx), after, limit)
}

// Fronts implements store.Reader.
func (s *Store) Fronts(ctx context.Context, instance chat.InstanceID, queues []chat.QueueID) ([]chat.Waiting, error) {
	return list(s.asking(ctx), scanWaiting, selectFronts, putID(instance), putIDs(queues))
}

// Waiting implements store.Reader.
func (s *Store) Waiting(ctx context.Context, instance chat.InstanceID, queue chat.QueueID, after chat.Waiting, limit int) ([]chat.Waiting, error) {
	return readWaiting(s.asking(ctx), instance, queue, after, limit)
}
