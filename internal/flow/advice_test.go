package flow_test

import (
	"reflect"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

func adviceFor(doc *flow.Document, t flow.Type) []string {
	var got []string
	for _, p := range doc.Advise(t) {
		got = append(got, p.String())
	}
	return got
}

func TestAdviceOnReferencesThatEndEarly(t *testing.T) {
	for text, want := range map[string]string{
		"$.Attributes.naïve":                      "$.Attributes.na: write $.Attributes['naïve']",
		"Hello $.Attributes.größe, how are you?":  "$.Attributes.gr: write $.Attributes['größe']",
		"$.Attributes.größe: x":                   "$.Attributes.gr: write $.Attributes['größe']",
		"$.Attributes.имя":                        "$.Attributes: write $.Attributes['имя']",
		"$.Attributes.名前":                         "$.Attributes: write $.Attributes['名前']",
		"$.External.a.é.b":                        "$.External.a: write $.External.a['é']",
		"$.SegmentAttributes.connect:Subtype":     "$.SegmentAttributes.connect: write $.SegmentAttributes['connect:Subtype']",
		"$.SegmentAttributes['connect:Subtype']":  "",
		"$.Attributes['naïve']":                   "",
		"$.Attributes['a']é":                      "",
		"$.Attributes.nameさん":                     "",
		"$.Attributes.name: hello":                "",
		"$.Attributes.name:hello":                 "",
		"$.SegmentAttributes.connect: hello":      "",
		"Hi $.Attributes.name. Élan":              "",
		"Hi $.Attributes.name.":                   "",
		"$5 é, $.50, $":                           "",
		"$.Attributes.a and $.Attributes.ü later": "$.Attributes: write $.Attributes['ü']",
	} {
		var wanted []string
		if want != "" {
			wanted = []string{`action "it": the reference ends after ` + want + " if more belongs to it"}
		}
		for place, content := range map[string]string{
			"a text":      branching(t, "MessageParticipant", marshal(t, object{"Text": text})),
			"a name":      branching(t, "UpdateContactAttributes", marshal(t, object{"Attributes": object{text: "a"}})),
			"deep within": branching(t, "ShowView", marshal(t, object{"ViewData": object{"a": []any{object{"b": text}}}})),
			"an operand":  branching(t, "Compare", `{"ComparisonValue": "$.Attributes.a"}`, "Equals "+text),
		} {
			doc := parse(t, content)
			if got := adviceFor(doc, flow.TypeContactFlow); !reflect.DeepEqual(got, wanted) {
				t.Errorf("%s in %s: got %q, want %q", text, place, got, wanted)
			}
		}
	}
}

// A Wait in a whisper or hold flow runs, so it is no problem.
func TestAdviceOnWaits(t *testing.T) {
	content := branching(t, "Wait", `{"TimeoutSeconds": "5"}`, "Equals WaitCompleted")
	for kind, want := range map[flow.Type]bool{
		flow.TypeContactFlow: false, flow.TypeCustomerQueue: false, flow.TypeAgentTransfer: false, flow.TypeQueueTransfer: false,
		flow.TypeAgentWhisper: true, flow.TypeCustomerWhisper: true, flow.TypeOutboundWhisper: true,
		flow.TypeAgentHold: true, flow.TypeCustomerHold: true, flow.TypeModule: false,
	} {
		doc := parse(t, content)
		var wanted []string
		if want {
			wanted = []string{`action "it": the designer has no Wait in a flow of type ` + string(kind) + ": those who join wait as long"}
		}
		if got := adviceFor(doc, kind); !reflect.DeepEqual(got, wanted) {
			t.Errorf("%s: got %q, want %q", kind, got, wanted)
		}
		for _, p := range doc.Lint(kind, nil) {
			if p.Action == "it" {
				t.Errorf("%s: got problem %s, want none", kind, p)
			}
		}
	}
	unnamed := parse(t, `{"Actions": [{"Type": "Wait"}]}`)
	if got := unnamed.Advise(flow.TypeAgentWhisper); len(got) != 1 || got[0].Action != "#1" {
		t.Errorf("got %v, want advice on #1", got)
	}
}
