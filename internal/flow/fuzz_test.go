package flow_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
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
		`{"v":2}`, `[]`, `null`,
	} {
		f.Add([]byte(data))
	}
	content, err := os.ReadFile("testdata/async_disconnect.json")
	if err != nil {
		f.Fatal(err)
	}
	doc, err := flow.Parse(string(content))
	if err != nil {
		f.Fatal(err)
	}
	inputs := []flow.Input{
		flow.Start{}, flow.Result{}, flow.Result{Error: "Odd"}, flow.Timeout{},
		flow.Occurred{Event: flow.EventCustomerReturned}, flow.Loaded{FlowID: "f", Document: doc},
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		st, err := flow.ParseState(data)
		if err != nil {
			return
		}
		first, err := st.Encode()
		if err != nil {
			t.Fatalf("got %v, want %+v written", err, st)
		}
		back, err := flow.ParseState(first)
		if err != nil || !reflect.DeepEqual(back, st) {
			t.Fatalf("got %+v, %v read back, want %+v", back, err, st)
		}
		if second, err := back.Encode(); err != nil || !bytes.Equal(first, second) {
			t.Fatalf("got %s, %v the second time, want %s", second, err, first)
		}
		for _, in := range inputs {
			if step, err := flow.Advance(doc, st, in, nil); err == nil && step.Command == nil {
				t.Fatalf("got no command for %#v of %s", in, data)
			}
		}
	})
}
