package flow_test

import (
	"os"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

func TestADocumentKeepsItsContent(t *testing.T) {
	content, err := os.ReadFile("testdata/designer_export.json")
	if err != nil {
		t.Fatal(err)
	}
	d, problems := flow.Check(string(content), flow.TypeContactFlow, nil)
	if len(problems) > 0 {
		t.Fatalf("got problems %v, want none", problems)
	}
	if d.Content() != string(content) {
		t.Errorf("got content %q, want it byte for byte", d.Content())
	}
	const metadata = `{"entryPointPosition":{"X":20.0, "Y":1.5e1},  "ActionMetadata":{"a":{"Position":{"x":1,"y":2},` +
		`"dynamicParams":[]}},"Annotations":[],"name":"Gr\u00fc\u00dfe","type":"contactFlow","status":"published","hash":"abc"}`
	if got := string(d.Metadata); got != metadata {
		t.Errorf("got metadata\n%s, want\n%s", got, metadata)
	}
}

func TestParseRefusesWhatIsNoObject(t *testing.T) {
	for _, content := range []string{"", "null", "[]", `"flow"`, "{", "{} {}", "{}x", "\x00"} {
		if _, err := flow.Parse(content); err == nil {
			t.Errorf("%q: got no error, want one", content)
		}
		d, problems := flow.Check(content, flow.TypeContactFlow, nil)
		if d != nil || len(problems) != 1 {
			t.Errorf("%q: got document %v and problems %v, want none and one", content, d, problems)
		}
	}
}

func TestParseTakesUnfinishedContent(t *testing.T) {
	for _, content := range []string{
		"{}", `{"Version": 1}`, `{"Actions": {}}`, `{"Actions": [null, 1, {}, {"Identifier": "a", "Transitions": []}]}`,
	} {
		d, err := flow.Parse(content)
		if err != nil {
			t.Errorf("%q: got error %v, want a document", content, err)
			continue
		}
		if d.Content() != content {
			t.Errorf("got content %q, want %q", d.Content(), content)
		}
		if len(d.Lint(flow.TypeContactFlow, nil)) == 0 {
			t.Errorf("%q: got no problems, want some", content)
		}
	}
}

func TestMembersAreMatchedExactly(t *testing.T) {
	d, err := flow.Parse(`{"startaction": "a", "StartAction": "b", "STARTACTION": "c"}`)
	if err != nil || d.StartAction != "b" {
		t.Errorf("got start %q, %v, want b", d.StartAction, err)
	}
}

func TestOfTwoActionsWithOneIdentifierTheFirstIsFound(t *testing.T) {
	d := parse(t, `{"Actions": [{"Identifier": "a", "Type": "Loop"}, {"Identifier": "a", "Type": "Wait"}]}`)
	if a, found := d.Action("a"); !found || a.Type != "Loop" {
		t.Errorf("got %+v, %v, want the Loop", a, found)
	}
	if a, found := d.Action("b"); found {
		t.Errorf("got %+v for an unknown action, want none", a)
	}
}
