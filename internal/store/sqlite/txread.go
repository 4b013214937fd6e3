package sqlite

import (
	"errors"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// The reads of a transaction are those of reader, on the writer's connection.

// Session implements store.Tx.
func (t *tx) Session(id chat.SessionID) (chat.Session, error) {
	return within(t, func(c *conn) (chat.Session, error) { return readSession(c, id) })
}

// Contact implements store.Tx.
func (t *tx) Contact(id chat.ContactID) (chat.Contact, error) {
	return within(t, func(c *conn) (chat.Contact, error) { return readContact(c, id) })
}

// Contacts implements store.Tx.
func (t *tx) Contacts(id chat.SessionID) ([]chat.Contact, error) {
	return within(t, func(c *conn) ([]chat.Contact, error) { return readContacts(c, id) })
}

// Participant implements store.Tx.
func (t *tx) Participant(id chat.SessionID, p chat.ParticipantID) (chat.Participant, error) {
	return within(t, func(c *conn) (chat.Participant, error) { return readParticipant(c, id, p) })
}

// Participants implements store.Tx.
func (t *tx) Participants(id chat.SessionID) ([]chat.Participant, error) {
	return within(t, func(c *conn) ([]chat.Participant, error) { return readParticipants(c, id) })
}

// Items implements store.Tx.
func (t *tx) Items(q store.ItemQuery) ([]chat.Item, error) {
	return within(t, func(c *conn) ([]chat.Item, error) { return itemPage(c, q) })
}

// Receipts implements store.Tx.
func (t *tx) Receipts(id chat.SessionID, from, to chat.Seq) ([]chat.Receipt, error) {
	return within(t, func(c *conn) ([]chat.Receipt, error) { return readReceipts(c, id, from, to) })
}

// LastSeq implements store.Tx.
func (t *tx) LastSeq(id chat.SessionID) (chat.Seq, error) {
	return within(t, func(c *conn) (chat.Seq, error) {
		d, err := t.w.heads.get(c, id)
		if errors.Is(err, store.ErrNotFound) {
			return 0, nil
		}
		if err != nil {
			return 0, err
		}
		return d.lastSeq, nil
	})
}

// CountActive implements store.Tx.
func (t *tx) CountActive(id chat.InstanceID) (int, error) {
	return within(t, func(c *conn) (int, error) { return countActive(c, id) })
}

// Queued implements store.Tx.
func (t *tx) Queued(id chat.InstanceID, queue chat.QueueID) (store.Queued, error) {
	return within(t, func(c *conn) (store.Queued, error) { return readQueued(c, id, queue) })
}

// AgentTallies implements store.Tx.
func (t *tx) AgentTallies(instance chat.InstanceID, profile string, user chat.UserID) ([]chat.AgentTally, error) {
	return within(t, func(c *conn) ([]chat.AgentTally, error) { return readTallies(c, instance, profile, user) })
}

// Ahead implements store.Tx.
func (t *tx) Ahead(id chat.InstanceID, queue chat.QueueID, place chat.Place) (int, error) {
	return within(t, func(c *conn) (int, error) { return countAhead(c, id, queue, place) })
}

// within runs a read unless the transaction is over.
func within[T any](t *tx, fn func(*conn) (T, error)) (out T, err error) {
	c, err := t.reading()
	if err != nil {
		return out, err
	}
	return fn(c)
}
