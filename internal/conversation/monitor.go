package conversation

import (
	"context"
	"crypto/sha256"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

const (
	monitorOperation = "MonitorContact"
	// maxMonitors is how many supervisors may be in a chat, and maxBarged how many of
	// them heard. spec: feature specifications, silent monitors, barge.
	maxMonitors = 5
	maxBarged   = 1
)

// Monitor brings a supervisor into a chat that an agent has, where nobody sees him; he
// reads and hears all that agents do, from the beginning. most is what he may go on to.
// He has a contact of his own beside the one that goes on, and ends with it. The same
// token again gives the same contact again. Whether he is permitted to is the
// caller's to say.
//
// Errors: KindNotFound for the contact and the user; KindRejected when no agent talks
// in the contact, or the user is offline or in the chat already; KindQuota;
// KindConflict for a token that was used for something else. spec: MonitorContact.
func (c *Conversations) Monitor(ctx context.Context, instance chat.InstanceID, id chat.ContactID, user string, most chat.Monitoring, clientToken string) (chat.ContactID, error) {
	contact, err := c.contactOf(ctx, instance, memberContact, id)
	if err != nil {
		return "", err
	}
	digest := sha256.Sum256([]byte(string(id) + "\x00" + user + "\x00" + string(most)))
	var answer struct{ Contact chat.ContactID }
	var who Identity
	var before chat.Seq
	replayed := false
	err = c.update(ctx, contact.SessionID, func(w *work) error {
		answer.Contact = chat.ContactID(c.NewID())
		if replayed, err = w.claim(monitorOperation, clientToken, digest[:], &answer); err != nil || replayed {
			if chat.KindOf(err) == chat.KindRejected && err != nil {
				return &chat.Error{Kind: chat.KindConflict, Member: "ClientToken", Detail: "was used before with another request"}
			}
			return err
		}
		if before, err = w.tx.LastSeq(w.session.ID); err != nil {
			return err
		}
		p, err := w.monitor(answer.Contact, user, most, &contact)
		if err == nil {
			who = Identity{w.session.ID, p.ID}
		}
		return err
	})
	if err != nil || replayed {
		return answer.Contact, err
	}
	return answer.Contact, c.listensFrom(ctx, who, before)
}

// monitor puts a supervisor into the chat of a contact, under a contact of an id.
func (w *work) monitor(id chat.ContactID, user string, most chat.Monitoring, of *chat.Contact) (*chat.Participant, error) {
	u, err := w.user(user)
	if err != nil {
		return nil, err
	}
	if u == nil {
		return nil, chat.NotFound(memberUser, noUser)
	}
	if of.Ended() || ofNoAgent(of) || !w.session.Active() || !w.contact.Taken() || w.contact.Agent.ConnectedAt.IsZero() {
		return nil, chat.Rejected(memberContact, "no agent talks in the contact")
	}
	if err := w.mayMonitor(chat.UserID(u.ID)); err != nil {
		return nil, err
	}
	a, err := w.agent(chat.UserID(u.ID))
	if err != nil {
		return nil, err
	}
	if a == nil || a.Status.ID == "" || a.Status.Type == chat.AgentOffline {
		return nil, chat.Rejected(memberUser, "the user is offline")
	}
	last, err := w.tx.LastSeq(w.session.ID)
	if err != nil {
		return nil, err
	}
	beside := chat.Contact{
		ID: id, SessionID: w.session.ID, InstanceID: w.session.InstanceID, PreviousID: w.contact.ID, RelatedID: w.contact.RelatedID,
		InitiationMethod: chat.InitiatedByMonitor, InitiatedAt: w.now, ConnectedAt: w.now, UpdatedAt: w.now,
		Agent: chat.AgentInfo{UserID: a.UserID, AcceptedAt: w.now, ConnectedAt: w.now},
		Name:  w.contact.Name, Description: w.contact.Description, References: w.contact.References,
		Tags: w.contact.Tags, SegmentAttributes: w.contact.SegmentAttributes, FirstSeq: last + 1,
	}
	if err := w.putContact(beside); err != nil {
		return nil, err
	}
	p := w.asAgent(u)
	p.Role, p.ContactID = chat.RoleSupervisor, id
	if err := w.tx.SaveParticipant(*p); err != nil {
		return nil, err
	}
	a.Take(chat.AgentContact{ContactID: id, SessionID: w.session.ID, ParticipantID: p.ID, Monitors: most}, w.now)
	return p, w.saveAgent(a)
}

// ofNoAgent reports whether a contact is that of a supervisor, or of somebody who has
// not come, in the chat of others.
func ofNoAgent(c *chat.Contact) bool {
	return c.Beside() && (c.InitiationMethod == chat.InitiatedByMonitor || c.Agent.ConnectedAt.IsZero())
}

// Unmonitor takes an agent out of all that he monitors, as if he had left: he may not
// any more, which is the caller's to say. Again it changes nothing.
func (c *Conversations) Unmonitor(ctx context.Context, a *chat.Agent) error {
	for _, held := range a.Contacts {
		if held.Monitors == "" || !held.State.Active() {
			continue
		}
		if err := c.Leave(ctx, Identity{held.SessionID, held.ParticipantID}); err != nil && chat.KindOf(err) != chat.KindDenied {
			return err
		}
	}
	return nil
}

// mayMonitor looks whether there is room for a supervisor who is not there yet.
func (w *work) mayMonitor(user chat.UserID) error {
	all, err := w.colleagues()
	if err != nil {
		return err
	}
	monitors := 0
	for _, p := range all {
		if p.UserID == user {
			return chat.Rejected(memberUser, isThere)
		}
		if p.Role == chat.RoleSupervisor {
			monitors++
		}
	}
	if monitors >= maxMonitors {
		return &chat.Error{Kind: chat.KindQuota, Detail: "the chat has as many supervisors as there can be"}
	}
	return nil
}

// Barge makes a supervisor who monitors a chat heard and seen in it, or has him listen
// silently again. Again it changes nothing. KindDenied for who does not monitor it,
// KindRejected for who may only listen, KindQuota while another one is heard.
// client: amazon-connect-streams, contact.bargeIn, silentMonitor.
func (c *Conversations) Barge(ctx context.Context, who Identity, heard bool) error {
	return c.update(ctx, who.SessionID, func(w *work) error {
		p, err := w.participant(who.ParticipantID)
		if err != nil {
			return err
		}
		if !w.session.Active() || p.Gone() || p.Role != chat.RoleSupervisor {
			return chat.Denied()
		}
		if p.Present() == heard {
			return nil
		}
		if heard {
			if err := w.mayBarge(p); err != nil {
				return err
			}
			p.ConnectedAt = w.now
			err = w.announce(chat.EventParticipantJoined, p)
		} else {
			err = w.announce(chat.EventParticipantLeft, p)
			p.ConnectedAt = time.Time{}
		}
		if err != nil {
			return err
		}
		if err := w.tx.SaveParticipant(*p); err != nil {
			return err
		}
		return w.colleaguesSee()
	})
}

func (w *work) mayBarge(p *chat.Participant) error {
	a, err := w.tx.Agent(w.session.InstanceID, p.UserID)
	if err != nil && !missing(err) {
		return err
	}
	if held := a.Contact(p.ContactID); held == nil || held.Monitors != chat.MonitorsBarge {
		return chat.Rejected("targetMonitorMode", "the supervisor may only listen")
	}
	all, err := w.colleagues()
	if err != nil {
		return err
	}
	heard := 0
	for _, other := range all {
		if other.Role == chat.RoleSupervisor && other.Present() {
			heard++
		}
	}
	if heard >= maxBarged {
		return &chat.Error{Kind: chat.KindQuota, Detail: "another supervisor is heard in the chat"}
	}
	return nil
}

// monitorEnds takes a supervisor out whose contact has ended.
func (w *work) monitorEnds(p *chat.Participant) error {
	if p.Present() && w.session.Active() {
		if err := w.announce(chat.EventParticipantLeft, p); err != nil {
			return err
		}
	}
	p.LeftAt = w.now
	return w.tx.SaveParticipant(*p)
}
