package flow_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

func TestStateIsCompactJSON(t *testing.T) {
	st := flow.NewState(flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow, Seed: 1<<64 - 1})
	data, err := st.Encode()
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"v":2,"flow":"f","type":"CONTACT_FLOW","await":"start","random":"18446744073709551615"}`
	if string(data) != want {
		t.Errorf("got %s, want %s", data, want)
	}
}

func TestStateOfEveryFieldComesBack(t *testing.T) {
	want := flow.State{
		Version: flow.StateVersion, FlowID: "f", Type: flow.TypeCustomerQueue, Action: "wait", Await: flow.AwaitEvent,
		Events: []flow.Event{flow.EventCustomerReturned}, Steps: 7, Random: 1<<63 + 1, Logging: true,
		Attributes: map[string]string{"a": "ü\u2028\"", "": ""}, Loops: map[flow.ActionID]int{"l": 3},
		Content: "c", Progress: json.RawMessage(`{"turn":1}`), Inputs: map[string]string{"Text": "hi"},
		Values:  map[string]json.RawMessage{"External": json.RawMessage(`{"a":["b",1]}`)},
		Callers: []flow.Caller{{FlowID: "g", Content: "d", Action: "call"}},
		Leaving: &flow.Leaving{Result: "ok", Data: json.RawMessage(`{}`)},
	}
	data, err := want.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := flow.ParseState(data)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}

func TestParseStateRefusesWhatNoExecutionCanBeIn(t *testing.T) {
	for name, data := range map[string]string{
		"no JSON":          `{`,
		"no version":       `{"flow": "f", "random": "0"}`,
		"a later version":  `{"v": 3, "random": "0"}`,
		"an unknown await": `{"v": 1, "await": "godot", "random": "0"}`,
		"a broken number":  `{"v": 1, "random": "many"}`,
	} {
		if got, err := flow.ParseState([]byte(data)); err == nil {
			t.Errorf("%s: got %+v, want an error", name, got)
		}
	}
}
