package connectsvc_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/connectsvc/servicetest"
	"github.com/rejoin-chat/rejoin/internal/store"
)

type traceAnswer struct {
	ContactId, NextContactId                 string
	InitiationTimestamp, DisconnectTimestamp float64
	Actions                                  []struct {
		Step                                   int64
		Timestamp                              float64
		FlowId, FlowName, ActionId, ActionType string
		Inputs                                 map[string]string
		Result, Error, NextActionId, Note      string
	}
	More    bool
	Waiting struct{ FlowName, ActionId, ActionType string }
}

// lines tell of each action in one line.
func (a traceAnswer) lines() (out []string) {
	for _, x := range a.Actions {
		line := fmt.Sprintf("%d %s %s %s", x.Step, x.FlowName, x.ActionId, x.ActionType)
		for _, name := range slices.Sorted(maps.Keys(x.Inputs)) {
			line += " " + name + "=" + x.Inputs[name]
		}
		for _, more := range []string{x.Result, x.Error, x.NextActionId} {
			if more != "" {
				line += " " + more
			}
		}
		out = append(out, line)
	}
	return out
}

func tracePath(contact string) string {
	return "/rejoin/contacts/" + instance + "/" + url.PathEscape(contact) + "/flow-trace"
}

func wantTrace(t *testing.T, got traceAnswer, want ...string) {
	t.Helper()
	if lines := got.lines(); !slices.Equal(lines, want) {
		t.Errorf("got trace\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
}

// A flow that calls a module, and cannot do one thing.
const calling = `{"Version":"2019-10-30","StartAction":"set","Actions":[
	{"Identifier":"set","Type":"UpdateContactAttributes","Parameters":{"Attributes":{"k":"$.Attributes.colour"}},"Transitions":{"NextAction":"call","Errors":[{"NextAction":"bye","ErrorType":"NoMatchingError"}]}},
	{"Identifier":"call","Type":"InvokeFlowModule","Parameters":{"FlowModuleId":"%s"},"Transitions":{"NextAction":"case","Errors":[{"NextAction":"bye","ErrorType":"NoMatchingError"}]}},
	{"Identifier":"case","Type":"CreateCase","Parameters":{},"Transitions":{"NextAction":"bye","Errors":[{"NextAction":"bye","ErrorType":"NoMatchingError"}]}},
	{"Identifier":"bye","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`

func TestTheFlowTraceOfAContact(t *testing.T) {
	s := newSite(t)
	m := s.createModule(t, "greet", returning, "")
	f := s.createFlow(t, "caller", fmt.Sprintf(calling, m.Id), "")
	body := strings.Replace(startBody(`,"Attributes":{"colour":"green"}`), inbound, f.ContactFlowId, 1)
	out := read[started](t, s.call(t, "PUT", "/contact/chat", body))
	trace := []string{
		"1 caller set UpdateContactAttributes Attributes.k=green call",
		"1 caller call InvokeFlowModule FlowModuleId=" + m.Id + " a",
		"1 greet a EndFlowModuleExecution",
		"1 caller call InvokeFlowModule NoMatchingCondition case",
		"1 caller case CreateCase NoMatchingError bye",
		"1 caller bye DisconnectParticipant",
	}
	for _, reference := range []string{out.ContactId, arn("/contact/" + out.ContactId)} {
		got := read[traceAnswer](t, s.call(t, "GET", tracePath(reference), ""))
		if got.ContactId != out.ContactId || got.InitiationTimestamp != 1772355600 || got.DisconnectTimestamp != 1772355600 || got.More {
			t.Errorf("got %+v, want the contact and its times", got)
		}
		wantTrace(t, got, trace...)
		if note := got.Actions[4].Note; note == "" || got.Actions[0].FlowId != f.ContactFlowId || got.Actions[2].FlowId != m.Id {
			t.Errorf("got %+v, want the ids and the reason of the error", got.Actions)
		}
	}
	want(t, s.call(t, "DELETE", "/contact-flows/"+instance+"/"+f.ContactFlowId, ""), http.StatusOK, "")
	if got := read[traceAnswer](t, s.call(t, "GET", tracePath(out.ContactId), "")); got.Actions[0].FlowName != "" || got.Actions[2].FlowName != "greet" {
		t.Errorf("got %+v, want no name for the flow that was deleted", got.Actions)
	}
}

// TestAFlowTraceComesInPages reads more than a page, and then what is new.
func TestAFlowTraceComesInPages(t *testing.T) {
	s := newSite(t)
	out := s.start(t, "")
	first := read[traceAnswer](t, s.call(t, "GET", tracePath(out.ContactId), ""))
	before := first.Actions[len(first.Actions)-1].Step
	adds := func(n int) {
		t.Helper()
		s.Clock.Advance(90 * time.Second)
		for range n {
			err := s.Store.Update(t.Context(), chat.SessionID(out.ContactId), func(tx store.Tx) error {
				return tx.AppendTrace(chat.TraceStep{
					SessionID: chat.SessionID(out.ContactId), ContactID: chat.ContactID(out.ContactId), Time: s.Clock.Now(),
					Data: []byte(`[{"flow":"gone","action":"a","type":"Wait","result":"WaitCompleted","note":"<b>"}]`),
				})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	after := func(step int64) traceAnswer {
		t.Helper()
		return read[traceAnswer](t, s.call(t, "GET", fmt.Sprintf("%s?after=%d", tracePath(out.ContactId), step), ""))
	}
	if got := after(before); len(got.Actions) != 0 || got.Actions == nil || got.More {
		t.Errorf("got %+v before anything happened, want an empty list", got)
	}
	if first.Waiting.ActionId != "" {
		t.Errorf("got %+v as where a flow is, want none in a queue without a flow", first.Waiting)
	}
	adds(51)
	page := after(before)
	if len(page.Actions) != 50 || !page.More {
		t.Fatalf("got %d actions, more %t, want a page of 50 and more", len(page.Actions), page.More)
	}
	rest := after(page.Actions[49].Step)
	if len(rest.Actions) != 1 || rest.More || rest.Actions[0].Step != before+51 {
		t.Errorf("got %+v, want the last step", rest)
	}
	last := rest.Actions[0]
	if last.FlowId != "gone" || last.FlowName != "" || last.Note != "<b>" || last.Timestamp != 1772355690 {
		t.Errorf("got %+v, want what was stored, without a name for a flow that there is not", last)
	}
	if got := after(1 << 30); len(got.Actions) != 0 || got.More {
		t.Errorf("got %+v far beyond the end, want nothing", got)
	}
}

func TestTheFlowTraceIsForSignedRequestsAndKnownContacts(t *testing.T) {
	s := newSite(t)
	path := tracePath(s.start(t, "").ContactId)
	unsigned := servicetest.Serve(s.handler, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	want(t, unsigned, http.StatusForbidden, "MissingAuthenticationTokenException")
	if strings.Contains(unsigned.Text, "Actions") {
		t.Errorf("got %s without a signature", unsigned.Text)
	}
	s.refuse(t,
		refusal{"an unknown contact", "GET", tracePath("x"), "", 404, "ResourceNotFoundException", "contact"},
		refusal{"another instance", "GET", strings.Replace(path, instance, "other", 1), "", 404, "ResourceNotFoundException", "contact"},
		refusal{"a step that is none", "GET", path + "?after=-1", "", 400, "InvalidParameterException", "after"},
		refusal{"a step that is no number", "GET", path + "?after=x", "", 400, "SerializationException", "after"},
		refusal{"a step beyond all numbers", "GET", path + "?after=99999999999999999999", "", 400, "SerializationException", "after"},
		refusal{"an id that is too long", "GET", tracePath(strings.Repeat("x", 257)), "", 400, "InvalidParameterException", "ContactId"},
		refusal{"another verb", "POST", path, "{}", 405, "UnknownOperationException", ""},
	)
	s.Store.Fail(fmt.Errorf("the disk is gone"))
	want(t, s.call(t, "GET", path, ""), 500, "InternalServiceException")
}

// What is ours must not take a path away from an operation of the service, now or
// when its model grows.
func TestNoOperationOfTheModelHasAPathOfOurs(t *testing.T) {
	for _, route := range connect.API(connect.Unimplemented{}).Routes {
		if strings.HasPrefix(route.Path, "/rejoin/") || strings.HasPrefix(route.Path, "/{") {
			t.Errorf("%s has the path %s, which could be one of ours", route.Name, route.Path)
		}
	}
}

func TestTheFlowTraceTellsWhereAFlowWaits(t *testing.T) {
	s := newSite(t)
	f := s.createFlow(t, "patient", `{"Version":"2019-10-30","StartAction":"rest","Actions":[
		{"Identifier":"rest","Type":"Wait","Parameters":{"TimeoutSeconds":"60"},"Transitions":{"Conditions":[{"NextAction":"a","Condition":{"Operator":"Equals","Operands":["WaitCompleted"]}}],"Errors":[{"NextAction":"a","ErrorType":"NoMatchingError"}]}},
		{"Identifier":"a","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`, "")
	out := read[started](t, s.call(t, "PUT", "/contact/chat", strings.Replace(startBody(""), inbound, f.ContactFlowId, 1)))
	got := read[traceAnswer](t, s.call(t, "GET", tracePath(out.ContactId), ""))
	if w := got.Waiting; len(got.Actions) != 0 || w.FlowName != "patient" || w.ActionId != "rest" || w.ActionType != "Wait" {
		t.Errorf("got %+v, want the wait that the flow is in", got)
	}
}
