package conversation

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/routing"
)

// OfferLife is how long an agent has to answer an offer.
// spec: Contact Control Panel, missed chats.
const OfferLife = 20 * time.Second

const notQueued = "the contact does not wait in a queue"

// isThere is said of an agent whom somebody wants to have in a chat once more.
const isThere = "the user takes part in the chat already"

// memberUser is the member by which operations name an agent.
const memberUser = "UserId"

// Offer offers a waiting contact to an agent, who then has a place less, and the
// contact is offered to nobody else until he answers or the time for it is over. It
// reports whether that was done: the contact may have gone meanwhile, the agent may
// have no place any more, or the user may be gone. Who accepts chats automatically
// has accepted it by then. spec: AutoAcceptConfig.
func (c *Conversations) Offer(ctx context.Context, session chat.SessionID, id chat.ContactID, user chat.UserID) (offered bool, err error) {
	var joined *chat.Participant
	var before chat.Seq
	err = c.update(ctx, session, func(w *work) error {
		offered, joined = false, nil
		return w.at(id, func() error {
			if !w.session.Active() || w.contact.ID != id || !w.contact.Waiting() {
				return nil
			}
			a, err := w.agent(user)
			if err != nil || a == nil || a.In(session) {
				return err
			}
			p := w.asAgent(a.user)
			if a.Offer(w.asHeldBy(p), w.now) != nil {
				return nil
			}
			offered = true
			if !a.user.AcceptsChats() {
				return w.offer(a, p)
			}
			joined = p
			if before, err = w.tx.LastSeq(session); err != nil {
				return err
			}
			if err := w.offer(a, p); err != nil {
				return err
			}
			return w.accept(a, p)
		})
	})
	if err == nil && joined != nil {
		err = c.listensFrom(ctx, Identity{session, joined.ID}, before)
	}
	return offered && err == nil, err
}

// offer notes that an agent, who has the contact before him, is offered it, as p.
func (w *work) offer(a *agent, p *chat.Participant) error {
	if err := w.tx.SaveParticipant(*p); err != nil {
		return err
	}
	w.touchContact().Agent = chat.AgentInfo{UserID: a.UserID, OfferedAt: w.now, ProfileID: a.Rules.ProfileID}
	w.contact.Attempts++
	if err := w.setTimer(chat.TimerOffer, string(w.contact.ID), w.now.Add(OfferLife)); err != nil {
		return err
	}
	return w.saveAgent(a)
}

// Assign offers a contact that waits in a queue, or is offered to somebody else, to
// an agent whom somebody has chosen, whatever he has to do. Who accepts chats
// automatically joins. Again it changes nothing.
//
// Errors: KindNotFound when there is no such contact or user, KindRejected when the
// contact is in no queue or the agent is offline. spec: AssociateContactWithUser.
func (c *Conversations) Assign(ctx context.Context, instance chat.InstanceID, id chat.ContactID, user string) error {
	u, err := c.Directory.User(ctx, instance, user)
	if err != nil {
		return err
	}
	if u.AcceptsChats() {
		_, err := c.Join(ctx, instance, id, u.ID)
		return err
	}
	contact, err := c.contactOf(ctx, instance, memberContact, id)
	if err != nil {
		return err
	}
	return c.update(ctx, contact.SessionID, func(w *work) error {
		return w.at(id, func() error { return w.assign(id, chat.UserID(u.ID)) })
	})
}

// assign offers the current contact to an agent whom somebody has chosen.
func (w *work) assign(id chat.ContactID, user chat.UserID) error {
	if !w.session.Active() || w.contact.ID != id || !w.contact.Queued() || w.contact.Taken() {
		return chat.Rejected(memberContact, notQueued)
	}
	if w.contact.Offered() && w.contact.Agent.UserID == user {
		return nil
	}
	if err := w.revokeOffer(); err != nil {
		return err
	}
	a, err := w.agent(user)
	if err != nil {
		return err
	}
	if a == nil {
		return chat.NotFound(memberUser, noUser)
	}
	if a.In(w.session.ID) {
		return chat.Rejected(memberUser, isThere)
	}
	p := w.asAgent(a.user)
	if err := a.Assign(w.asHeldBy(p), w.now); err != nil {
		return err
	}
	return w.offer(a, p)
}

