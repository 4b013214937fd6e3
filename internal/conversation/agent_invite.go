package conversation

import (
	"cmp"
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/routing"
)

const (
	// maxPeople is how many take part in a chat at most: the customer, its agent and
	// four more. spec: feature specifications, participants in one chat.
	maxPeople = 6
	// inviteLife is how long an invitation waits for an agent to take it up.
	inviteLife = 5 * time.Minute
)

// Invite asks another agent, or one of a queue, into the chat that an agent has, who
// stays. Whoever comes has a contact of his own beside the one that goes on; until
// then, and until somebody ends it, a participant who never comes stands for him. An
// invitation is over, and told to be a failed transfer, when the agent who was asked
// does not accept, or nobody of the queue within five minutes. One that waits already
// is not made again.
//
// Errors: KindDenied for who is no agent in the chat, KindNotFound and KindRejected
// for the destination, KindConflict while the instance does not have such chats,
// KindQuota when there is no room for another participant.
// client: amazon-connect-streams, contact.addParticipant; spec: multi-party chats.
func (c *Conversations) Invite(ctx context.Context, who Identity, to Destination) error {
	var refusal error
	err := c.update(ctx, who.SessionID, func(w *work) error {
		refusal = nil
		p, err := w.attendingAgent(who.ParticipantID)
		if err != nil {
			return err
		}
		waits, err := w.mayInvite(to)
		if err != nil || waits {
			return err
		}
		q, err := w.invitable(to)
		if refusal = err; refusal == nil {
			return w.sendInvitation(q, to.QuickConnect)
		}
		if unlessMissing(err) != nil {
			return err
		}
		return w.announce(chat.EventTransferFailed, p)
	})
	if err != nil {
		return err
	}
	return refusal
}

// attendingAgent reads an agent who takes part in a chat that goes on.
func (w *work) attendingAgent(id chat.ParticipantID) (*chat.Participant, error) {
	p, err := w.participant(id)
	if err != nil {
		return nil, err
	}
	if !w.session.Active() || !p.Present() || p.Role != chat.RoleAgent {
		return nil, chat.Denied()
	}
	return p, nil
}

// mayInvite looks whether the chat can have another participant, and whether there is
// such an invitation already.
func (w *work) mayInvite(to Destination) (waits bool, err error) {
	i, err := w.instance()
	if err != nil {
		return false, err
	}
	if i == nil || !i.Has(directory.MultiPartyChat) {
		return false, &chat.Error{Kind: chat.KindConflict, Detail: "the instance does not have " + directory.MultiPartyChat}
	}
	q, err := w.namedQueue(to.QueueID, to.UserID)
	if err != nil {
		return false, err
	}
	all, err := w.colleagues()
	if err != nil {
		return false, err
	}
	for _, p := range all {
		if !p.Invitation() || q == nil {
			continue
		}
		c, err := w.tx.Contact(p.ContactID)
		if err != nil {
			return false, err
		}
		if c.TargetQueueID == chat.QueueID(q.ID) {
			return true, nil
		}
	}
	return false, roomIn(all)
}

// roomIn is KindQuota when a chat with these people, and its customer, can have no
// other one. Supervisors do not count; bots do from when they are asked.
func roomIn(all []*chat.Participant) error {
	people := 1 // the customer
	for _, p := range all {
		// Who is offered a contact has an invitation beside him.
		if p.Role != chat.RoleSupervisor && (p.Present() || p.Invitation() || p.Role == chat.RoleCustomBot) {
			people++
		}
	}
	if people >= maxPeople {
		return &chat.Error{Kind: chat.KindQuota, Detail: "the chat has as many participants as there can be"}
	}
	return nil
}

// invitable finds the queue in which an invitation waits. The agent who is asked is
// somebody who is not there yet, and who has a status in which he could come.
func (w *work) invitable(to Destination) (*directory.Queue, error) {
	way, err := w.route(to)
	if err != nil {
		return nil, err
	}
	if owner := directory.OwnerOf(chat.QueueID(way.queue.ID)); owner != "" {
		a, err := w.agent(owner)
		switch {
		case err != nil:
			return nil, err
		case a == nil || !a.Routable():
			return nil, chat.Rejected("QuickConnectConfig", "the agent takes no contacts now")
		case a.In(w.session.ID):
			return nil, chat.Rejected("QuickConnectConfig", "the agent takes part in the chat")
		}
	}
	if problem, err := w.admits(way.queue); err != nil || problem == nil {
		return way.queue, err
	}
	return nil, chat.Rejected("QuickConnectConfig", "the queue takes no contacts now")
}

