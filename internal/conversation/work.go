package conversation

import (
	"errors"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/routing"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// work is one transaction on one session: the state as it is, the verbs that
// change it, and what has to be told when it is committed.
type work struct {
	conversations *Conversations
	tx            store.Tx
	now           time.Time
	brief         *briefing

	session chat.Session
	contact chat.Contact // the current one, or one beside it, see at
	changed struct{ session, contact bool }

	events    []fanout.Event
	archive   []chat.ContactID // ended in this transaction
	timersSet bool
	ran       []ranAction // by flows
	// looks are for the routing, once this is committed.
	looks []routing.Look
	// flowType is that of the flow that runs, or ran last.
	flowType flow.Type
	// steps is how much the flow that ended last had spent of its step budget.
	steps int
	// call is what a flow asks for, to be made when this is committed.
	call *pendingCall
	// heardTo and listenUntil belong to the flow that runs, see parked.
	heardTo     chat.Seq
	listenUntil time.Time
	// before and written are contacts as they were and have become, in the order in
	// which they were written first; attributes are the chat's as they were. They are
	// kept for those who are told, if anybody is.
	before, written map[chat.ContactID]*chat.Contact
	order           []chat.ContactID
	attributes      map[string]string
	outbox          []store.Outgoing // besides what follows from these
	sent            bool             // something is to be told
	// envNeeds is what a flow's reference asked for and was not fetched yet.
	envNeeds error
}

// ranAction is an action that a flow has completed.
type ranAction struct {
	contact chat.ContactID
	logged  bool // the flow has its logs switched on
	entry   flow.Entry
}

// load reads the session and its current contact. A session that does not exist
// is chat.KindNotFound.
func (w *work) load(id chat.SessionID) error {
	s, err := w.tx.Session(id)
	if errors.Is(err, store.ErrNotFound) {
		return chat.NotFound("", "the chat does not exist")
	}
	if err != nil {
		return err
	}
	c, err := w.tx.Contact(s.ContactID)
	if err != nil {
		return err
	}
	w.session, w.contact, w.attributes = s, c, s.Attributes
	w.saw(&c)
	return nil
}

// save writes what was changed, and what flows did.
func (w *work) save() error {
	if err := w.keepTrace(); err != nil {
		return err
	}
	if err := w.saveContact(); err != nil {
		return err
	}
	if w.changed.session {
		if err := w.tx.SaveSession(w.session); err != nil {
			return err
		}
	}
	return w.sendOutgoing()
}

// saveContact writes the current contact if it was changed.
func (w *work) saveContact() error {
	if !w.changed.contact {
		return nil
	}
	w.changed.contact = false
	return w.putContact(w.contact)
}

// touchContact marks the current contact as changed.
func (w *work) touchContact() *chat.Contact {
	w.changed.contact = true
	w.contact.UpdatedAt = w.now
	return &w.contact
}

// touchSession marks the session as changed.
func (w *work) touchSession() *chat.Session {
	w.changed.session = true
	return &w.session
}

// append adds an item to the current contact and has it pushed. A repeated item
// is returned as it was stored and not pushed again.
func (w *work) append(item chat.Item) (stored chat.Item, repeated bool, err error) {
	item.SessionID = w.session.ID
	item.ContactID = w.session.ContactID
	item.Time = w.now
	if item.ID == "" {
		item.ID = chat.ItemID(w.conversations.NewID())
	}
	stored, repeated, err = w.tx.Append(item)
	if err != nil || repeated {
		return stored, repeated, err
	}
	w.publish(stored)
	return stored, false, nil
}

// publish has an item pushed once the transaction is committed.
func (w *work) publish(item chat.Item) {
	w.events = append(w.events, fanout.Event{SessionID: w.session.ID, Item: &item})
}

// announce appends an event that a participant caused.
func (w *work) announce(contentType string, p *chat.Participant) error {
	_, _, err := w.append(chat.Item{
		Type: chat.TypeEvent, ContentType: contentType,
		ParticipantID: p.ID, Role: p.Role, DisplayName: p.DisplayName,
	})
	return err
}

// tell appends a message of the system, or of whom it lets speak.
func (w *work) tell(name, contentType, text string, to chat.Visibility) error {
	_, _, err := w.append(chat.Item{
		Type: chat.TypeMessage, ContentType: contentType, Content: text, Visibility: to,
		ParticipantID: systemParticipant(w.session.ID), Role: chat.RoleSystem, DisplayName: name,
	})
	return err
}

// systemParticipant is the author of what flows say. It is the same over a
// session, so that clients show one speaker.
func systemParticipant(id chat.SessionID) chat.ParticipantID {
	return chat.ParticipantID(chat.ItemIDFor(chat.ParticipantID(id), "system"))
}

// setTimer sets or moves a timer of the session.
func (w *work) setTimer(kind chat.TimerKind, id string, due time.Time) error {
	w.timersSet = true
	return w.tx.SetTimer(chat.Timer{SessionID: w.session.ID, Kind: kind, ID: id, DueAt: due})
}

func (w *work) clearTimer(kind chat.TimerKind) error {
	_, err := w.tx.ClearTimer(w.session.ID, kind, "")
	return err
}

// participant reads a participant of the session.
func (w *work) participant(id chat.ParticipantID) (*chat.Participant, error) {
	p, err := w.tx.Participant(w.session.ID, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, chat.Denied()
	}
	return &p, err
}
