package conversation

import (
	"context"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// SilenceLimit sets one of the limits of chat.RoleLimits.
type SilenceLimit struct {
	Role chat.Role
	// Disconnect says which of the role's two limits it is.
	Disconnect bool
	// After is 0 to have no such limit any more.
	After time.Duration
}

// LimitSilence changes how long participants of a chat, which any of its contacts
// may name, can say nothing. Limits that are not given stay as they are. What is
// set holds for the rest of the chat, from when the next agent joins.
//
// Errors: KindNotFound, and KindRejected when the chat has ended.
// spec: UpdateParticipantRoleConfig.
func (c *Conversations) LimitSilence(ctx context.Context, instance chat.InstanceID, id chat.ContactID, changes []SilenceLimit) error {
	contact, err := c.contactOf(ctx, instance, memberContact, id)
	if err != nil {
		return err
	}
	return c.update(ctx, contact.SessionID, func(w *work) error {
		if !w.session.Active() {
			return chat.Rejected(memberContact, "the contact has ended")
		}
		limits := w.session.RoleTimers.Config
		for _, change := range changes {
			change.apply(&limits)
		}
		if limits != w.session.RoleTimers.Config {
			w.touchSession().RoleTimers.Config = limits
		}
		return nil
	})
}

func (change *SilenceLimit) apply(limits *chat.RoleLimits) {
	l := limits.Of(change.Role)
	switch {
	case l == nil:
	case change.Disconnect:
		l.Disconnect = change.After
	default:
		l.Idle = change.After
	}
}

// agentConnected puts the limits of now into force, because an agent can talk to
// the customer from now on. They count from now for all who are there.
func (w *work) agentConnected() error {
	t := &w.session.RoleTimers
	if t.Config == t.InForce && t.InForce == (chat.RoleLimits{}) {
		return nil
	}
	w.touchSession()
	t.InForce = t.Config
	return w.silenceBegins()
}

// silenceBegins counts from now on how long those say nothing who are there, if
// agent and customer both are.
func (w *work) silenceBegins() error {
	ps, err := w.talking()
	if err != nil {
		return err
	}
	roles := map[chat.Role]bool{}
	for _, p := range ps {
		roles[p.Role] = true
	}
	if !roles[chat.RoleCustomer] || !roles[chat.RoleAgent] {
		return nil
	}
	for _, p := range ps {
		if err := w.react(p, w.silence().begins(p, w.now)); err != nil {
			return err
		}
	}
	return nil
}

// talking are the agents and the customer who are there.
func (w *work) talking() (people []*chat.Participant, err error) {
	ps, err := w.tx.Participants(w.session.ID)
	for i := range ps {
		if p := &ps[i]; p.Present() && (p.Role == chat.RoleCustomer || p.Role == chat.RoleAgent) {
			people = append(people, p)
		}
	}
	return people, err
}

// customerConnected counts from now on, when an agent has been waiting for the
// customer to arrive.
func (w *work) customerConnected() error {
	if w.session.RoleTimers.InForce == (chat.RoleLimits{}) {
		return nil
	}
	return w.silenceBegins()
}

// agentGone forgets an agent who has left. When it was the last one, silence is
// counted no more.
func (w *work) agentGone(p *chat.Participant) error {
	t := &w.session.RoleTimers
	if t.InForce == (chat.RoleLimits{}) {
		return nil
	}
	w.touchSession()
	w.silence().forget(p.ID)
	if err := w.stopSilence(p); err != nil {
		return err
	}
	ps, err := w.talking()
	if err != nil || slices.ContainsFunc(ps, func(other *chat.Participant) bool { return other.Role == chat.RoleAgent && other.ID != p.ID }) {
		return err
	}
	t.InForce, t.Idle = chat.RoleLimits{}, nil
	for _, other := range ps {
		if err := w.stopSilence(other); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) stopSilence(p *chat.Participant) error {
	_, err := w.tx.ClearTimer(w.session.ID, chat.TimerSilence, string(p.ID))
	return err
}

// spoke notes that a participant has said something.
func (w *work) spoke(p *chat.Participant) error {
	return w.react(p, w.silence().speaks(p, w.now))
}

// silent looks at a participant whose timer is due, and before that at those whose
// timers have been due for longer: when the server was away it has read them all
// at once, and one that it has set again since.
func (w *work) silent(t chat.Timer) error {
	for {
		first, err := w.silentBefore(t)
		if err != nil {
			return err
		}
		if first == nil {
			return w.silentNow(t)
		}
		if err := w.silentNow(*first); err != nil {
			return err
		}
	}
}

// silentBefore takes the first of the timers of silence that were due before
// another, nil when there is none.
func (w *work) silentBefore(t chat.Timer) (first *chat.Timer, err error) {
	ps, err := w.talking()
	if err != nil {
		return nil, err
	}
	for _, p := range ps {
		other, err := w.tx.Timer(w.session.ID, chat.TimerSilence, string(p.ID))
		switch {
		case missing(err):
		case err != nil:
			return nil, err
		case other.DueAt.Before(t.DueAt) && (first == nil || other.DueAt.Before(first.DueAt)):
			first = &other
		}
	}
	if first != nil {
		_, err = w.tx.ClearTimer(first.SessionID, first.Kind, first.ID)
	}
	return first, err
}

func (w *work) silentNow(t chat.Timer) error {
	id := chat.ParticipantID(t.ID)
	p, err := w.tx.Participant(w.session.ID, id)
	if missing(err) || err == nil && !p.Present() {
		return nil
	}
	if err != nil {
		return err
	}
	s := w.silence()
	limit, _ := s.next(&p)
	spoke, err := w.lastSpoke(id, t.DueAt.Add(-limit))
	if err != nil {
		return err
	}
	return w.react(&p, s.due(&p, spoke, t.DueAt, w.now))
}

// lastSpoke finds when a participant last said something after a time, zero when
// it did not.
func (w *work) lastSpoke(id chat.ParticipantID, since time.Time) (time.Time, error) {
	const batch = 100
	q := store.ItemQuery{SessionID: w.session.ID, Direction: store.Backward, Limit: batch}
	for {
		items, err := w.tx.Items(q)
		if err != nil {
			return time.Time{}, err
		}
		for i := range items {
			item := &items[i]
			switch {
			case !item.Time.After(since):
				return time.Time{}, nil
			case item.ParticipantID == id && item.Answers() != 0:
				return item.Time, nil
			}
		}
		if len(items) < batch || items[batch-1].Seq == 1 {
			return time.Time{}, nil
		}
		q.From = items[batch-1].Seq - 1
	}
}

// silence is the rules, on the session as it is.
func (w *work) silence() silence {
	t := &w.session.RoleTimers
	return silence{&t.InForce, &t.Idle}
}

// react does what follows for a participant.
func (w *work) react(p *chat.Participant, r reaction) error {
	if r.tell != "" {
		w.touchSession()
		if err := w.signal(r.tell, p); err != nil {
			return err
		}
	}
	if r.timed {
		if err := w.timeSilence(p, r.due); err != nil {
			return err
		}
	}
	if !r.disconnect {
		return nil
	}
	return w.autoDisconnect()
}

func (w *work) timeSilence(p *chat.Participant, due time.Time) error {
	if due.IsZero() {
		return w.stopSilence(p)
	}
	return w.setTimer(chat.TimerSilence, string(p.ID), due)
}

// signal tells all of a participant what has no place in transcripts.
// spec: Set up chat timeouts for chat participants.
func (w *work) signal(contentType string, p *chat.Participant) error {
	_, _, err := w.append(chat.Item{
		Type: chat.TypeEvent, ContentType: contentType, Unlisted: true,
		ParticipantID: p.ID, Role: p.Role, DisplayName: p.DisplayName,
	})
	return err
}

// autoDisconnect takes all but the customer out, and goes on with who remains.
func (w *work) autoDisconnect() error {
	ps, err := w.talking()
	if err != nil {
		return err
	}
	for _, p := range ps {
		if p.Role == chat.RoleCustomer {
			if err := w.dismissOthers(p.ID, chat.DisconnectIdle); err != nil {
				return err
			}
		}
	}
	return w.customerRemains(chat.DisconnectIdle)
}