// sendInvitation has a contact beside the current one wait in a queue.
func (w *work) sendInvitation(q *directory.Queue, by chat.QuickConnect) error {
	c := chat.Contact{
		ID: chat.ContactID(w.conversations.NewID()), SessionID: w.session.ID, InstanceID: w.session.InstanceID,
		PreviousID: w.contact.ID, RelatedID: w.contact.RelatedID,
		InitiationMethod: chat.InitiatedByTransfer, InitiatedAt: w.now, ConnectedAt: w.now, UpdatedAt: w.now,
		TargetQueueID: chat.QueueID(q.ID), TargetUserID: directory.OwnerOf(chat.QueueID(q.ID)), QuickConnect: by,
		QueueID: chat.QueueID(q.ID), EnqueuedAt: w.now,
		Name: w.contact.Name, Description: w.contact.Description, References: w.contact.References,
		Tags: w.contact.Tags, SegmentAttributes: w.contact.SegmentAttributes,
	}
	if err := w.putContact(c); err != nil {
		return err
	}
	invited := &chat.Participant{
		ID: chat.ParticipantID(w.conversations.NewID()), SessionID: w.session.ID, ContactID: c.ID,
		Role: chat.RoleAgent, DisplayName: by.Name, CreatedAt: w.now,
	}
	if c.TargetUserID != "" {
		u, err := w.user(string(c.TargetUserID))
		if err != nil {
			return err
		}
		invited.DisplayName = cmp.Or(u.Spec.FirstName, u.Name)
	}
	if err := w.tx.SaveParticipant(*invited); err != nil {
		return err
	}
	// The name of a queue is for colleagues alone.
	told := *invited
	if c.TargetUserID == "" {
		told.DisplayName = ""
	}
	if err := w.announce(chat.EventParticipantInvited, &told); err != nil {
		return err
	}
	w.looks = append(w.looks, routing.Look{Instance: c.InstanceID, Session: c.SessionID, Contact: c.ID})
	if err := w.setTimer(chat.TimerInvite, string(c.ID), w.now.Add(inviteLife)); err != nil {
		return err
	}
	return w.colleaguesSee()
}

// invitation finds the participant who stands for who was invited into the contact
// that is in the place of the current one, nil when there is none.
func (w *work) invitation() (*chat.Participant, error) {
	all, err := w.colleagues()
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if p.ContactID == w.contact.ID && p.Invitation() {
			return p, nil
		}
	}
	return nil, nil
}

// inviteFails ends the invitation into the contact that is in the place of the
// current one.
func (w *work) inviteFails(reason chat.DisconnectReason) error {
	if !w.contact.Beside() || w.contact.Taken() || w.contact.Ended() {
		return nil
	}
	p, err := w.invitation()
	if err != nil {
		return err
	}
	if p != nil {
		told := *p
		if w.contact.TargetUserID == "" {
			told.DisplayName = ""
		}
		if err := w.announce(chat.EventTransferFailed, &told); err != nil {
			return err
		}
		if err := w.uninvite(p.ID); err != nil {
			return err
		}
	}
	if err := w.endBeside(reason); err != nil {
		return err
	}
	return w.colleaguesSee()
}

// joinBeside has an agent who was invited come into the chat.
func (w *work) joinBeside(p *chat.Participant) error {
	last, err := w.tx.LastSeq(w.session.ID)
	if err != nil {
		return err
	}
	c := w.touchContact()
	c.DequeuedAt, c.Agent.ConnectedAt, c.FirstSeq = w.now, w.now, last+1
	for _, kind := range []chat.TimerKind{chat.TimerInvite, chat.TimerRoute} {
		if _, err := w.tx.ClearTimer(w.session.ID, kind, string(c.ID)); err != nil {
			return err
		}
	}
	invited, err := w.invitation()
	if err != nil {
		return err
	}
	if invited != nil {
		if err := w.uninvite(invited.ID); err != nil {
			return err
		}
	}
	p.ConnectedAt = w.now
	if err := w.arrive(p); err != nil {
		return err
	}
	return w.colleaguesSee()
}

// Remove has an agent take another one out of the chat that both take part in, or
// end an invitation, or leave himself. Who is not there any more is out already. KindDenied for who is
// no agent in the chat, KindRejected for who is not to be taken out by agents.
// client: amazon-connect-streams, connection.destroy.
func (c *Conversations) Remove(ctx context.Context, who Identity, other chat.ParticipantID) error {
	return c.update(ctx, who.SessionID, func(w *work) error {
		if _, err := w.attendingAgent(who.ParticipantID); err != nil {
			return err
		}
		p, err := w.participant(other)
		switch {
		case err != nil:
			return err
		case other == who.ParticipantID:
			return w.otherLeaves(p, chat.DisconnectAgent)
		case p.Role != chat.RoleAgent:
			return chat.Rejected("connectionId", "only another agent can be taken out")
		case p.Invitation():
			return w.at(p.ContactID, func() error { return w.inviteFails(chat.DisconnectThirdParty) })
		case !p.Present():
			return nil
		}
		return w.dismiss(p, chat.DisconnectThirdParty)
	})
}
