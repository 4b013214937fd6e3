package flow_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
)

// Lists and references to other things are inputs like any other.
func TestTraceTellsListsAndReferences(t *testing.T) {
	doc, err := flow.Parse(`{"Version": "2019-10-30", "StartAction": "data", "Actions": [
		{"Identifier": "data", "Type": "UpdateContactData", "Parameters": {"References": {
			"order": {"Type": "URL", "Value": "https://example.com/$.Attributes.order"}}},
			"Transitions": {"NextAction": "untag"}},
		{"Identifier": "untag", "Type": "UnTagContact", "Parameters": {"TagKeys": ["urgent", "vip"]},
			"Transitions": {"NextAction": "end"}},
		{"Identifier": "end", "Type": "EndFlowExecution"}]}`)
	if err != nil {
		t.Fatal(err)
	}
	host := flowtest.Host{Env: flow.Values{"$.Attributes.order": "4711"}}
	r := flowtest.Start(t, host, doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
	got := map[flow.ActionID]map[string]string{}
	for _, e := range r.Trace {
		got[e.Action] = e.Inputs
	}
	want := map[flow.ActionID]map[string]string{
		"data":  {"References.order": "https://example.com/4711"},
		"untag": {"TagKeys": "urgent,vip"},
		"end":   nil,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got inputs\n%v, want\n%v", got, want)
	}
}

// What customers said can become a name. The trace tells it, and the reason why it is
// refused, which is in the log, does not.
func TestReasonsDoNotTellWhatNamesComeOutAs(t *testing.T) {
	for name, attributes := range map[string]string{
		"no name":   `{"$.Attributes.said": "1"}`,
		"one twice": `{"$.Attributes.said": "1", "$.Attributes.too": "2"}`,
	} {
		doc, err := flow.Parse(`{"Version": "2019-10-30", "StartAction": "set", "Actions": [
			{"Identifier": "set", "Type": "UpdateContactAttributes", "Parameters": {"Attributes": ` + attributes + `}}]}`)
		if err != nil {
			t.Fatal(err)
		}
		said := "secret"
		if name == "no name" {
			said = "secret.thing"
		}
		host := flowtest.Host{Env: flow.Values{"$.Attributes.said": said, "$.Attributes.too": said}}
		r := flowtest.Start(t, host, doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
		if e := r.Trace[0]; e.Error != flow.ErrorNoMatchingError || strings.Contains(e.Note, "secret") {
			t.Errorf("%s: got %s because %q, want a reason without what was said", name, e.Error, e.Note)
		}
	}
}
