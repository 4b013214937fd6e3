package conversation

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Stop ends the chat that a contact belongs to, whatever it is doing. Of a contact
// beside the chain it ends that one alone: the part of an agent who was added or of a
// supervisor, or an invitation; but with the last agent's the chat ends.
// KindContactNotFound when there is no such contact or it is over.
// spec: StopContact.
func (c *Conversations) Stop(ctx context.Context, instance chat.InstanceID, id chat.ContactID) error {
	gone := &chat.Error{Kind: chat.KindContactNotFound, Member: "ContactId", Detail: "the contact does not exist or has ended"}
	contact, err := c.contactOf(ctx, instance, memberContact, id)
	if chat.KindOf(err) == chat.KindNotFound {
		return gone
	}
	if err != nil {
		return err
	}
	return c.update(ctx, contact.SessionID, func(w *work) error {
		if !w.session.Active() || w.contact.ID != id && contact.Ended() {
			return gone
		}
		if contact.Beside() {
			return w.stopBeside(id, gone)
		}
		return w.endSession(chat.DisconnectAPI)
	})
}

// stopBeside ends a contact beside the chain; gone is the error for one that is over.
func (w *work) stopBeside(id chat.ContactID, gone error) error {
	if err := w.lockColleagues(); err != nil {
		return err
	}
	c, err := w.earlier(id)
	if err != nil {
		return err
	}
	if c.Ended() {
		return gone
	}
	if !c.Taken() {
		return w.at(id, func() error { return w.inviteFails(chat.DisconnectAPI) })
	}
	all, err := w.colleagues()
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.ContactID != id || p.UserID != c.Agent.UserID {
			continue
		}
		if err := w.dismiss(p, chat.DisconnectAPI); err != nil {
			return err
		}
	}
	alone, err := w.customerAlone()
	if err != nil || !alone {
		return err
	}
	return w.endSession(chat.DisconnectAPI)
}

// endSession ends the chat: the flow is cancelled, everyone is told, the current
// contact ends for the reason given, no timer is left but those that archive and those
// that end agents' work after it.
func (w *work) endSession(reason chat.DisconnectReason) error {
	s := w.touchSession()
	s.Flow = nil
	if _, _, err := w.append(chat.Item{Type: chat.TypeEvent, ContentType: chat.EventChatEnded}); err != nil {
		return err
	}
	s.State, s.EndedAt = chat.SessionEnded, w.now
	if err := w.tx.ClearTimers(s.ID, chat.TimerArchive, chat.TimerAfter); err != nil {
		return err
	}
	return w.endContact(reason)
}

// endContact ends the current contact. Its transcript is complete from here on,
// and a durable timer sees to it that it is archived.
func (w *work) endContact(reason chat.DisconnectReason) error {
	if err := w.agentsEnd(reason); err != nil {
		return err
	}
	last, err := w.tx.LastSeq(w.session.ID)
	if err != nil {
		return err
	}
	w.nobodyAfter()
	c := w.touchContact()
	c.DisconnectedAt, c.DisconnectReason, c.LastSeq = w.now, reason, last
	c.Archive = chat.Archive{Key: archive.Key(w.conversations.ArchivePrefix, *c)}
	w.archive = append(w.archive, c.ID)
	return w.setTimer(chat.TimerArchive, string(c.ID), w.now.Add(archiveGrace))
}

// nextContact ends the current contact and goes on with a new one. The working
// queue, the relation to the past and what the customer's front end gave carry
// over. spec: Contact records data model, PreviousContactId.
func (w *work) nextContact(how chat.InitiationMethod, reason chat.DisconnectReason, f chat.FlowID) error {
	if err := w.endContact(reason); err != nil {
		return err
	}
	id := chat.ContactID(w.conversations.NewID())
	w.contact.NextID = id
	prior := w.contact
	if err := w.putContact(prior); err != nil {
		return err
	}
	w.contact = chat.Contact{
		ID: id, SessionID: prior.SessionID, InstanceID: prior.InstanceID, Segment: prior.Segment + 1,
		PreviousID: prior.ID, RelatedID: prior.RelatedID,
		InitiationMethod: how, InitiatedAt: w.now, ConnectedAt: w.now, UpdatedAt: w.now,
		FlowID: f, TargetQueueID: prior.TargetQueueID,
		Name: prior.Name, Description: prior.Description, References: prior.References,
		Tags: prior.Tags, SegmentAttributes: prior.SegmentAttributes,
		FirstSeq: prior.LastSeq + 1,
	}
	s := w.touchSession()
	s.ContactID, s.Flow = id, nil
	s.Contacts++
	w.changed.contact = true
	if err := w.clearTimer(chat.TimerCall); err != nil {
		return err
	}
	return w.clearTimer(chat.TimerWait)
}
