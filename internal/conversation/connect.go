package conversation

import (
	"context"
	"errors"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// Identity is who a token says is calling.
type Identity struct {
	SessionID     chat.SessionID
	ParticipantID chat.ParticipantID
}

// Attendance is a participant in a session that goes on.
type Attendance struct {
	Session     chat.Session
	Participant chat.Participant
}

// speaker is what does not change about a participant.
type speaker struct {
	role chat.Role
	name string
}

// missing reports whether err says that a row does not exist.
func missing(err error) bool { return errors.Is(err, store.ErrNotFound) }

// Attend finds a participant who may act: the session goes on and the
// participant has not left. Anything else is KindDenied, the same for all
// reasons. It only reads.
func (c *Conversations) Attend(ctx context.Context, who Identity) (Attendance, error) {
	s, err := c.Store.Session(ctx, who.SessionID)
	if missing(err) || err == nil && !s.Active() {
		return Attendance{}, chat.Denied()
	}
	if err != nil {
		return Attendance{}, explain(err)
	}
	p, err := c.Store.Participant(ctx, who.SessionID, who.ParticipantID)
	if missing(err) || err == nil && p.Gone() {
		return Attendance{}, chat.Denied()
	}
	if err != nil {
		return Attendance{}, explain(err)
	}
	return Attendance{s, p}, nil
}

// Left reports whether a participant has left, or was taken out of, a chat that goes on.
func (c *Conversations) Left(ctx context.Context, who Identity) (bool, error) {
	s, err := c.Store.Session(ctx, who.SessionID)
	if missing(err) || err == nil && !s.Active() {
		return false, nil
	}
	if err != nil {
		return false, explain(err)
	}
	p, err := c.Store.Participant(ctx, who.SessionID, who.ParticipantID)
	return p.Gone(), explain(err)
}

// Hear is Attend for one who may also hear and read what is said: everybody but an
// agent who was offered the contact and has not taken it on. So may supervisors whom
// nobody sees.
func (c *Conversations) Hear(ctx context.Context, who Identity) (Attendance, error) {
	a, err := c.Attend(ctx, who)
	if err != nil || a.Participant.UserID == "" || a.Participant.Present() {
		return a, err
	}
	contact, err := c.Store.Contact(ctx, a.Participant.ContactID)
	if err != nil {
		return Attendance{}, explain(err)
	}
	if !contact.Taken() || contact.Agent.UserID != a.Participant.UserID {
		return Attendance{}, chat.Denied()
	}
	return a, nil // while the whispers run, or silently
}

// Connect notes that a participant connects, for the first time or again. Only
// the first one is an event: it announces the participant and starts what is
// pushed to the participant's sockets there. Later ones, such as a refresh of
// the page or another device, change nothing and only read.
//
// It gives KindDenied when the chat has ended or the participant has left.
// spec: CreateParticipantConnection.
func (c *Conversations) Connect(ctx context.Context, who Identity) (Attendance, error) {
	a, err := c.Attend(ctx, who)
	if err != nil || !a.Participant.ConnectedAt.IsZero() || a.Participant.UserID != "" {
		return a, err // agents arrive when they take a contact on, see Join
	}
	var before chat.Seq
	var first bool
	err = c.update(ctx, who.SessionID, func(w *work) error {
		p, err := w.participant(who.ParticipantID)
		if err != nil {
			return err
		}
		if !w.session.Active() || p.Gone() || !p.ExpiresAt.IsZero() && w.now.After(p.ExpiresAt) {
			return chat.Denied()
		}
		if before, err = w.tx.LastSeq(who.SessionID); err != nil {
			return err
		}
		a = Attendance{w.session, *p}
		if first = p.ConnectedAt.IsZero(); !first {
			return nil
		}
		p.ConnectedAt = w.now
		a.Participant = *p
		return w.arrive(p)
	})
	if err != nil {
		return Attendance{}, err
	}
	if !first {
		return a, nil
	}
	return a, c.listensFrom(ctx, who, before)
}

// listensFrom notes where what is pushed to a participant begins: what was said
// before is in the transcript, its sockets get what follows. No node has the place
// yet. The caller may be gone; nobody else will note it.
func (c *Conversations) listensFrom(ctx context.Context, who Identity, before chat.Seq) error {
	return explain(c.Store.SaveCursors(context.WithoutCancel(ctx), []store.Cursor{{
		SessionID: who.SessionID, ParticipantID: who.ParticipantID, Seq: before, SavedAt: c.Clock.Now(),
	}}))
}

// arrive announces a participant.
func (w *work) arrive(p *chat.Participant) error {
	if err := w.tx.SaveParticipant(*p); err != nil {
		return err
	}
	if err := w.announce(chat.EventParticipantJoined, p); err != nil {
		return err
	}
	switch p.Role {
	case chat.RoleAgent:
		return w.agentConnected()
	case chat.RoleCustomer:
		return w.customerArrives()
	}
	return nil
}

// customerArrives tells a customer whose chat continues a past one that its
// client can load the past. client: amazon-connect-chatjs onChatRehydrated.
func (w *work) customerArrives() error {
	if err := w.clearTimer(chat.TimerFirstConnect); err != nil {
		return err
	}
	if err := w.customerConnected(); err != nil {
		return err
	}
	if w.session.Link != nil {
		if err := w.announceRehydrated(); err != nil {
			return err
		}
	}
	return w.signInAwaited()
}
