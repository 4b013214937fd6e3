package conversation_test

import (
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/routing"
)

// free reports whether the agent should be offered something, by the status that he
// asked for and what he has.
func (d *deskOf) free(a routing.Agent) bool {
	wants := d.status == chat.AgentRoutable && (d.next == "" || d.next == chat.AgentRoutable)
	return wants && taken(a) < d.places
}

// taken is how many of an agent's places are: what he monitors takes none.
func taken(a routing.Agent) (n int) {
	for _, c := range a.Contacts {
		if c.Monitors == "" {
			n++
		}
	}
	return n
}

// holdStatus fails the test unless an agent has the status that he asked for, or will
// have it once he has nothing before him any more.
func (f *floor) holdStatus(d *deskOf, before, a routing.Agent) {
	var next chat.AgentStatusType
	if a.Next != nil {
		next = a.Next.Type
	}
	kept := slices.ContainsFunc(before.Contacts, func(c chat.AgentContact) bool {
		return a.Contact(c.ContactID) != nil && !d.cleared[c.ContactID]
	})
	switch {
	case d.next == chat.AgentRoutable && d.status == chat.AgentRoutable:
		d.next = next // which makes no difference, and contacts come while others go
	case d.next != "" && !kept:
		d.status, d.next = d.next, ""
	}
	if a.Status.Type != d.status || next != d.next {
		f.t.Errorf("%s is %q and then %q, want %q and then %q", d.user, a.Status.Type, next, d.status, d.next)
	}
}

// holdOffers fails the test when an agent was offered what he may not have: a contact
// of a queue that is not his, before its delay, for which he is not good enough, that
// he had before him already, or any while he takes none.
func (f *floor) holdOffers(d *deskOf, a routing.Agent, before, now scene) {
	for i, c := range a.Contacts {
		if slices.ContainsFunc(a.Contacts[:i], func(other chat.AgentContact) bool { return other.ContactID == c.ContactID }) {
			f.t.Errorf("%s has %s twice", d.user, c.ContactID)
		}
		if c.ContactID == d.assigned {
			continue // whatever he has to do
		}
		was := before.agents[d.user].Contact(c.ContactID)
		if was != nil && !was.State.Active() && c.State.Active() && !d.cleared[c.ContactID] {
			f.t.Errorf("%s has %s %s, which was %s and which he has not cleared", d.user, c.ContactID, c.State, was.State)
		}
		if was != nil && !d.cleared[c.ContactID] || c.State != chat.AgentConnecting {
			continue
		}
		if d.status != chat.AgentRoutable || d.next != "" && d.next != chat.AgentRoutable {
			f.t.Errorf("%s was offered %s, and is %q and then %q", d.user, c.ContactID, d.status, d.next)
		}
		stored, err := f.store.Contact(context.Background(), c.ContactID)
		f.check(err)
		// Whether he has it already was looked at before.
		w := chat.Waiting{SessionID: c.SessionID, ContactID: c.ContactID, QueueID: stored.QueueID, EnqueuedAt: stored.EnqueuedAt}
		if !f.may(d, routing.Agent{Agent: &chat.Agent{}}, w, now.at) {
			f.t.Errorf("%s was offered %s of %s at %v, and may not have it", d.user, c.ContactID, w.QueueID, now.at)
		}
	}
}
