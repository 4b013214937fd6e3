package routing

import (
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Rules are what an agent's routing profile says of him.
type Rules struct {
	ProfileID string
	// Places is how many contacts he has at once.
	Places int
	// SinceInbound counts how long he has been idle from the last contact that he
	// took on; otherwise from the end of his last one. spec: AgentAvailabilityTimer.
	SinceInbound bool
}

// Agent is an agent with the rules that hold for him. Its methods change the agent;
// each returns an error of the domain and then has changed nothing.
type Agent struct {
	*chat.Agent
	Rules
}

// Free reports whether he can be offered a contact now.
func (a Agent) Free() bool { return a.Routable() && a.Taken() < a.Places }

// SetStatus has him take a status now. What he has before him stays.
// spec: PutUserStatus; PutAgentState of Streams.
func (a Agent) SetStatus(s chat.AgentStatus, now time.Time) {
	was := a.Routable()
	a.Next = nil
	if s.ID != a.Status.ID {
		s.Since = now
		a.Status = s
	}
	if a.Routable() && !was {
		a.IdleSince = now
	}
}

// SetNext has him take a status as soon as he has no contact before him, and be
// offered none until then unless that status is routable. With nothing before him
// he takes it now. spec: PutAgentState of Streams, enqueueNextState.
func (a Agent) SetNext(s chat.AgentStatus, now time.Time) {
	if len(a.Contacts) == 0 {
		a.SetStatus(s, now)
		return
	}
	s.Since = now
	a.Next = &s
}

// Offer puts a contact before him. KindRejected when he has no place for it.
func (a Agent) Offer(c chat.AgentContact, now time.Time) error {
	if !a.Free() || a.Contact(c.ContactID) != nil {
		return chat.Rejected("UserId", "the agent takes no contact now")
	}
	c.State = chat.AgentConnecting
	a.put(c, now)
	return nil
}

// Assign puts a contact before him that somebody wants him to have, be there a place
// or not, and also one that he missed before. KindRejected when he is offline, or has
// the contact. spec: AssociateContactWithUser.
func (a Agent) Assign(c chat.AgentContact, now time.Time) error {
	held := a.Contact(c.ContactID)
	switch {
	case a.Status.ID == "" || a.Status.Type == chat.AgentOffline:
		return chat.Rejected("UserId", "the agent is offline")
	case held != nil && held.State.Active():
		return chat.Rejected("UserId", "the agent has the contact")
	}
	a.Contacts = slices.DeleteFunc(a.Contacts, func(have chat.AgentContact) bool { return have.ContactID == c.ContactID })
	c.State = chat.AgentConnecting
	a.put(c, now)
	return nil
}

// Take gives him a contact without asking, be he free or not. A contact that is
// before him already becomes his. What he is to monitor does not end his being idle.
func (a Agent) Take(c chat.AgentContact, now time.Time) {
	a.Contacts = slices.DeleteFunc(a.Contacts, func(have chat.AgentContact) bool { return have.ContactID == c.ContactID })
	c.State = chat.AgentConnected
	a.put(c, now)
	if c.Monitors == "" {
		a.IdleSince = now
	}
}

func (a Agent) put(c chat.AgentContact, now time.Time) {
	c.Since = now
	a.Contacts = append(a.Contacts, c)
}

// Accept has him take on what he was offered. Again it changes nothing.
// KindRejected when he is not offered the contact.
func (a Agent) Accept(id chat.ContactID, now time.Time) error {
	c := a.Contact(id)
	switch {
	case c != nil && c.State == chat.AgentConnected:
		return nil
	case c == nil || c.State != chat.AgentConnecting:
		return chat.Rejected("contactId", "the contact is not offered to the agent")
	}
	c.State, c.Since = chat.AgentConnected, now
	a.IdleSince = now
	return nil
}

// Decline ends an offer in a state: missed, rejected or failed. Again, or after the
// contact was cleared, it changes nothing. KindRejected when he has taken it on.
func (a Agent) Decline(id chat.ContactID, as chat.AgentContactState, now time.Time) error {
	c := a.Contact(id)
	switch {
	case c == nil || !c.State.Active():
		return nil
	case c.State == chat.AgentConnected:
		return chat.Rejected("contactId", "the agent has taken the contact on")
	}
	c.State, c.Since = as, now
	a.IdleSince = now
	return nil
}

// End notes that his part in a contact is over; he clears it after his work on it.
// An offer that is over because the contact is goes by itself.
func (a Agent) End(id chat.ContactID, now time.Time) {
	c := a.Contact(id)
	switch {
	case c == nil || !c.State.Active():
	case c.State == chat.AgentConnecting:
		a.remove(id, now)
	default:
		c.State, c.Since = chat.AgentEnded, now
	}
}

// Fail notes that a contact which he took on was over before he and the customer could
// talk. He clears it like one that he missed. spec: About contact states, ERROR.
func (a Agent) Fail(id chat.ContactID, now time.Time) {
	if c := a.Contact(id); c != nil && c.State == chat.AgentConnected {
		c.State, c.Since = chat.AgentFailed, now
	}
}

// Clear takes a contact from before him, which frees its place. What is not before
// him is cleared already. KindRejected while he is offered it or takes part.
// spec: DismissUserContact; ClearContact of Streams.
func (a Agent) Clear(id chat.ContactID, now time.Time) error {
	c := a.Contact(id)
	switch {
	case c == nil:
		return nil
	case c.State.Active():
		return chat.Rejected("ContactId", "the contact goes on")
	}
	if !a.SinceInbound && c.State == chat.AgentEnded && c.Monitors == "" {
		a.IdleSince = now
	}
	a.remove(id, now)
	return nil
}

// remove frees a place, and has the next status follow when it was the last one.
func (a Agent) remove(id chat.ContactID, now time.Time) {
	a.Contacts = slices.DeleteFunc(a.Contacts, func(c chat.AgentContact) bool { return c.ContactID == id })
	if len(a.Contacts) == 0 && a.Next != nil {
		a.SetStatus(*a.Next, now)
	}
}
