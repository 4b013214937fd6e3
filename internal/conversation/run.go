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
	return w.beginAfter(0, f)
}

// beginAfter starts a flow that follows another one at once, out of the same step
// budget: flows that begin each other without end would have none.
func (w *work) beginAfter(steps int, f *directory.Runnable) error {
	return w.run(f.Document, flow.NewState(flow.Beginning{
		FlowID: flow.ID(f.FlowID), Content: string(f.ContentID), Type: f.Type, Seed: w.conversations.Seed(),
		Logging: w.session.FlowLogging, Steps: steps,
	}), flow.Start{})
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

// resume carries the parked flow on with an input.
func (w *work) resume(in flow.Input) error {
	return w.resumeWith(func() flow.Input { return in })
}

// resumeWith carries the parked flow on, in the content that it was parked in:
// what was published since is for others. The input is made once it is known what
// the flow remembers.
func (w *work) resumeWith(input func() flow.Input) error {
	execution := w.session.Flow
	if execution == nil {
		return nil
	}
	p, st, err := readParked(execution.State)
	if err != nil {
		return w.abandonFlow(err)
	}
	doc, err := w.content(execution.ContentID)
	if err != nil {
		return err
	}
	if doc == nil {
		return w.abandonFlow(errors.New("the flow's content is not kept"))
	}
	if err := w.clearTimer(chat.TimerWait); err != nil {
		return err
	}
	st.Content = string(execution.ContentID) // executions of old did not know it
	w.remember(p)
	in := input()
	if p.SignIn != nil {
		if err := w.signInOver(p.SignIn, in); err != nil {
			return err
		}
	}
	return w.run(doc, st, in)
}

// run is the trampoline between the pure interpreter and the session: the
// interpreter says what to do next, the session does it and says how it went.
func (w *work) run(doc *flow.Document, st flow.State, in flow.Input) error {
	began := w.contact.ID // where the action began that the input is for
	for range maxCommands {
		w.flowType = st.Type
		step, err := flow.Advance(doc, st, in, &env{w})
		if err != nil {
			return w.abandonFlow(err)
		}
		if w.envNeeds != nil {
			return w.envNeeds
		}
		w.noteActions(began, st, &step)
		if step.State.Logging != w.session.FlowLogging {
			w.touchSession().FlowLogging = step.State.Logging
		}
		st, doc, began = step.State, step.Document, w.contact.ID
		switch cmd := step.Command.(type) {
		case flow.Disconnect:
			return w.endSession(chat.DisconnectContactFlow)
		case flow.End:
			w.steps = st.Steps
			return w.flowEnded(cmd)
		default:
			if in, err = w.carryOut(st, cmd); err != nil || in == nil {
				return err
			}
		}
	}
	return w.abandonFlow(errors.New("too many commands without a wait"))
}

// carryOut does what the interpreter asks for; without an input to go on with,
// the execution is parked.
func (w *work) carryOut(st flow.State, cmd flow.Command) (flow.Input, error) {
	switch cmd := cmd.(type) {
	case flow.Wait:
		return w.park(st, cmd)
	case flow.Listen:
		return w.listen(st, cmd)
	case flow.AskBot:
		return w.askBot(st, cmd)
	case flow.InvokeFunction:
		return w.invoke(st, cmd)
	case flow.Consult:
		return w.consult(st, cmd)
	case flow.SignIn:
		return w.signIn(st, cmd)
	case flow.UpdateAttributes:
		if cmd.Target == flow.TargetRelated {
			return w.changeRelated(st, relatedChange{Attributes: cmd.Attributes})
		}
	case flow.UpdateData:
		if cmd.Target == flow.TargetRelated {
			return w.changeRelated(st, relatedChange{Data: &cmd})
		}
	}
	return w.perform(cmd)
}

// park stores the execution until its timer or one of its events.
func (w *work) park(st flow.State, cmd flow.Wait) (flow.Input, error) {
	var awaits chat.Awaits
	for _, e := range cmd.Events {
		switch e {
		case flow.EventCustomerReturned:
			awaits |= chat.AwaitsCustomer
		case flow.EventBotParticipantDisconnected:
			present, err := w.botPresent()
			if err != nil {
				return nil, err
			}
			if !present {
				return flow.Result{Error: flow.ErrorParticipantNotFound, Note: "no bot takes part"}, nil
			}
			awaits |= chat.AwaitsBotLeft
		}
	}
	if err := w.parkState(st, awaits, nil); err != nil {
		return nil, err
	}
	return nil, w.setTimer(chat.TimerWait, "", w.now.Add(time.Duration(cmd.Seconds)*time.Second))
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

// flowEnded decides what an execution that is over means for the contact. After a
// whisper its agent goes on joining. A contact that waits in a queue, or in which
// somebody takes part besides the customer, goes on; in all other places nothing
// would ever follow, so the chat ends. See docs/divergences.md.
func (w *work) flowEnded(end flow.End) error {
	w.touchSession().Flow = nil
	if end.Failed() {
		w.conversations.Log.Warn("flow ended without wanting to",
			slog.String("contact", string(w.contact.ID)), slog.String("reason", string(end.Reason)),
			slog.String("action", string(end.Action)), slog.String("error", string(end.Error)))
	}
	if end.Reason == flow.EndQueued {
		return w.beginQueueFlow()
	}
	if w.contact.Joining() {
		return w.joinOn()
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
