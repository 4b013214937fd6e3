package conversation

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// Fire carries out a timer that is due. A timer that is no longer set, or was set
// to a later time since it was read, has been overtaken by something else and is
// ignored, so firing one twice, or on two nodes, happens once.
func (c *Conversations) Fire(ctx context.Context, t chat.Timer) error {
	if t.Kind == chat.TimerArchive {
		return c.archiveDue(ctx, ended{t.SessionID, chat.ContactID(t.ID)})
	}
	err := c.update(ctx, t.SessionID, func(w *work) error {
		set, err := w.takeTimer(t)
		if err == nil && set != nil && set.Kind == chat.TimerAfter {
			return w.afterIsOver(chat.ContactID(set.ID))
		}
		if err != nil || set == nil || !w.session.Active() {
			return err
		}
		switch set.Kind {
		case chat.TimerExpiry:
			return w.endSession(chat.DisconnectExpired)
		case chat.TimerFirstConnect:
			return w.endSession(chat.DisconnectNeverConnected)
		case chat.TimerWait:
			return w.resume(flow.Timeout{})
		case chat.TimerSilence:
			return w.silent(*set)
		case chat.TimerRoute, chat.TimerOffer, chat.TimerInvite:
			return w.at(chat.ContactID(set.ID), func() error { return w.waitedFor(*set) })
		case chat.TimerCall:
			return w.callAgain(*set)
		}
		return nil
	})
	if chat.KindOf(err) == chat.KindNotFound && err != nil {
		return nil
	}
	return err
}

// waitedFor carries out what was to follow if nobody had taken a contact on by then.
func (w *work) waitedFor(t chat.Timer) error {
	switch {
	case t.Kind == chat.TimerOffer:
		return w.offerLapsed(chat.ContactID(t.ID))
	case t.Kind == chat.TimerInvite:
		return w.inviteFails(chat.DisconnectExpired)
	case w.contact.Waiting():
		w.waitsForAgent()
		return w.stepExpires(t)
	}
	return nil
}

// takeTimer removes a timer if it is due as it stands now, and returns it so; nil
// when it is not.
func (w *work) takeTimer(t chat.Timer) (*chat.Timer, error) {
	set, err := w.tx.Timer(t.SessionID, t.Kind, t.ID)
	if missing(err) || err == nil && set.DueAt.After(w.now) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	_, err = w.tx.ClearTimer(t.SessionID, t.Kind, t.ID)
	return &set, err
}
