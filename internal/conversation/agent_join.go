package conversation

import (
	"context"
	"errors"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Join has an agent take on a contact that waits in a queue. What runs there is
// interrupted, the whisper flows that were set run, the agent's first, and then
// agent and customer can talk. A repeat changes nothing.
//
// Errors: KindNotFound when there is no such contact or user, KindRejected when
// the contact is in no queue. spec: AssociateContactWithUser; Set whisper flow.
func (c *Conversations) Join(ctx context.Context, instance chat.InstanceID, id chat.ContactID, user string) (Identity, error) {
	contact, err := c.contactOf(ctx, instance, memberContact, id)
	if err != nil {
		return Identity{}, err
	}
	var p *chat.Participant
	var before chat.Seq
	var repeated bool
	err = c.update(ctx, contact.SessionID, func(w *work) error {
		u, err := w.user(user)
		if err != nil {
			return err
		}
		if u == nil {
			return chat.NotFound(memberUser, noUser)
		}
		if before, err = w.tx.LastSeq(w.session.ID); err != nil {
			return err
		}
		return w.at(id, func() (err error) {
			p, err = w.joined(id, chat.UserID(u.ID))
			if repeated = p != nil; err != nil || repeated {
				return err
			}
			p, err = w.join(id, chat.UserID(u.ID))
			return err
		})
	})
	if err != nil {
		return Identity{}, err
	}
	who := Identity{contact.SessionID, p.ID}
	if repeated {
		return who, nil
	}
	return who, c.listensFrom(ctx, who, before)
}

// joined finds the participant that a user is in the current contact already, nil
// when there is none.
func (w *work) joined(id chat.ContactID, user chat.UserID) (*chat.Participant, error) {
	if w.contact.ID != id || w.contact.Agent.UserID != user || !w.contact.Taken() {
		return nil, nil
	}
	return w.agentOf(id)
}

// agentOf finds the agent who has taken a contact on and has not left, nil when
// there is none.
func (w *work) agentOf(id chat.ContactID) (*chat.Participant, error) {
	ps, err := w.tx.Participants(w.session.ID)
	if err != nil {
		return nil, err
	}
	for i := range ps {
		if p := &ps[i]; p.Role == chat.RoleAgent && p.ContactID == id && !p.Gone() {
			return p, nil
		}
	}
	return nil, nil
}

// join has an agent take on the current contact, be it offered to somebody or not.
func (w *work) join(id chat.ContactID, user chat.UserID) (*chat.Participant, error) {
	if !w.session.Active() || w.contact.ID != id || !w.contact.Queued() || w.contact.Taken() {
		return nil, chat.Rejected(memberContact, notQueued)
	}
	if err := w.revokeOffer(); err != nil {
		return nil, err
	}
	a, err := w.agent(user)
	if err != nil {
		return nil, err
	}
	if a.In(w.session.ID) {
		return nil, chat.Rejected(memberUser, isThere)
	}
	p := w.asAgent(a.user)
	if err := w.tx.SaveParticipant(*p); err != nil {
		return nil, err
	}
	a.Take(w.asHeldBy(p), w.now)
	if err := w.saveAgent(a); err != nil {
		return nil, err
	}
	w.touchContact().Attempts++
	w.contact.Agent.ProfileID = a.Rules.ProfileID
	return p, w.takeOn(p)
}

// takeOn gives the contact its agent and begins what comes before they talk.
func (w *work) takeOn(p *chat.Participant) error {
	c := w.touchContact()
	c.Agent.UserID, c.Agent.AcceptedAt = p.UserID, w.now
	if err := w.offerEnds(); err != nil {
		return err
	}
	if c.Beside() {
		return w.joinBeside(p)
	}
	if err := w.interruptFlow(); err != nil {
		return err
	}
	begun, err := w.beginHooked(chat.HookAgentWhisper)
	if err != nil || begun {
		return err
	}
	return w.joinOn()
}

// interruptFlow ends what runs without running anything in its place.
func (w *work) interruptFlow() error {
	w.touchSession().Flow = nil
	if err := w.clearTimer(chat.TimerCall); err != nil {
		return err
	}
	return w.clearTimer(chat.TimerWait)
}

// joinOn goes on where a whisper is over: the agent's is followed by the
// customer's, for which the contact leaves its queue, and that by the talk. Chats
// have no whispers but those that were set.
// spec: Set the default whisper flow for a chat conversation.
func (w *work) joinOn() error {
	if w.contact.Queued() {
		w.touchContact().DequeuedAt = w.now
		if begun, err := w.beginHooked(chat.HookCustomerWhisper); err != nil || begun {
			return err
		}
	}
	return w.connectAgent()
}

// beginHooked starts the flow that was set for a joint, if there is one.
func (w *work) beginHooked(at chat.Hook) (begun bool, err error) {
	f, err := w.hooked(at)
	if err != nil || f == nil {
		return false, err
	}
	return true, w.beginFlow(f)
}

// connectAgent lets agent and customer talk.
func (w *work) connectAgent() error {
	p, err := w.agentOf(w.contact.ID)
	if err != nil {
		return err
	}
	if p == nil {
		return chat.Internal("connect an agent", errors.New("nobody has taken the contact on"))
	}
	w.touchContact().Agent.ConnectedAt = w.now
	p.ConnectedAt = w.now
	return w.arrive(p)
}
