package postgres

import (
	"errors"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// Session implements store.Tx.
func (t *tx) Session(id chat.SessionID) (chat.Session, error) {
	if id != t.id || !t.known.hasSession {
		return readSession(t.ask, id)
	}
	if err := t.usable(); err != nil {
		return chat.Session{}, err
	}
	if t.known.session == nil {
		return chat.Session{}, store.ErrNotFound
	}
	return scanSession(t.known.session)
}

// Contact implements store.Tx.
func (t *tx) Contact(id chat.ContactID) (chat.Contact, error) {
	if !t.knows(id) {
		return readContact(t.ask, id)
	}
	if err := t.usable(); err != nil {
		return chat.Contact{}, err
	}
	return scanContact(t.known.contact)
}

// knows reports whether a contact is the one that was read at the beginning.
func (t *tx) knows(id chat.ContactID) bool {
	return t.known.contact != nil && getID[chat.ContactID](t.known.contact[1]) == id
}

// Contacts implements store.Tx.
func (t *tx) Contacts(id chat.SessionID) ([]chat.Contact, error) {
	return readContacts(t.ask, id)
}

// Participant implements store.Tx.
func (t *tx) Participant(id chat.SessionID, p chat.ParticipantID) (chat.Participant, error) {
	if id != t.id || !t.known.hasPeople {
		return readParticipant(t.ask, id, p)
	}
	if err := t.usable(); err != nil {
		return chat.Participant{}, err
	}
	for _, r := range t.known.people {
		if getID[chat.ParticipantID](r[1]) == p {
			return scanParticipant(r)
		}
	}
	return chat.Participant{}, store.ErrNotFound
}

// Participants implements store.Tx.
func (t *tx) Participants(id chat.SessionID) (all []chat.Participant, err error) {
	if id != t.id || !t.known.hasPeople {
		return readParticipants(t.ask, id)
	}
	if err := t.usable(); err != nil {
		return nil, err
	}
	for _, r := range t.known.people {
		p, err := scanParticipant(r)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// Items implements store.Tx.
func (t *tx) Items(q store.ItemQuery) ([]chat.Item, error) { return itemPage(t.ask, q) }

// Receipts implements store.Tx.
func (t *tx) Receipts(id chat.SessionID, from, to chat.Seq) ([]chat.Receipt, error) {
	return readReceipts(t.ask, id, from, to)
}

// LastSeq implements store.Tx.
func (t *tx) LastSeq(id chat.SessionID) (chat.Seq, error) {
	if h, ok := t.heads[id]; ok {
		return h.last.Seq, t.usable()
	}
	return lastSeq(t.ask, id)
}

// CountActive implements store.Tx.
func (t *tx) CountActive(id chat.InstanceID) (int, error) { return countActive(t.ask, id) }

// Queued implements store.Tx.
func (t *tx) Queued(id chat.InstanceID, queue chat.QueueID) (store.Queued, error) {
	return readQueued(t.ask, id, queue)
}

// AgentTallies implements store.Tx.
func (t *tx) AgentTallies(instance chat.InstanceID, profile string, user chat.UserID) ([]chat.AgentTally, error) {
	return readTallies(t.ask, instance, profile, user)
}

// Ahead implements store.Tx.
func (t *tx) Ahead(id chat.InstanceID, queue chat.QueueID, place chat.Place) (int, error) {
	return countAhead(t.ask, id, queue, place)
}

// Timer implements store.Tx.
func (t *tx) Timer(id chat.SessionID, kind chat.TimerKind, timerID string) (chat.Timer, error) {
	return one(t.ask, scanTimer, selectTimer, putID(id), string(kind), timerID)
}

// Claim implements store.Tx. It waits for another transaction that claims the
// same token, to know what became of it.
func (t *tx) Claim(r store.Request) (prior store.Request, found bool, err error) {
	args := requestArgs(&r)
	claimed, err := number(t.ask, claimRequest, args...)
	if err != nil {
		return store.Request{}, false, err
	}
	if claimed == 1 {
		t.wrote = true
		return store.Request{}, false, nil
	}
	prior, err = one(t.ask, scanRequest, selectRequest, args[:3]...)
	if errors.Is(err, store.ErrNotFound) { // forgotten in between
		err = t.failed(errRepeat)
	}
	return prior, err == nil, err
}
