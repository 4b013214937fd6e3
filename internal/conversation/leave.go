package conversation

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Leave takes a participant out of the chat. A customer who leaves ends it,
// unless DisconnectOnCustomerExit sends the session through its disconnect
// flow; when anybody else leaves and only the customer remains, the disconnect
// flow runs, or the chat ends for want of one. An agent who has not taken the
// contact on turns the offer down with it. Leaving again changes nothing.
//
// KindDenied for a participant who never was there.
// spec: DisconnectParticipant; Flow block in Amazon Connect: Set disconnect flow.
func (c *Conversations) Leave(ctx context.Context, who Identity) error {
	err := c.update(ctx, who.SessionID, func(w *work) error {
		p, err := w.participant(who.ParticipantID)
		if err != nil {
			return err
		}
		if p.Gone() || !w.session.Active() {
			return nil
		}
		if p.Role == chat.RoleCustomer {
			return w.customerLeaves(p)
		}
		offered := false
		err = w.at(p.ContactID, func() error {
			if offered = w.offeredTo(p); !offered {
				return nil
			}
			return w.endOffer(chat.AgentRejected)
		})
		if err != nil || offered {
			return err
		}
		return w.otherLeaves(p, chat.DisconnectAgent)
	})
	if chat.KindOf(err) == chat.KindNotFound {
		return chat.Denied() // the chat itself is not there
	}
	return err
}

// offeredTo reports whether a participant is an agent who is offered the current
// contact, or the one in its place: nobody leaves who was not there, and the customer
// goes on waiting.
func (w *work) offeredTo(p *chat.Participant) bool {
	return p.Role == chat.RoleAgent && p.ContactID == w.contact.ID && w.contact.Offered() && w.contact.Agent.UserID == p.UserID
}

// customerLeaves ends the chat. Where the disconnect flow is to run first, the
// customer has announced to leave but stays, to be asked by a survey for
// instance, until the flow ends or the customer leaves once more.
func (w *work) customerLeaves(p *chat.Participant) error {
	if err := w.announce(chat.EventParticipantLeft, p); err != nil {
		return err
	}
	detour, err := w.detour()
	if err != nil {
		return err
	}
	if !detour {
		p.LeftAt = w.now
		if err := w.tx.SaveParticipant(*p); err != nil {
			return err
		}
		return w.endSession(chat.DisconnectCustomer)
	}
	if err := w.dismissOthers(p.ID, chat.DisconnectCustomer); err != nil {
		return err
	}
	return w.customerRemains(chat.DisconnectCustomer)
}

// detour reports whether the disconnect flow runs before the chat of a customer who
// leaves is over. One who leaves that flow itself goes; but an agent whom the flow
// brought is taken out like the first one.
func (w *work) detour() (bool, error) {
	_, hooked := w.session.Hooks[chat.HookCustomerRemaining]
	if !w.session.DisconnectOnCustomerExit || !hooked {
		return false, nil
	}
	if w.contact.InitiationMethod != chat.InitiatedByDisconnect {
		return true, nil
	}
	alone, err := w.customerAlone()
	return !alone, err
}

// dismissOthers takes everyone but the customer out of the chat.
func (w *work) dismissOthers(customer chat.ParticipantID, reason chat.DisconnectReason) error {
	if err := w.lockColleagues(); err != nil {
		return err
	}
	ps, err := w.tx.Participants(w.session.ID)
	if err != nil {
		return err
	}
	for i := range ps {
		if p := &ps[i]; p.ID != customer && !p.Gone() {
			if err := w.dismiss(p, reason); err != nil {
				return err
			}
		}
	}
	return nil
}

// dismiss takes a participant out. One who never connected goes silently. What is
// beside the chat for his sake ends with him, for a reason.
func (w *work) dismiss(p *chat.Participant, reason chat.DisconnectReason) error {
	present := p.Present()
	p.LeftAt = w.now
	if err := w.tx.SaveParticipant(*p); err != nil {
		return err
	}
	if present {
		if err := w.announce(chat.EventParticipantLeft, p); err != nil {
			return err
		}
	}
	if p.ContactID != w.contact.ID {
		if err := w.at(p.ContactID, func() error { return w.endBeside(reason) }); err != nil {
			return err
		}
	}
	if p.UserID == "" {
		return nil
	}
	if err := w.agentEnds(p); err != nil || !present {
		return err
	}
	if err := w.colleaguesSee(); err != nil {
		return err
	}
	return w.agentGone(p)
}

// otherLeaves takes an agent or a bot out, for a reason, and sees who remains.
func (w *work) otherLeaves(p *chat.Participant, reason chat.DisconnectReason) error {
	if p.Role == chat.RoleAgent {
		if err := w.lockColleagues(); err != nil {
			return err
		}
	}
	if err := w.dismiss(p, reason); err != nil {
		return err
	}
	if p.Role == chat.RoleCustomBot && w.session.Awaits().Has(chat.AwaitsBotLeft) {
		return w.wake(chat.AwaitsBotLeft)
	}
	alone, err := w.customerAlone()
	if err != nil || !alone {
		return err
	}
	return w.customerRemains(reason)
}

// customerAlone reports whether nobody but the customer takes part. Supervisors are
// there for the sake of others.
func (w *work) customerAlone() (bool, error) {
	ps, err := w.tx.Participants(w.session.ID)
	if err != nil {
		return false, err
	}
	for i := range ps {
		if r := ps[i].Role; r != chat.RoleCustomer && r != chat.RoleSupervisor && ps[i].Present() {
			return false, nil
		}
	}
	return true, nil
}

// customerRemains ends the current contact and goes on with the disconnect
// flow in the next one, or ends the chat when none is set. What still runs for
// the contact is cancelled. spec: Flow block in Amazon Connect: Set disconnect flow.
func (w *work) customerRemains(reason chat.DisconnectReason) error {
	f, err := w.hooked(chat.HookCustomerRemaining)
	if err != nil {
		return err
	}
	if f == nil {
		return w.endSession(reason)
	}
	if err := w.nextContact(chat.InitiatedByDisconnect, reason, f.FlowID); err != nil {
		return err
	}
	return w.beginFlow(f)
}
