package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// traces serves what flows did, which the service itself tells in logs only. What
// it tells may be what customers said: it is for those who have the API key.
type traces struct{ *backend }

// extensions are operations of ours beside those of the model, served and signed
// like them. Their paths begin with /rejoin/, which no path of the model does.
func (s *Service) extensions() []restjson.Route {
	return []restjson.Route{{
		Operation: restjson.Operation{
			Name: "GetFlowTrace", Verb: "GET", Path: "/rejoin/contacts/{InstanceId}/{ContactId}/flow-trace",
			Errors: []string{internal, invalidParameter, invalidRequest, resourceNotFound, throttling},
		},
		Method: restjson.Bind(traces{s.flows.backend}.get),
	}}
}

// traceInput asks for what happened after a step, 0 for all of it.
type traceInput struct {
	InstanceID, ContactID *string
	After                 *int32
}

// Decode implements restjson.Input.
func (in *traceInput) Decode(r *restjson.Request) {
	in.InstanceID, in.ContactID = r.Label("InstanceId"), r.Label("ContactId")
	in.After = r.QueryInt("after")
}

// Validate implements restjson.Input. The bounds are those of the model's ids.
func (in *traceInput) Validate(v *restjson.Violations) {
	restjson.Member(v, "InstanceId", in.InstanceID, func(v *restjson.Violations, s string) { v.MinChars(s, 1); v.MaxChars(s, 100) })
	restjson.Member(v, "ContactId", in.ContactID, func(v *restjson.Violations, s string) { v.MinChars(s, 1); v.MaxChars(s, 256) })
	restjson.Member(v, "after", in.After, func(v *restjson.Violations, n int32) { v.Min(int64(n), 0) })
}

// traceOutput is a page of a trace.
type traceOutput struct {
	conversation.Trace
	names map[flow.ID]string
}

// get reads a page of what flows did during a contact.
func (s traces) get(ctx context.Context, in *traceInput) (*traceOutput, error) {
	instance := instanceOf(in.InstanceID)
	after := int64(0)
	if in.After != nil {
		after = int64(*in.After)
	}
	t, err := s.Conversations.Trace(ctx, instance, contactOf(instance, in.ContactID), after)
	if err != nil {
		return nil, err
	}
	out := &traceOutput{t, map[flow.ID]string{}}
	for i := range t.Actions {
		out.names[t.Actions[i].Entry.FlowID] = ""
	}
	if t.Waiting != nil {
		out.names[t.Waiting.FlowID] = ""
	}
	for id := range out.names {
		if out.names[id], err = s.flowName(ctx, instance, string(id)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// flowName is what a flow or a module is called now, "" when it is there no more.
func (s traces) flowName(ctx context.Context, instance chat.InstanceID, id string) (string, error) {
	f, err := s.Directory.Flow(ctx, instance, id)
	if chat.KindOf(err) != chat.KindNotFound {
		return f.Name, err
	}
	var m directory.Module
	m, err = s.Directory.Module(ctx, instance, id)
	if chat.KindOf(err) == chat.KindNotFound {
		return "", nil
	}
	return m.Name, err
}

// Write implements restjson.Output.
func (out *traceOutput) Write(w *restjson.Writer) {
	c := &out.Contact
	w.Open()
	writeText(w, "ContactId", c.ID)
	writeText(w, "NextContactId", c.NextID)
	restjson.WriteMember(w, "InitiationTimestamp", at(c.InitiatedAt), (*restjson.Writer).Timestamp)
	restjson.WriteMember(w, "DisconnectTimestamp", at(c.DisconnectedAt), (*restjson.Writer).Timestamp)
	actions := out.Actions
	if actions == nil {
		actions = []conversation.TracedAction{}
	}
	restjson.WriteListMember(w, "Actions", actions, out.writeAction)
	more := out.Next != 0
	restjson.WriteMember(w, "More", &more, (*restjson.Writer).Bool)
	restjson.WriteMember(w, "Waiting", out.Waiting, func(w *restjson.Writer, e *flow.Entry) {
		w.Open()
		out.writeEntry(w, e)
		w.Close()
	})
	w.Close()
}

func (out *traceOutput) writeAction(w *restjson.Writer, a *conversation.TracedAction) {
	w.Open()
	restjson.WriteMember(w, "Step", &a.N, (*restjson.Writer).Int64)
	restjson.WriteMember(w, "Timestamp", at(a.Time), (*restjson.Writer).Timestamp)
	out.writeEntry(w, &a.Entry)
	w.Close()
}

func (out *traceOutput) writeEntry(w *restjson.Writer, e *flow.Entry) {
	writeText(w, "FlowId", e.FlowID)
	writeText(w, "FlowName", out.names[e.FlowID])
	writeText(w, "ActionId", e.Action)
	writeText(w, "ActionType", e.Type)
	restjson.WriteMapMember(w, "Inputs", nonEmpty(e.Inputs), (*restjson.Writer).Text)
	writeText(w, "Result", e.Result)
	writeText(w, "Error", e.Error)
	writeText(w, "NextActionId", e.Next)
	writeText(w, "Note", e.Note)
}

// writeText writes a member, or nothing for "".
func writeText[S ~string](w *restjson.Writer, name string, value S) {
	restjson.WriteMember(w, name, some(value), (*restjson.Writer).Text)
}
