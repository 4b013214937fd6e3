package conversation

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// Fire carries out a timer that is due. A timer that is no longer set has been
// overtaken by something else and is ignored, so firing one twice, or on two
// nodes, happens once.
func (c *Conversations) Fire(ctx context.Context, t chat.Timer) error {
	if t.Kind == chat.TimerArchive {
		return c.archiveContact(ctx, t.SessionID, chat.ContactID(t.ID))
	}
	err := c.update(ctx, t.SessionID, func(w *work) error {
		set, err := w.tx.ClearTimer(t.SessionID, t.Kind, t.ID)
		if err != nil || !set || !w.session.Active() {
			return err
		}
		switch t.Kind {
		case chat.TimerExpiry:
			return w.endSession(chat.DisconnectExpired)
		case chat.TimerFirstConnect:
			return w.endSession(chat.DisconnectNeverConnected)
		case chat.TimerWait:
			return w.resume(flow.Timeout{})
		}
		return nil
	})
	if chat.KindOf(err) == chat.KindNotFound && err != nil {
		return nil
	}
	return err
}
