package conversation

import (
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Desk is what an agent has before him.
type Desk struct {
	chat.Agent
	// Cases are his contacts, in the order of Agent.Contacts. One whose retention is
	// over is not among them.
	Cases []Case
}

// Case is a contact with what its agent sees of it.
type Case struct {
	Held    chat.AgentContact
	Contact chat.Contact
	Session chat.Session
	// People are the participants of the chat, oldest first.
	People []chat.Participant
}

// Desk reads an agent; one who never was any has no status and nothing before him.
// The parts are read one after another: a change meanwhile is told of as an event of
// the agent, after which they are to be read again.
func (c *Conversations) Desk(ctx context.Context, instance chat.InstanceID, user chat.UserID) (Desk, error) {
	a, err := c.Store.Agent(ctx, instance, user)
	if missing(err) {
		a, err = chat.Agent{InstanceID: instance, UserID: user}, nil
	}
	if err != nil {
		return Desk{}, explain(err)
	}
	d := Desk{Agent: a}
	for _, held := range a.Contacts {
		one, err := c.readCase(ctx, held)
		if missing(err) {
			continue
		}
		if err != nil {
			return Desk{}, explain(err)
		}
		d.Cases = append(d.Cases, one)
	}
	return d, nil
}

func (c *Conversations) readCase(ctx context.Context, held chat.AgentContact) (_ Case, err error) {
	one := Case{Held: held}
	if one.Contact, err = c.Store.Contact(ctx, held.ContactID); err != nil {
		return one, err
	}
	if one.Session, err = c.Store.Session(ctx, held.SessionID); err != nil {
		return one, err
	}
	one.People, err = c.Store.Participants(ctx, held.SessionID)
	return one, err
}

// Held finds one of an agent's contacts; found is false when he does not have it.
func (c *Conversations) Held(ctx context.Context, instance chat.InstanceID, user chat.UserID, id chat.ContactID) (held chat.AgentContact, found bool, err error) {
	a, err := c.Store.Agent(ctx, instance, user)
	if missing(err) {
		return chat.AgentContact{}, false, nil
	}
	if err != nil {
		return chat.AgentContact{}, false, explain(err)
	}
	if one := a.Contact(id); one != nil {
		return *one, true, nil
	}
	return chat.AgentContact{}, false, nil
}

// Had reports whether an agent has, or ever had, a contact before him.
func (c *Conversations) Had(ctx context.Context, instance chat.InstanceID, user chat.UserID, id chat.ContactID) (bool, error) {
	if _, found, err := c.Held(ctx, instance, user, id); err != nil || found {
		return found, err
	}
	contact, err := c.contactOf(ctx, instance, memberContact, id)
	if chat.KindOf(err) == chat.KindNotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	people, err := c.Store.Participants(ctx, contact.SessionID)
	if err != nil {
		return false, explain(err)
	}
	return slices.ContainsFunc(people, func(p chat.Participant) bool {
		return p.Role == chat.RoleAgent && p.UserID == user && p.ContactID == id
	}), nil
}
