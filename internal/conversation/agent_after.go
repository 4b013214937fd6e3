package conversation

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/routing"
)

// Dismiss clears a contact from before an agent, which frees its place and ends his
// after-contact work. What is not before him is cleared already. KindNotFound for the
// user, KindRejected while he is offered the contact or takes part in it.
// spec: DismissUserContact; ClearContact of Streams.
func (c *Conversations) Dismiss(ctx context.Context, instance chat.InstanceID, user chat.UserID, id chat.ContactID) error {
	u, err := c.Directory.User(ctx, instance, string(user))
	if err != nil {
		return err
	}
	contact, err := c.contactOf(ctx, instance, memberContact, id)
	if unlessMissing(err) != nil {
		return err
	}
	if err != nil { // it is not kept any more
		return c.changeAgent(ctx, instance, user, func(a routing.Agent, now time.Time) error { return a.Clear(id, now) })
	}
	return c.update(ctx, contact.SessionID, func(w *work) error { return w.clear(id, chat.UserID(u.ID)) })
}

// clear takes a contact of the session from before an agent.
func (w *work) clear(id chat.ContactID, user chat.UserID) error {
	a, err := w.agent(user)
	if err != nil || a == nil {
		return err
	}
	if a.Contact(id) == nil {
		return nil
	}
	if err := a.Clear(id, w.now); err != nil {
		return err
	}
	if err := w.saveAgent(a); err != nil {
		return err
	}
	if a.Free() {
		w.looks = append(w.looks, routing.Look{Instance: w.session.InstanceID, Agent: a.UserID})
	}
	if _, err := w.tx.ClearTimer(w.session.ID, chat.TimerAfter, string(id)); err != nil {
		return err
	}
	return w.agentDone(id, user)
}

// limitAfter sets an end to an agent's work after a contact, where his settings have
// one. spec: AfterContactWorkConfig, AfterContactWorkTimeLimit.
func (w *work) limitAfter(a *agent, id chat.ContactID) error {
	limit := a.user.AfterChats()
	if held := a.Contact(id); limit == 0 || held == nil || held.State != chat.AgentEnded {
		return nil
	}
	return w.setTimer(chat.TimerAfter, string(id), w.now.Add(limit))
}

// afterIsOver clears a contact from before its agent, whose time for the work after it
// is over.
func (w *work) afterIsOver(id chat.ContactID) error {
	c, err := w.tx.Contact(id)
	if missing(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return w.clear(id, c.Agent.UserID)
}

// partEnds notes in his contact that an agent's part is over and his work after it
// begins.
func (w *work) partEnds(p *chat.Participant) error {
	return w.recordAgent(p.ContactID, func(a *chat.AgentInfo) bool {
		if a.UserID != p.UserID || a.AcceptedAt.IsZero() || !a.EndedAt.IsZero() {
			return false
		}
		a.EndedAt = w.now
		return true
	})
}

// agentDone notes in a contact that its agent has finished his work after it.
func (w *work) agentDone(id chat.ContactID, user chat.UserID) error {
	return w.recordAgent(id, func(a *chat.AgentInfo) bool {
		if a.UserID != user || a.EndedAt.IsZero() || !a.ClearedAt.IsZero() {
			return false
		}
		a.ClearedAt = w.now
		return true
	})
}

// recordAgent changes what a contact of the session, be it the current one or not,
// says of its agent.
func (w *work) recordAgent(id chat.ContactID, change func(*chat.AgentInfo) bool) error {
	if w.contact.ID == id {
		if change(&w.contact.Agent) {
			w.touchContact()
		}
		return nil
	}
	earlier, err := w.earlier(id)
	if missing(err) {
		return nil
	}
	if err != nil || !change(&earlier.Agent) {
		return err
	}
	earlier.UpdatedAt = w.now
	return w.putContact(earlier)
}

// nobodyAfter ends the part of an agent who is gone from the directory, whom the contact
// was taken from, or to whom it failed: nobody has work after it that could be cleared.
func (w *work) nobodyAfter() {
	a := &w.contact.Agent
	if w.contact.Taken() && a.EndedAt.IsZero() {
		a.EndedAt, a.ClearedAt = w.now, w.now
	}
}
