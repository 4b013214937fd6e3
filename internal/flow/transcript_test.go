package flow_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
)

var update = flag.Bool("update", false, "write the transcripts of testdata anew")

// part is one execution of a scenario: a flow of testdata, and what happens each
// time it waits.
type part struct {
	flow   string
	kind   flow.Type // CONTACT_FLOW if empty
	inputs []flow.Input
}

// scenario is the life of a contact as flows see it.
type scenario struct {
	env     flow.Values
	modules map[flow.ID]string // files of testdata
	answers map[string]flow.Result
	parts   []part
}

var scenarios = map[string]scenario{
	"bot_handover": {
		env: flow.Values{"$.Attributes.name": "Ann", "$.LanguageCode": "en-GB"},
		parts: []part{
			{flow: "bot_handover", inputs: []flow.Input{
				said("where is my parcel"),
				flow.BotAnswered{Answer: flow.BotAnswer{
					Intent: "Order", IntentState: "InProgress", DialogAction: "ElicitSlot", State: []byte("turn 1"),
					Messages: []flow.BotMessage{
						{ContentType: "PlainText", Content: "Which order?"},
						{ContentType: "CustomPayload", Content: `{"templateType":"ListPicker","version":"1.0","data":{"content":{"title":"Orders"}}}`, Plain: "Orders"},
					},
				}},
				flow.Heard{ContentType: response, Text: `{"templateType":"ListPicker","data":{"content":{"title":"Order 7"}}}`},
				flow.BotAnswered{Answer: flow.BotAnswer{
					Intent: "Order", IntentState: "Fulfilled", DialogAction: "Close", Slots: map[string]string{"number": "7"},
					SessionAttributes: map[string]string{"customer": "Ann B"},
				}},
			}},
			{flow: "bot_handover", inputs: []flow.Input{
				said("I want a human"),
				flow.BotAnswered{Answer: flow.BotAnswer{
					Intent: "Agent", IntentState: "ReadyForFulfillment", Interpretations: []flow.Interpretation{{Intent: "Agent", Score: 0.91}},
					Messages: []flow.BotMessage{{ContentType: "PlainText", Content: "One moment."}},
				}},
			}},
			{flow: "bot_handover", inputs: []flow.Input{
				said("blah"), flow.BotAnswered{Answer: flow.BotAnswer{Intent: "FallbackIntent", IntentState: "Failed", DialogAction: "Close"}},
				flow.Timeout{},
			}},
		},
	},
	"function_compare": {
		env: flow.Values{"$.CustomerId": "c-1"},
		parts: []part{
			{flow: "function_compare", inputs: []flow.Input{answered(`{"customer": {"tier": "gold", "name": "Ann", "orders": [{"total": 120.50}]}}`)}},
			{flow: "function_compare", inputs: []flow.Input{answered(`{"customer": {"tier": "silver", "name": "Bob", "orders": [{"total": 20}]}}`)}},
			{flow: "function_compare", inputs: []flow.Input{answered(`{"customer": {}}`)}},
			{flow: "function_compare", inputs: []flow.Input{broken}},
		},
	},
	"known_customer": {
		env: flow.Values{"$.Attributes.email": "ann@example.com", "$.Attributes.branch": "city", "$.ContactId": "c-1"},
		parts: []part{
			{flow: "known_customer", inputs: []flow.Input{
				consulted(`{"Customer": {"ProfileId": "p1", "FirstName": "Ann", "LastName": "B", "Attributes": {"tier": "gold", "age": 40}}}`), consulted(`{}`),
				consulted(`{"Customer": {"Order": {"OrderId": "7", "Status": "sent"}}}`), consulted(`{"DataTables": {"Today": {"text": "9 to 6"}}}`),
			}},
			{flow: "known_customer", inputs: []flow.Input{
				consulted(`{"Error": "NoneFoundError"}`), consulted(`{"Customer": {"ProfileId": "p2", "Attributes": {"tier": "new"}}}`),
				consulted(`{}`), consulted(`{"Error": "NoneFoundError"}`), consulted(`{"DataTables": {}}`),
			}},
			{flow: "known_customer", inputs: []flow.Input{consulted(`{"Error": "MultipleFoundError"}`), broken}},
			{flow: "known_customer", inputs: []flow.Input{broken, consulted(`{"Error": "NoMatchingError"}`)}},
		},
	},
	"module": {
		env:     flow.Values{"$.Attributes.question": "Which is your number?"},
		modules: map[flow.ID]string{"arn:verify:$LATEST": "module_verify"},
		parts: []part{
			{flow: "module_caller", inputs: []flow.Input{
				flow.Occurred{Event: flow.EventCustomerReturned}, answered(`{"known": "false"}`),
				flow.Occurred{Event: flow.EventCustomerReturned}, answered(`{"known": "true", "name": "Ann"}`),
			}},
			{flow: "module_caller", inputs: []flow.Input{flow.Timeout{}}},
		},
	},
	"loop_list": {parts: []part{
		{flow: "loop_orders", inputs: []flow.Input{answered(`{"orders": [{"id": "A1", "items": ["tea"]}, {"id": "B2", "items": ["milk"]}]}`)}},
		{flow: "loop_orders", inputs: []flow.Input{answered(`{"orders": []}`)}},
		{flow: "loop_orders", inputs: []flow.Input{answered(`{"orders": "none"}`)}},
	}},
	"view": {
		env:     flow.Values{"$.Attributes.name": "Ann"},
		answers: map[string]flow.Result{"flow.ShowView": {Value: "Form"}},
		parts: []part{
			{flow: "view_form", inputs: []flow.Input{
				said("what is this?"), submitted(`{"templateType":"ViewResource","version":"1.0","action":"Back","data":{}}`),
				submitted(`{"templateType":"ViewResource","version":"1.0","viewName":"Form","action":"Submit","data":{"Category":["delivery"]}}`),
			}},
			{flow: "view_form", inputs: []flow.Input{flow.Timeout{}}},
		},
	},
	"sign_in": {parts: []part{
		{flow: "sign_in", inputs: []flow.Input{flow.SignedIn{}}},
		{flow: "sign_in", inputs: []flow.Input{flow.Timeout{}, flow.SignedIn{OptedOut: true}}},
		{flow: "sign_in", inputs: []flow.Input{flow.Result{Error: flow.ErrorNoMatchingError, Note: "there is no such provider"}}},
	}},
	"asynchronous": {
		env: flow.Values{"$.Agent.ARN": "arn:agent", "$.Queue.ARN": "arn:queue", "$.Attributes.lastAgentArn": "arn:agent", "$.Attributes.lastQueueArn": "arn:queue"},
		parts: []part{
			{flow: "async_inbound"},
			{flow: "async_remember", kind: flow.TypeAgentWhisper},
			{flow: "async_disconnect", inputs: []flow.Input{flow.Occurred{Event: flow.EventCustomerReturned}}},
			{flow: "async_remember", kind: flow.TypeAgentWhisper},
			{flow: "async_disconnect", inputs: []flow.Input{flow.Timeout{}}},
		},
	},
}

