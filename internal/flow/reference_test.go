package flow_test

import (
	"reflect"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
)

func TestParsePath(t *testing.T) {
	for text, want := range map[string]flow.Path{
		"$.ContactId":                            {"ContactId"},
		"$.Attributes.lastAgentArn":              {"Attributes", "lastAgentArn"},
		"$.Attributes['two words']":              {"Attributes", "two words"},
		`$.Attributes["two words"]`:              {"Attributes", "two words"},
		"$['AwsRegion']":                         {"AwsRegion"},
		"$['Attributes']['x'].y":                 {"Attributes", "x", "y"},
		"$.SegmentAttributes['connect:Subtype']": {"SegmentAttributes", "connect:Subtype"},
		"$.Attributes.first-name_2":              {"Attributes", "first-name_2"},
		"$.Attributes.2nd":                       {"Attributes", "2nd"},
		"$.External.list[0].name":                {"External", "list", "0", "name"},
		"$.Attributes['a.b']":                    {"Attributes", "a.b"},
		"`$.External.list[0].name`":              {"External", "list", "0", "name"},
		"`$.External.name`":                      nil,
		"`$.External.list[0]":                    nil,
		"$.External.list[0]`":                    nil,
		"``$.External.list[0]``":                 nil,
		"`":                                      nil,
		"``":                                     nil,
		"$.Attributes['größe']":                  {"Attributes", "größe"},
		"$.Attributes['it\"s']":                  {"Attributes", `it"s`},
		`$.Attributes["it's"]`:                   {"Attributes", "it's"},
		"$.Metrics.Agents.Available.Count":       {"Metrics", "Agents", "Available", "Count"},
		"$.Lex.SessionAttributes.['a b']":        {"Lex", "SessionAttributes", "a b"},
		`$.["5"].x`:                              {"5", "x"},
		"$.A.[0]":                                nil,
		"$.A.['b":                                nil,
		"$":                                      nil,
		"$.":                                     nil,
		"$.5":                                    nil,
		"$5":                                     nil,
		"":                                       nil,
		"Attributes.x":                           nil,
		" $.Attributes.x":                        nil,
		"$.Attributes.x ":                        nil,
		"$.Attributes.x.":                        nil,
		"$.Attributes.x-":                        nil,
		"$.Attributes..x":                        nil,
		"$.Attributes['x'":                       nil,
		"$.Attributes['x]":                       nil,
		"$.Attributes[x]":                        nil,
		"$.Attributes['']":                       nil,
		"$.Attributes['a'b']":                    nil,
		"$.Attributes[]":                         nil,
		"$.Attributes.größe":                     nil,
		"$.Attributes.x and $.Attributes.y":      nil,
		"$.Attributes.x$.Attributes.y":           nil,
	} {
		got, ok := flow.ParsePath(text)
		if !ok {
			got = nil
		}
		if ok != (want != nil) || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %q, %v, want %q", text, got, ok, want)
		}
	}
}

func TestPathIsWrittenInItsShortestForm(t *testing.T) {
	for text, want := range map[string]string{
		"$['AwsRegion']":            "$.AwsRegion",
		"$['Attributes']['x']":      "$.Attributes.x",
		`$.Attributes["two words"]`: "$.Attributes['two words']",
		`$.Attributes["it's"]`:      `$.Attributes["it's"]`,
		"$.External.list[0]":        "$.External.list.0",
		"$['5']":                    "$['5']",
		"$.Attributes['x-']":        "$.Attributes['x-']",
	} {
		path, ok := flow.ParsePath(text)
		if !ok || path.String() != want {
			t.Errorf("%q: got %q, %v, want %q", text, path, ok, want)
		}
		if back, ok := flow.ParsePath(path.String()); !ok || !reflect.DeepEqual(back, path) {
			t.Errorf("%q: got %q read back, want %q", text, back, path)
		}
	}
}

func TestReferencesInText(t *testing.T) {
	env := flow.Values{
		"$.Attributes.name":         "Ann",
		"$.Attributes['two words']": "2",
		"$.AwsRegion":               "local",
		"$.Attributes.list.0":       "a",
		"$.Attributes.dollar":       "$.Attributes.name",
	}
	for text, want := range map[string]string{
		"Hi $.Attributes.name.":                                     "Hi Ann.",
		"Hi $.Attributes.name, hi":                                  "Hi Ann, hi",
		"$.Attributes.name$.Attributes.name":                        "AnnAnn",
		"$.Attributes.name-$.Attributes.name":                       "Ann-Ann",
		"$.Attributes.nameさん":                                       "Annさん",
		"($.Attributes['two words'])[$['AwsRegion']]":               "(2)[local]",
		"none: <$.Attributes.none>":                                 "none: <>",
		"it costs $5, $.50 or $":                                    "it costs $5, $.50 or $",
		"$$.Attributes.name":                                        "$Ann",
		"'$.Attributes.name'":                                       "'Ann'",
		"$.Attributes.name[x]":                                      "Ann[x]",
		"`$.Attributes.list[0]` and `$.Attributes.list[0]`":         "a and a",
		"code: `$.Attributes.name`":                                 "code: `Ann`",
		"open: `$.Attributes.list[0], $.Attributes.list[0]` and ``": "open: `a, a` and ``",
		"values are not read again: $.Attributes.dollar":            "values are not read again: $.Attributes.name",
	} {
		doc := parse(t, branching(t, "MessageParticipant", marshal(t, object{"Text": text})))
		r := flowtest.Start(t, flowtest.Host{Env: env}, doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
		if got, _ := r.Commands[0].(flow.SendMessage); got.Text != want {
			t.Errorf("%q: got %q, want %q", text, got.Text, want)
		}
	}
}