// accept has an agent take on the contact that he is offered.
func (w *work) accept(a *agent, p *chat.Participant) error {
	if err := a.Accept(w.contact.ID, w.now); err != nil {
		return err
	}
	if err := w.saveAgent(a); err != nil {
		return err
	}
	w.touchContact().Agent.ProfileID = a.Rules.ProfileID
	return w.takeOn(p)
}

// asHeldBy is the current contact as an agent has it before him who takes part as p.
func (w *work) asHeldBy(p *chat.Participant) chat.AgentContact {
	return chat.AgentContact{
		ContactID: w.contact.ID, SessionID: w.session.ID, ParticipantID: p.ID, QueueID: w.contact.QueueID,
	}
}

// Accept has an agent take on a contact that he is offered. What runs in the queue
// is interrupted, the whisper flows that were set run, the agent's first, and then
// agent and customer can talk. Again it changes nothing.
//
// Errors: KindNotFound when there is no such contact or user, KindRejected when the
// contact is not offered to him. spec: AcceptContact of Streams; Set whisper flow.
func (c *Conversations) Accept(ctx context.Context, instance chat.InstanceID, user chat.UserID, id chat.ContactID) (Identity, error) {
	contact, err := c.contactOf(ctx, instance, memberContact, id)
	if err != nil {
		return Identity{}, err
	}
	var who Identity
	var before chat.Seq
	repeated := false
	err = c.update(ctx, contact.SessionID, func(w *work) error {
		a, err := w.agent(user)
		if err != nil {
			return err
		}
		if a == nil {
			return chat.NotFound(memberUser, noUser)
		}
		held := a.Contact(id)
		if held == nil {
			return a.Accept(id, w.now) // which says why not
		}
		who = Identity{w.session.ID, held.ParticipantID}
		if repeated = held.State == chat.AgentConnected; repeated {
			return nil
		}
		if before, err = w.tx.LastSeq(w.session.ID); err != nil {
			return err
		}
		p, err := w.participant(who.ParticipantID)
		if err != nil {
			return err
		}
		return w.at(id, func() error { return w.accept(a, p) })
	})
	if err != nil || repeated {
		return who, err
	}
	return who, c.listensFrom(ctx, who, before)
}

// Reject has an agent turn down a contact that he is offered, which waits in its
// place in the queue again. Again it changes nothing. KindNotFound; KindRejected
// when he has taken it on. spec: RejectContact of Streams.
func (c *Conversations) Reject(ctx context.Context, instance chat.InstanceID, user chat.UserID, id chat.ContactID) error {
	contact, err := c.contactOf(ctx, instance, memberContact, id)
	if err != nil {
		return err
	}
	return c.update(ctx, contact.SessionID, func(w *work) error {
		return w.at(id, func() error {
			if w.contact.ID == id && w.contact.Offered() && w.contact.Agent.UserID == user {
				return w.endOffer(chat.AgentRejected)
			}
			a, err := w.agent(user)
			if err != nil || a == nil {
				return err
			}
			return a.Decline(id, chat.AgentRejected, w.now)
		})
	})
}

// offerLapsed ends an offer that nobody has answered.
func (w *work) offerLapsed(id chat.ContactID) error {
	if w.contact.ID != id || !w.contact.Offered() {
		return nil
	}
	return w.endOffer(chat.AgentMissed)
}

// endOffer has the contact wait again, in its place, after its agent did not take
// it on.
func (w *work) endOffer(as chat.AgentContactState) error {
	err := w.withdraw(func(a *agent) error { return a.Decline(w.contact.ID, as, w.now) })
	if err != nil {
		return err
	}
	if w.contact.Beside() && w.contact.TargetUserID != "" {
		return w.inviteFails(chat.DisconnectAgent) // nobody else was asked
	}
	w.waitsForAgent()
	return nil
}

// revokeOffer takes an offer back, of a contact that goes or that another agent has
// taken on: the agent does not see it any more.
func (w *work) revokeOffer() error {
	if !w.contact.Offered() {
		return nil
	}
	return w.withdraw(func(a *agent) error {
		a.End(w.contact.ID, w.now)
		w.mayTakeMore(a)
		return nil
	})
}

