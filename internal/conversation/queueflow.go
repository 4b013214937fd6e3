package conversation

import (
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// requeueSteps is what a move from queue to queue takes from the step budget, besides
// the action's own step: each makes a contact, with a transcript and all [I].
const requeueSteps = flow.MaxSteps / 20

// beginQueueFlow starts what runs while a contact waits in a queue: the flow that
// was hooked, or else the instance's own. Without either the contact just waits.
// It begins when the flow that queued the contact is over. When that was a queue
// flow itself, which took the contact from queue to queue, it goes on with its step
// budget: such a flow may be hooked to where it leads, again and again.
// spec: Flow block in Amazon Connect: Set customer queue flow.
func (w *work) beginQueueFlow() error {
	f, err := w.queueFlow()
	if err != nil || f == nil {
		return err
	}
	if w.flowType == flow.TypeCustomerQueue {
		return w.beginAfter(w.steps+requeueSteps, f)
	}
	return w.beginFlow(f)
}

func (w *work) queueFlow() (*directory.Runnable, error) {
	if f, err := w.hooked(chat.HookCustomerQueue); err != nil || f != nil {
		return f, err
	}
	i, err := w.instance()
	if err != nil || i == nil {
		return nil, err
	}
	id := i.Spec.Defaults[chat.HookCustomerQueue]
	if id == "" {
		return nil, nil
	}
	return w.flow(string(id))
}

// hooked is the flow that was set for a joint of the session; nil when none was, it
// is gone, or is not of the type that belongs there, as nobody checked of old.
func (w *work) hooked(at chat.Hook) (*directory.Runnable, error) {
	id, set := w.session.Hooks[at]
	if !set {
		return nil, nil
	}
	f, err := w.flow(string(id))
	if err != nil || f == nil || f.Type != flow.TypeForHook(flow.Hook(at)) {
		return nil, err
	}
	return f, nil
}
