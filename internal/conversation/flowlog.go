package conversation

import (
	"log/slog"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// logActions writes one line for each action that a flow has completed, once the
// transaction is committed: of all of them while the flow has its logs switched
// on, and otherwise of those that could not do what they are for, with the reason.
// What was said, and the values that flows work with, are not told.
// spec: UpdateFlowLoggingBehavior; Flow logs.
func (c *Conversations) logActions(w *work) {
	for _, ran := range w.ran {
		if !ran.logged && (ran.entry.Error == "" || ran.entry.Note == "") {
			continue
		}
		e := &ran.entry
		args := []any{
			slog.String("contact", string(ran.contact)), slog.String("flow", string(e.FlowID)),
			slog.String("action", string(e.Action)), slog.String("type", string(e.Type)),
		}
		for _, more := range []struct{ key, value string }{
			{"error", string(e.Error)}, {"next", string(e.Next)}, {"note", e.Note},
		} {
			if more.value != "" {
				args = append(args, slog.String(more.key, more.value))
			}
		}
		c.Log.Info("flow action", args...)
	}
}

// switchesLogs is the action that switches the logs of a flow on and off.
const switchesLogs flow.ActionType = "UpdateFlowLoggingBehavior"

// noteActions keeps what a step of the interpreter has done for the log. The
// switch counts from its own action on. The first action began in a contact that it
// may have ended; all that follow belong to the current one.
func (w *work) noteActions(began chat.ContactID, before flow.State, step *flow.Step) {
	logged := before.Logging
	for _, e := range step.Trace {
		if e.Type == switchesLogs {
			logged = step.State.Logging
		}
		w.ran = append(w.ran, ranAction{began, logged, e})
		began = w.contact.ID
	}
}