// withdraw ends the contact's offer; how says what that means for the agent.
func (w *work) withdraw(how func(*agent) error) error {
	a, err := w.agent(w.contact.Agent.UserID)
	if err != nil {
		return err
	}
	if a != nil {
		if held := a.Contact(w.contact.ID); held != nil {
			if err := w.uninvite(held.ParticipantID); err != nil {
				return err
			}
		}
		if err := how(a); err != nil {
			return err
		}
		if err := w.saveAgent(a); err != nil {
			return err
		}
	}
	w.touchContact().Agent = chat.AgentInfo{}
	return w.offerEnds()
}

// offerEnds has nobody wait for the agent's answer any more.
func (w *work) offerEnds() error {
	_, err := w.tx.ClearTimer(w.session.ID, chat.TimerOffer, string(w.contact.ID))
	return err
}

// uninvite takes out a participant who never came.
func (w *work) uninvite(id chat.ParticipantID) error {
	p, err := w.participant(id)
	if err != nil || p.Gone() {
		return err
	}
	p.LeftAt = w.now
	return w.tx.SaveParticipant(*p)
}

// agentsEnd notes for all agents of the current contact, and of those beside it,
// that their part is over.
func (w *work) agentsEnd(reason chat.DisconnectReason) error {
	if err := w.revokeOffer(); err != nil || !w.contact.Taken() {
		return err
	}
	all, err := w.colleagues()
	if err != nil {
		return err
	}
	if err := w.lockAll(all); err != nil {
		return err
	}
	for _, p := range all {
		switch {
		case p.ContactID != w.contact.ID:
			err = w.additionEnds(p, reason)
		case w.contact.Joining():
			err = w.agentFails(p)
		default:
			err = w.agentEnds(p)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// agentFails notes that the contact was over before its agent could talk: he has no work
// after it. Other participants had no part in it.
func (w *work) agentFails(p *chat.Participant) error {
	if p.UserID == "" {
		return nil
	}
	a, err := w.agent(p.UserID)
	if err != nil || a == nil {
		return err
	}
	a.Fail(p.ContactID, w.now)
	w.nobodyAfter()
	return w.saveAgent(a)
}

// agentEnds notes that an agent's part in a contact is over: what follows is his
// after-contact work. Other participants have none.
func (w *work) agentEnds(p *chat.Participant) error {
	if p.UserID == "" {
		return nil
	}
	a, err := w.agent(p.UserID)
	if err != nil || a == nil {
		return err
	}
	held := a.Contact(p.ContactID)
	if held == nil || !held.State.Active() {
		return nil
	}
	a.End(p.ContactID, w.now)
	if err := w.partEnds(p); err != nil {
		return err
	}
	if err := w.limitAfter(a, p.ContactID); err != nil {
		return err
	}
	return w.saveAgent(a)
}

// LookAgain has the routing look for an agent at a time, if the contact waits then.
func (c *Conversations) LookAgain(ctx context.Context, session chat.SessionID, id chat.ContactID, at time.Time) error {
	return c.update(ctx, session, func(w *work) error {
		return w.at(id, func() error {
			if !w.session.Active() || w.contact.ID != id || !w.contact.Waiting() {
				return nil
			}
			// Every sweep asks once more.
			set, err := w.tx.Timer(session, chat.TimerRoute, string(id))
			if err != nil && !missing(err) || err == nil && set.DueAt.Equal(at) {
				return err
			}
			return w.setTimer(chat.TimerRoute, string(id), at)
		})
	})
}

// waitsForAgent has the routing look for an agent for the contact.
func (w *work) waitsForAgent() {
	look := routing.Look{Instance: w.session.InstanceID, Session: w.session.ID}
	if w.contact.Beside() {
		look.Contact = w.contact.ID
	}
	w.looks = append(w.looks, look)
}

// mayTakeMore has the routing look for a contact for an agent.
func (w *work) mayTakeMore(a *agent) {
	w.looks = append(w.looks, routing.Look{Instance: w.session.InstanceID, Agent: a.UserID})
}
