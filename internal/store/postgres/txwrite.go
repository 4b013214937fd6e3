package postgres

import (
	"errors"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// CreateSession implements store.Tx. That another transaction makes the same
// session is found out when this is sent.
func (t *tx) CreateSession(s chat.Session) error {
	h, err := t.head(s.ID)
	if err != nil {
		return err
	}
	if h.exists {
		return store.ErrExists
	}
	args, err := sessionArgs(&s)
	if err != nil {
		return err
	}
	h.exists, h.made = true, true
	h.follow(&s)
	t.known.forgetSession(s.ID, t.id)
	return t.write(insertSession, args...)
}

// SaveSession implements store.Tx.
func (t *tx) SaveSession(s chat.Session) error {
	h, err := t.head(s.ID)
	if err != nil {
		return err
	}
	if !h.exists {
		return store.ErrNotFound
	}
	args, err := sessionArgs(&s)
	if err != nil {
		return err
	}
	h.follow(&s)
	t.known.forgetSession(s.ID, t.id)
	return t.write(updateSession, args...)
}

func (k *known) forgetSession(id, own chat.SessionID) {
	if id == own {
		k.session, k.hasSession = nil, false
	}
}

// SaveContact implements store.Tx.
func (t *tx) SaveContact(c chat.Contact) error {
	if _, err := t.head(c.SessionID); err != nil {
		return err
	}
	args, err := contactArgs(&c)
	if err != nil {
		return err
	}
	if c.ID != c.SessionID.Initial() && !t.knows(c.ID) {
		if err := t.write(insertContactSession, args[1], args[0]); err != nil {
			return err
		}
	}
	if t.knows(c.ID) {
		t.known.contact = nil
	}
	return t.write(saveContact, args...)
}

// SaveParticipant implements store.Tx.
func (t *tx) SaveParticipant(p chat.Participant) error {
	h, err := t.head(p.SessionID)
	if err != nil {
		return err
	}
	h.met = true
	if p.SessionID == t.id {
		t.known.people, t.known.hasPeople = nil, false
	}
	return t.write(saveParticipant, participantArgs(&p)...)
}

// Append implements store.Tx. That the item was there before is found out when
// it is sent; the closure then runs again, and this looks first.
func (t *tx) Append(item chat.Item) (chat.Item, bool, error) {
	h, err := t.head(item.SessionID)
	if err != nil {
		return chat.Item{}, false, err
	}
	if !h.exists {
		return chat.Item{}, false, store.ErrNotFound
	}
	key := itemKey{item.SessionID, item.ID}
	if prior, ok := t.appended[key]; ok {
		return prior, true, nil
	}
	if t.careful {
		prior, err := readItem(t.ask, item.SessionID, item.ID)
		if !errors.Is(err, store.ErrNotFound) {
			return prior, err == nil, err
		}
	}
	item.Seq = h.last.Seq + 1
	item.Time = chat.NextItemTime(item.Time, h.last.Time)
	if item.ContactID == "" {
		item.ContactID = h.contactID
	}
	args, err := itemArgs(&item)
	if err != nil {
		return chat.Item{}, false, err
	}
	if err := t.write(insertItem, args...); err != nil {
		return chat.Item{}, false, err
	}
	h.last, h.moved = chat.Item{Seq: item.Seq, Time: item.Time}, true
	kept := item
	kept.Attachments = slices.Clone(item.Attachments)
	t.appended[key] = kept
	return item, false, nil
}

// SetTimer implements store.Tx.
func (t *tx) SetTimer(timer chat.Timer) error {
	if _, err := t.head(timer.SessionID); err != nil {
		return err
	}
	return t.write(setTimer, timerArgs(&timer)...)
}

// ClearTimer implements store.Tx.
func (t *tx) ClearTimer(id chat.SessionID, kind chat.TimerKind, timerID string) (bool, error) {
	if _, err := t.head(id); err != nil {
		return false, err
	}
	clear := &call{sql: clearTimer, args: []any{putID(id), string(kind), timerID}}
	err := t.ask(clear)
	t.wrote = true
	return err == nil && clear.tag.RowsAffected() > 0, err
}

// ClearTimers implements store.Tx.
func (t *tx) ClearTimers(id chat.SessionID, keep ...chat.TimerKind) error {
	if _, err := t.head(id); err != nil {
		return err
	}
	kinds := make([]string, len(keep))
	for i, k := range keep {
		kinds[i] = string(k)
	}
	return t.write(clearTimers, putID(id), kinds)
}
