package flow_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
)

// seeds gives a fuzz target every document of testdata.
func seeds(f *testing.F) {
	f.Helper()
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(content))
	}
	for _, content := range []string{
		"", "null", "{}", `{"Actions": [{"Identifier": "a", "Type": "Wait", "Parameters": null, "Transitions": {"Conditions": [{}]}}]}`,
		`{"Version": "2019-10-30", "StartAction": "a", "Actions": [{"Identifier": "a", "Type": "Loop", "Parameters": {"LoopCount": 1e2}}]}`,
		`{"StartAction": "a", "Actions": [{"Identifier": "a", "Type": "UpdateContactData", "Parameters": {"References": {"x": 1}}}]}`,
	} {
		f.Add(content)
	}
}

// FuzzDocument parses, lints and starts whatever comes. Content is kept, lint
// does not change its mind, and what lints clean also starts.
func FuzzDocument(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, content string) {
		d, problems := flow.Check(content, flow.TypeContactFlow, nil)
		if d == nil {
			if len(problems) != 1 {
				t.Fatalf("got problems %v without a document, want one", problems)
			}
			return
		}
		if d.Content() != content {
			t.Fatalf("got content %q, want %q", d.Content(), content)
		}
		if again := d.Lint(flow.TypeContactFlow, nil); !reflect.DeepEqual(again, problems) {
			t.Fatalf("got problems %v at the second time, want %v", again, problems)
		}
		step, err := flow.Advance(d, flow.NewState(flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow}), flow.Start{}, nil)
		if err != nil {
			t.Fatalf("got %v, want it to start", err)
		}
		if end, ended := step.Command.(flow.End); ended && len(problems) == 0 && end.Reason == flow.EndMissingAction {
			t.Fatalf("got %#v of a document without problems", end)
		}
	})
}

// FuzzPath reads references. What is read is written in a form that reads the
// same again.
func FuzzPath(f *testing.F) {
	for _, text := range []string{
		"$.A.b", "$.A['b c']", "$['AwsRegion']", `$.A["it's"]`, "$.A[0].b", "$.", "$", "$.5", "$.A['", "$.A.b-", "$.A..b", "$$.A",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		path, ok := flow.ParsePath(text)
		if !ok {
			return
		}
		back, ok := flow.ParsePath(path.String())
		if !ok || !reflect.DeepEqual(back, path) {
			t.Fatalf("%q: got %q, %v from %q, want %q", text, back, ok, path, []string(path))
		}
	})
}

// FuzzState reads stored executions. What is read is written in a form that
// reads the same again, and Advance takes it without falling over.
func FuzzState(f *testing.F) {
	for _, data := range []string{
		`{"v":1,"flow":"f","type":"CONTACT_FLOW","await":"start","random":"1"}`,
		`{"v":1,"flow":"f","type":"CONTACT_FLOW","action":"wait","await":"event","events":["CustomerReturned"],"random":"0"}`,
		`{"v":1,"action":"transfer","await":"document","random":"0","steps":-5,"loops":{"wait":-1},"attributes":{"a":"b"}}`,
		`{"v":1,"action":"transfer","await":"result","random":"0","steps":999999,"events":[]}`,
		`{"v":2,"action":"bot","await":"answer","random":"0","progress":{"bot":"b","say":[{"Text":"a"}],"state":"cw=="}}`,
		`{"v":2,"action":"bot","await":"input","random":"0","progress":[1],"values":{"Lex":1}}`,
		`{"v":2,"action":"look up","await":"answer","random":"0","values":{"External":{"customer":[]}}}`,
		`{"v":2,"action":"show","await":"input","random":"0","progress":{"name":"Form"}}`,
		`{"v":2,"action":"show","await":"result","random":"0","progress":null}`,
		`{"v":2,"action":"each","await":"event","random":"0","loops":{"each":7},"values":{"Loop":{"each":[1]},"External":{"orders":"x"}}}`,
		`{"v":2,"action":"verify","await":"document","random":"0","callers":[{"flow":"g","action":"verify"}]}`,
		`{"v":2,"action":"accept","await":"document","random":"0","leaving":{"result":"r","data":[1]},"callers":[{"flow":"g","action":"verify"}]}`,
		`{"v":2,"action":"bot","await":"result","random":"0","progress":{"bot":"b","say":[{"Text":"a\u0000"}]},"values":{"External":{"s":"\u0000"}}}`,
		`{"v":2}`, `[]`, `null`,
	} {
		f.Add([]byte(data))
	}
	var docs []*flow.Document
	for _, name := range []string{"async_disconnect", "bot_handover", "function_compare", "known_customer", "view_form", "loop_orders", "module_caller", "module_verify"} {
		content, err := os.ReadFile("testdata/" + name + ".json")
		if err != nil {
			f.Fatal(err)
		}
		doc, err := flow.Parse(string(content))
		if err != nil {
			f.Fatal(err)
		}
		docs = append(docs, doc)
	}
	inputs := []flow.Input{
		flow.Start{}, flow.Result{}, flow.Result{Error: "Odd"}, flow.Timeout{},
		flow.Occurred{Event: flow.EventCustomerReturned}, flow.Loaded{FlowID: "f", Document: docs[0]},
		said("x"), submitted(`{"templateType":"ViewResource","action":"Submit"}`), flow.Heard{},
		flow.BotAnswered{}, fulfilled("Order", flow.BotMessage{Content: "a"}), flow.FunctionAnswered{}, answered(`{"a": "b"}`),
		flow.Consulted{}, consulted(`{"Customer": {"FirstName": "Ann"}, "DataTables": {"q": {"a": "b"}}}`),
		flow.Fetched{}, flow.Fetched{Data: []byte(metrics)}, flow.Result{Value: "True"},
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		given, err := flow.ParseState(data)
		if err != nil {
			return
		}
		first, err := given.Encode()
		if err != nil {
			t.Fatalf("got %v, want %+v written", err, given)
		}
		st, err := flow.ParseState(first) // JSON within it has its one form now
		if err != nil {
			t.Fatalf("got %v, want %s read back", err, first)
		}
		if second, err := st.Encode(); err != nil || !bytes.Equal(first, second) {
			t.Fatalf("got %s, %v the second time, want %s", second, err, first)
		}
		for _, doc := range docs {
			for _, in := range inputs {
				step, err := flow.Advance(doc, st, in, nil)
				if err != nil {
					continue
				}
				flowtest.Storable(t, step)
				if step.Command == nil {
					t.Fatalf("got no command for %#v of %s", in, data)
				}
				if back := restore(t, []byte(snapshot(t, step.State))); !reflect.DeepEqual(back, step.State) {
					t.Fatalf("got %+v stored and read back, want %+v", back, step.State)
				}
			}
		}
	})
}
