package conversation

import (
	"slices"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
)

// at runs fn with a contact in the place of the current one if it is of the same
// session, beside the chain, and goes on; otherwise with the current one. What is
// said meanwhile is still part of the current one.
func (w *work) at(id chat.ContactID, fn func() error) error {
	if id == w.contact.ID {
		return fn()
	}
	c, err := w.earlier(id)
	if missing(err) || err == nil && (c.SessionID != w.session.ID || !c.Beside() || c.Ended()) {
		return fn()
	}
	if err != nil {
		return err
	}
	current, changed := w.contact, w.changed.contact
	w.contact, w.changed.contact = c, false
	if err = fn(); err == nil {
		err = w.saveContact()
	}
	w.contact, w.changed.contact = current, changed
	return err
}

// endBeside ends a contact beside the chain, which fn of at has in the place of the
// current one: an invitation, or an agent's part in a chat that may go on.
func (w *work) endBeside(reason chat.DisconnectReason) error {
	if !w.contact.Beside() || w.contact.Ended() {
		return nil
	}
	if err := w.revokeOffer(); err != nil {
		return err
	}
	for _, kind := range []chat.TimerKind{chat.TimerInvite, chat.TimerRoute} {
		if _, err := w.tx.ClearTimer(w.session.ID, kind, string(w.contact.ID)); err != nil {
			return err
		}
	}
	last, err := w.tx.LastSeq(w.session.ID)
	if err != nil {
		return err
	}
	c := w.touchContact()
	c.DisconnectedAt, c.DisconnectReason, c.LastSeq = w.now, reason, last
	if c.FirstSeq == 0 {
		c.FirstSeq = last + 1
	}
	return nil
}

// colleagues are those of a session who have not left and are no customers: agents, who
// was invited, bots. Those who are users come in the order in which their agents are
// to be locked.
func (w *work) colleagues() ([]*chat.Participant, error) {
	ps, err := w.tx.Participants(w.session.ID)
	if err != nil {
		return nil, err
	}
	var all []*chat.Participant
	for i := range ps {
		if p := &ps[i]; p.Role != chat.RoleCustomer && !p.Gone() {
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(a, b *chat.Participant) int {
		return strings.Compare(string(a.UserID), string(b.UserID))
	})
	return all, nil
}

// lockColleagues locks the agents of a session, before a change that touches several:
// in an order of its own the change would wait for another one that waits for it.
func (w *work) lockColleagues() error {
	all, err := w.colleagues()
	if err != nil {
		return err
	}
	return w.lockAll(all)
}

func (w *work) lockAll(people []*chat.Participant) error {
	for _, p := range people {
		if p.UserID == "" || len(people) == 1 {
			continue
		}
		if _, err := w.tx.Agent(w.session.InstanceID, p.UserID); err != nil && !missing(err) {
			return err
		}
	}
	return nil
}

// colleaguesSee has those of a session told that something changed which they see of it.
func (w *work) colleaguesSee() error {
	all, err := w.colleagues()
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.UserID != "" {
			w.events = append(w.events, fanout.AgentChanged(w.session.InstanceID, p.UserID))
		}
	}
	return nil
}

// additionEnds ends the part of somebody who was added to the chat, or invited.
func (w *work) additionEnds(p *chat.Participant, reason chat.DisconnectReason) error {
	if err := w.at(p.ContactID, func() error { return w.endBeside(reason) }); err != nil {
		return err
	}
	if p.Invitation() {
		return w.uninvite(p.ID)
	}
	if p.Role == chat.RoleSupervisor {
		if err := w.monitorEnds(p); err != nil {
			return err
		}
	}
	return w.agentEnds(p)
}
