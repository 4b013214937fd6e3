package conversation

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// maxCommands bounds the commands of one transaction. The interpreter has a
// step budget of its own; this one also counts what it asks for between steps.
const maxCommands = 4 * flow.MaxSteps

// beginFlow starts a flow on the current contact and runs it to where it first
// waits.
func (w *work) beginFlow(f *directory.Runnable) error {
	st := flow.NewState(flow.Beginning{
		FlowID: flow.ID(f.FlowID), Type: f.Type, Seed: w.conversations.Seed(),
	})
	return w.run(f, st, flow.Start{})
}

// wake tells the parked flow that something it waits for has happened. Without
// such a flow it does nothing.
func (w *work) wake(what chat.Awaits) error {
	event := flow.EventCustomerReturned
	if what == chat.AwaitsBotLeft {
		event = flow.EventBotParticipantDisconnected
	}
	if !w.session.Awaits().Has(what) {
		return nil
	}
	return w.resume(flow.Occurred{Event: event})
}

// resume carries the parked flow on with an input, in the content that it was
// parked in: what was published since is for others.
func (w *work) resume(in flow.Input) error {
	parked := w.session.Flow
	if parked == nil {
		return nil
	}
	st, err := flow.ParseState(parked.State)
	if err != nil {
		return w.abandonFlow(err)
	}
	doc, err := w.content(parked.ContentID)
	if err != nil {
		return err
	}
	if doc == nil {
		return w.abandonFlow(errors.New("the flow's content is not kept"))
	}
	if err := w.clearTimer(chat.TimerWait); err != nil {
		return err
	}
	f := directory.Runnable{FlowID: parked.FlowID, Type: st.Type, ContentID: parked.ContentID, Document: doc}
	return w.run(&f, st, in)
}

// run is the trampoline between the pure interpreter and the session: the
// interpreter says what to do next, the session does it and says how it went.
func (w *work) run(f *directory.Runnable, st flow.State, in flow.Input) error {
	for range maxCommands {
		step, err := flow.Advance(f.Document, st, in, &env{w})
		if err != nil {
			return w.abandonFlow(err)
		}
		if w.envNeeds != nil {
			return w.envNeeds
		}
		st = step.State
		if step.Document != f.Document { // gone on in the one that was loaded
			f = w.loaded
		}
		switch cmd := step.Command.(type) {
		case flow.Wait:
			name, err := w.park(f.ContentID, st, cmd)
			if err != nil || name == "" {
				return err
			}
			in = flow.Result{Error: name}
		case flow.Disconnect:
			return w.endSession(chat.DisconnectContactFlow)
		case flow.End:
			return w.flowEnded(cmd)
		default:
			if in, err = w.perform(cmd); err != nil {
				return err
			}
		}
	}
	return w.abandonFlow(errors.New("too many commands without a wait"))
}

// park stores the execution until its timer or one of its events.
func (w *work) park(content chat.FlowContentID, st flow.State, cmd flow.Wait) (flow.ErrorName, error) {
	var awaits chat.Awaits
	for _, e := range cmd.Events {
		switch e {
		case flow.EventCustomerReturned:
			awaits |= chat.AwaitsCustomer
		case flow.EventBotParticipantDisconnected:
			present, err := w.botPresent()
			if err != nil {
				return "", err
			}
			if !present {
				return flow.ErrorParticipantNotFound, nil
			}
			awaits |= chat.AwaitsBotLeft
		}
	}
	raw, err := st.Encode()
	if err != nil {
		return "", err
	}
	w.touchSession().Flow = &chat.Execution{
		FlowID: chat.FlowID(st.FlowID), ContentID: content, State: raw, Awaits: awaits,
	}
	return "", w.setTimer(chat.TimerWait, "", w.now.Add(time.Duration(cmd.Seconds)*time.Second))
}

func (w *work) botPresent() (bool, error) {
	ps, err := w.tx.Participants(w.session.ID)
	if err != nil {
		return false, err
	}
	for i := range ps {
		if ps[i].Role == chat.RoleCustomBot && !ps[i].Gone() {
			return true, nil
		}
	}
	return false, nil
}

// flowEnded decides what an execution that is over means for the contact. A
// contact that waits in a queue, or in which somebody takes part besides the
// customer, goes on; in all other places nothing would ever follow, so the chat
// ends. See docs/divergences.md.
func (w *work) flowEnded(end flow.End) error {
	w.touchSession().Flow = nil
	if end.Failed() {
		w.conversations.Log.Warn("flow ended without wanting to",
			slog.String("contact", string(w.contact.ID)), slog.String("reason", string(end.Reason)),
			slog.String("action", string(end.Action)), slog.String("error", string(end.Error)))
	}
	if w.contact.Queued() {
		return nil
	}
	alone, err := w.customerAlone()
	if err != nil || !alone {
		return err
	}
	return w.endSession(chat.DisconnectContactFlow)
}

// abandonFlow ends an execution that cannot go on through no will of its own.
func (w *work) abandonFlow(why error) error {
	w.conversations.Log.Error("flow abandoned", slog.String("contact", string(w.contact.ID)),
		slog.String("cause", fmt.Sprint(why)))
	return w.flowEnded(flow.End{Reason: flow.EndFinished})
}
