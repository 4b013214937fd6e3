package conversation

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// tracedAction is an action as it is stored, in a list with others of its
// transaction and contact. The names stay as they are.
type tracedAction struct {
	FlowID flow.ID           `json:"flow"`
	Action flow.ActionID     `json:"action"`
	Type   flow.ActionType   `json:"type,omitempty"`
	Inputs map[string]string `json:"inputs,omitempty"`
	Result string            `json:"result,omitempty"`
	Error  flow.ErrorName    `json:"error,omitempty"`
	Next   flow.ActionID     `json:"next,omitempty"`
	Note   string            `json:"note,omitempty"`
}

// maxTracedText bounds, in bytes, what is kept of a text that people may have
// chosen; longer ones are cut.
const maxTracedText = 1024

// keepTrace stores what flows did in this transaction. It is one step of the
// session, unless the contact changed on the way or there is too much for one.
func (w *work) keepTrace() error {
	var step []byte // a list that is not closed yet
	for i := range w.ran {
		ran := &w.ran[i]
		text, err := traced(&ran.entry)
		if err != nil {
			return err
		}
		if i > 0 && (ran.contact != w.ran[i-1].contact || len(step)+len(text)+2 > chat.MaxTraceData) {
			if err := w.appendTrace(w.ran[i-1].contact, step); err != nil {
				return err
			}
			step = nil
		}
		separator := byte(',')
		if len(step) == 0 {
			separator = '['
		}
		step = append(append(step, separator), text...)
	}
	if len(step) == 0 {
		return nil
	}
	return w.appendTrace(w.ran[len(w.ran)-1].contact, step)
}

func (w *work) appendTrace(contact chat.ContactID, step []byte) error {
	return w.tx.AppendTrace(chat.TraceStep{
		SessionID: w.session.ID, ContactID: contact, Time: w.now, Data: append(step, ']'),
	})
}

// traced is what is kept of an entry: as much as fits a step in any case.
func traced(e *flow.Entry) ([]byte, error) {
	a := tracedAction(*e)
	a.Result, a.Note = cut(e.Result), cut(e.Note)
	text, err := json.Marshal(&a)
	if err != nil || len(text)+2 <= chat.MaxTraceData {
		return text, err
	}
	a.Inputs, a.Note = nil, "its inputs are too long to be kept; "+a.Note
	return json.Marshal(&a)
}

// cut shortens a long text.
func cut(s string) string {
	if len(s) <= maxTracedText {
		return s
	}
	return strings.ToValidUTF8(s[:maxTracedText], "\uFFFD") + "…"
}

// TracedAction is an action that a flow has completed. Its values may be what
// customers said.
type TracedAction struct {
	// N is the number of the session's step that it belongs to.
	N     int64
	Time  time.Time
	Entry flow.Entry
}

// Trace is a page of what flows did during a contact.
type Trace struct {
	Contact chat.Contact
	Actions []TracedAction
	// Next is the number of the last step of the page; 0 when no more have
	// happened yet.
	Next int64
	// Waiting is the action that a flow is in now, with its inputs so far; nil on
	// all pages but the last, and when no flow runs in the contact.
	Waiting *flow.Entry
}

// maxTracePage is how many steps are read at once.
const maxTracePage = 50

// Trace reads what flows did during a contact, after the step of the number
// after, in order. Of a long session the oldest are gone (chat.MaxTraceSteps).
// KindNotFound.
func (c *Conversations) Trace(ctx context.Context, instance chat.InstanceID, id chat.ContactID, after int64) (Trace, error) {
	contact, err := c.contactOf(ctx, instance, memberContact, id)
	if err != nil {
		return Trace{}, err
	}
	steps, err := c.Store.Traces(ctx, contact.SessionID, id, after, maxTracePage)
	if err != nil {
		return Trace{}, explain(err)
	}
	t := Trace{Contact: contact}
	for i := range steps {
		var actions []tracedAction
		if err := json.Unmarshal(steps[i].Data, &actions); err != nil {
			return Trace{}, chat.Internal("read what flows did", fmt.Errorf("step %d of %s: %w", steps[i].N, contact.SessionID, err))
		}
		for _, a := range actions {
			t.Actions = append(t.Actions, TracedAction{steps[i].N, steps[i].Time, flow.Entry(a)})
		}
	}
	if len(steps) == maxTracePage {
		t.Next = steps[len(steps)-1].N
		return t, nil
	}
	t.Waiting, err = c.waiting(ctx, &contact)
	return t, err
}

// waiting is the action that the flow of a contact is in, nil when none runs.
func (c *Conversations) waiting(ctx context.Context, contact *chat.Contact) (*flow.Entry, error) {
	if contact.Ended() {
		return nil, nil
	}
	s, err := c.Store.Session(ctx, contact.SessionID)
	if err != nil || s.ContactID != contact.ID || s.Flow == nil {
		return nil, explain(err)
	}
	_, st, err := readParked(s.Flow.State)
	if err != nil {
		return nil, nil // the flow will be abandoned
	}
	e := flow.Entry{FlowID: st.FlowID, Action: st.Action, Inputs: st.Inputs}
	doc, err := c.Directory.Content(ctx, s.InstanceID, s.Flow.ContentID)
	if err := unlessMissing(err); err != nil {
		return nil, err
	}
	if doc != nil {
		if a, known := doc.Action(st.Action); known {
			e.Type = a.Type
		}
	}
	return &e, nil
}
