package flow_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
)

// FuzzAction runs one action of any type with whatever parameters, and answers its
// commands with each kind of input. It has to come to an end, say so with commands
// only, and what it keeps must survive being stored.
func FuzzAction(f *testing.F) {
	for _, k := range append(kinds, returning) {
		for _, p := range k.parameters {
			f.Add(k.name, marshal(f, p), `{"a": ["b", {"c": 1}]}`, uint8(0))
		}
	}
	f.Add("UpdateContactRoutingCriteria", `{"RoutingCriteria": "$.Attributes.v"}`, `{"Steps": [{"Expression": {}}]}`, uint8(1))
	f.Add("Loop", `{"LoopCount": "$.Attributes.v", "LoopName": "l"}`, `[1, "a"]`, uint8(2))
	f.Add("MessageParticipant", `{"Text": "$.Attributes.v"}`, "a\x00b", uint8(0))
	f.Add("UpdateContactAttributes", `{"Attributes": {"a\u0000": "\u0000", "$.Attributes.v": "c"}}`, "a\x00b", uint8(0))
	f.Add("ShowView", `{"ViewResource": {"Id": "\u0000"}, "ViewData": {"a": ["\u0000"]}}`, "a", uint8(0))
	inputs := []flow.Input{
		flow.Result{}, flow.Result{Value: "True"}, flow.Result{Error: "Odd"}, flow.Timeout{}, said("x"),
		submitted(`{"templateType":"ViewResource","action":"Submit"}`), fulfilled("gold"), answered(`{"a": "b"}`),
		said("\x00"), submitted(`{"templateType":"ViewResource","action":"\u0000","data":{"a":"\u0000"}}`),
		fulfilled("gold", flow.BotMessage{Content: "\x00"}), answered(`{"a": "\u0000"}`),
		flow.Fetched{Data: []byte(metrics)}, flow.Occurred{Event: flow.EventCustomerReturned},
	}
	f.Fuzz(func(t *testing.T, action, parameters, value string, first uint8) {
		if !json.Valid([]byte(parameters)) {
			return
		}
		doc := parse(t, branching(t, flow.ActionType(action), parameters, "Equals ContinueLooping"))
		if again := doc.Lint(flow.TypeContactFlow, nil); !reflect.DeepEqual(again, doc.Lint(flow.TypeContactFlow, nil)) {
			t.Fatalf("got problems %v, and others the second time", again)
		}
		env := flow.Values{"$.Attributes.v": value, "$.LanguageCode": value}
		st := flow.NewState(flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
		var in flow.Input = flow.Start{}
		for i := range 3 * len(inputs) {
			step, err := flow.Advance(doc, st, in, env)
			if err == nil {
				flowtest.Storable(t, step)
				if step.Command == nil {
					t.Fatalf("got no command for %#v in %+v", in, st)
				}
				if st = restore(t, []byte(snapshot(t, step.State))); !reflect.DeepEqual(st, step.State) {
					t.Fatalf("got %+v stored and read back, want %+v", st, step.State)
				}
			}
			if st.Done() {
				return
			}
			in = inputs[(int(first)+i)%len(inputs)]
		}
	})
}
