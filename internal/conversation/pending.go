package conversation

import (
	"context"
	"log/slog"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// A call to a bot, a function, a keeper, an identity provider or another chat is
// part of the session's state until it is answered: the transaction that asks for
// it stores it beside the parked flow, with a timer. The node that committed makes
// the call at once; should it die, the timer fires elsewhere and the call is made
// again, under the same key. The answer counts only while the flow still waits for
// this call, so the flow goes on once however often it was made.

const (
	// callGrace is how much longer than its limit a call is given before another
	// node believes that the one which made it is gone.
	callGrace = 5 * time.Second
	// relatedWithin is how long the change of another chat's contact may take.
	relatedWithin = 5 * time.Second
	// callAttempts is how often a call is begun anew before the flow is told
	// that it failed.
	callAttempts = 5
)

// pendingCall is a call that a flow waits for.
type pendingCall struct {
	// ID is the key under which the call can be told from others when it is made
	// again.
	ID       string               `json:"id"`
	Bot      *flow.AskBot         `json:"bot,omitempty"`
	Function *flow.InvokeFunction `json:"function,omitempty"`
	Consult  *flow.Consult        `json:"consult,omitempty"`
	Related  *relatedChange       `json:"related,omitempty"`
	Exchange *exchange            `json:"exchange,omitempty"`
	// Event is the function's event as it was when the flow asked.
	Event []byte `json:"event,omitempty"`
}

// limit is how long the call may take.
func (p *pendingCall) limit() time.Duration {
	switch {
	case p.Function != nil:
		return time.Duration(p.Function.Seconds) * time.Second
	case p.Consult != nil:
		return flow.ConsultTimeLimit * time.Second
	case p.Related != nil:
		return relatedWithin
	case p.Exchange != nil:
		return exchangeWithin
	}
	return flow.BotTimeLimit * time.Second
}

// parkCall stores the execution until the call is answered.
func (w *work) parkCall(st flow.State, call *pendingCall) error {
	if bot := call.Bot; bot != nil && bot.Opens {
		last, err := w.tx.LastSeq(w.session.ID)
		if err != nil {
			return err
		}
		w.heardTo, w.listenUntil = last, time.Time{}
	}
	call.ID = w.conversations.NewID()
	if err := w.parkState(st, 0, call); err != nil {
		return err
	}
	return w.hold(call, 0)
}

// hold has the call made once the transaction is committed, and made again by
// whoever comes by should no answer follow.
func (w *work) hold(call *pendingCall, attempts int) error {
	w.call = call
	w.timersSet = true
	return w.tx.SetTimer(chat.Timer{
		SessionID: w.session.ID, Kind: chat.TimerCall, Attempts: attempts,
		DueAt: w.now.Add(call.limit() + callGrace),
	})
}

// callAgain makes a call whose answer never came once more.
func (w *work) callAgain(t chat.Timer) error {
	if w.session.Flow == nil {
		return nil
	}
	p, _, err := readParked(w.session.Flow.State)
	if err != nil {
		return w.abandonFlow(err)
	}
	if p.Call == nil {
		return nil
	}
	if t.Attempts+1 >= callAttempts {
		return w.resume(refused("the call was begun several times and never came to an end"))
	}
	return w.hold(p.Call, t.Attempts+1)
}

// answerCall carries the flow on with the answer to a call, if it still waits
// for that one.
func (c *Conversations) answerCall(ctx context.Context, session chat.SessionID, id string, in flow.Input) {
	err := c.update(ctx, session, func(w *work) error {
		if w.session.Flow == nil {
			return nil
		}
		p, _, err := readParked(w.session.Flow.State)
		if err != nil || p.Call == nil || p.Call.ID != id {
			return nil // another one was answered meanwhile, or the flow is over
		}
		if err := w.clearTimer(chat.TimerCall); err != nil {
			return err
		}
		return w.resume(in)
	})
	if err != nil {
		c.Log.Warn("an answer could not be stored, the call will be made again",
			slog.String("session", string(session)), slog.Any("error", err))
	}
}