// TestWholeFlowsGoAsTheirTranscriptsSay runs each scenario and compares all that
// the flows ask for, and the path they take, with a file.
func TestWholeFlowsGoAsTheirTranscriptsSay(t *testing.T) {
	for name, s := range scenarios {
		t.Run(name, func(t *testing.T) {
			got := s.play(t)
			file := filepath.Join("testdata", "transcripts", name+".txt")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s: got\n%s\nwant\n%s", file, got, want)
			}
		})
	}
}

func (s scenario) play(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	host := flowtest.Host{Env: s.env, Modules: map[flow.ID]flow.Loaded{}, Answer: func(c flow.Command) flow.Result {
		return s.answers[fmt.Sprintf("%T", c)]
	}}
	for id, file := range s.modules {
		host.Modules[id] = flow.Loaded{FlowID: "module", Content: "c1", Document: document(t, file, flow.TypeModule)}
	}
	for i, p := range s.parts {
		if p.kind == "" {
			p.kind = flow.TypeContactFlow
		}
		fmt.Fprintf(&b, "# %d. %s, %s\n", i+1, p.flow, p.kind)
		r := flowtest.Start(t, host, document(t, p.flow, p.kind), flow.Beginning{FlowID: "flow", Content: "c0", Type: p.kind})
		commands, entries := 0, 0
		tell := func() {
			for _, c := range r.Commands[commands:] {
				fmt.Fprintf(&b, "%s\n", fields(c))
			}
			for _, e := range r.Trace[entries:] {
				fmt.Fprintf(&b, "    %s\n", entry(e))
			}
			commands, entries = len(r.Commands), len(r.Trace)
		}
		tell()
		for _, in := range p.inputs {
			fmt.Fprintf(&b, "> %s\n", fields(in))
			r.Resume(in)
			tell()
		}
		if !r.Step.State.Done() {
			t.Errorf("part %d: got state %+v, want it over", i+1, r.Step.State)
		}
	}
	return b.String()
}

// entry is a line of the path that a flow took.
func entry(e flow.Entry) string {
	s := fmt.Sprintf("%s %s: %s", e.FlowID, e.Type, e.Action)
	for _, part := range []struct{ name, value string }{
		{"result", e.Result}, {"error", string(e.Error)}, {"next", string(e.Next)}, {"note", e.Note},
	} {
		if part.value != "" {
			s += fmt.Sprintf(" %s=%q", part.name, part.value)
		}
	}
	return s
}

// fields is a command or an input by its name and what is set in it.
func fields(v any) string {
	value := reflect.ValueOf(v)
	s := strings.TrimPrefix(fmt.Sprintf("%T", v), "flow.")
	for i := range value.NumField() {
		f := value.Field(i)
		if f.IsZero() {
			continue
		}
		s += " " + value.Type().Field(i).Name + "="
		switch x := f.Interface().(type) {
		case []byte:
			s += string(x)
		case flow.BotAnswer:
			s += fmt.Sprintf("%+v", x)
		case *int:
			s += fmt.Sprint(*x)
		default:
			s += fmt.Sprintf("%v", x)
		}
	}
	return s
}
