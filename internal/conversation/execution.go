package conversation

import (
	"encoding/json"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// parked is a flow between two transactions: the interpreter's state, and what
// the host has to remember with it. It is what chat.Execution.State holds.
type parked struct {
	State json.RawMessage `json:"state"`
	// Heard is the last item of the session that the flow has heard, or did not
	// want to hear.
	Heard chat.Seq `json:"heard,omitempty"`
	// Until is when the flow stops listening, in Unix milliseconds; 0 is never.
	Until int64 `json:"until,omitempty"`
	// Call is what the flow waits for an answer to.
	Call *pendingCall `json:"call,omitempty"`
	// SignIn is the attempt to sign in that the flow waits for.
	SignIn *signIn `json:"signIn,omitempty"`
}

// readParked reads an execution's state. Of older versions it is the
// interpreter's own state and nothing else.
func readParked(raw []byte) (parked, flow.State, error) {
	var p parked
	if err := json.Unmarshal(raw, &p); err != nil || p.State == nil {
		p = parked{State: raw}
	}
	st, err := flow.ParseState(p.State)
	return p, st, err
}

// parkState stores the execution until something that it awaits happens.
func (w *work) parkState(st flow.State, awaits chat.Awaits, call *pendingCall) error {
	p := parked{Heard: w.heardTo, Call: call}
	if !w.listenUntil.IsZero() {
		p.Until = w.listenUntil.UnixMilli()
	}
	return w.keepParked(st, awaits, p)
}

// keepParked stores the execution with what has to be remembered.
func (w *work) keepParked(st flow.State, awaits chat.Awaits, p parked) error {
	state, err := st.Encode()
	if err != nil {
		return err
	}
	p.State = state
	raw, err := json.Marshal(p)
	if err != nil {
		return err
	}
	w.touchSession().Flow = &chat.Execution{
		FlowID: chat.FlowID(st.FlowID), ContentID: chat.FlowContentID(st.Content), State: raw, Awaits: awaits,
	}
	return nil
}

// remember takes over what was parked with the execution.
func (w *work) remember(p parked) {
	w.heardTo = p.Heard
	w.listenUntil = time.Time{}
	if p.Until != 0 {
		w.listenUntil = time.UnixMilli(p.Until).UTC()
	}
}
