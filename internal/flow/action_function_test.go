package flow_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
)

func answered(payload string) flow.FunctionAnswered {
	return flow.FunctionAnswered{Payload: []byte(payload)}
}

func TestInvokeLambdaFunction(t *testing.T) {
	const plain = `{"LambdaFunctionARN": "arn:f"}`
	asked := flow.InvokeFunction{ARN: "arn:f", Seconds: 8, Parameters: []byte("{}")}
	asJSON := `{"LambdaFunctionARN": "arn:f", "ResponseValidation": {"ResponseType": "JSON"}}`
	asTexts := `{"LambdaFunctionARN": "arn:f", "ResponseValidation": {"ResponseType": "STRING_MAP"}}`
	try(t, "InvokeLambdaFunction", []trial{
		{name: "it answers", parameters: plain, wake: answered(`{"a": "b"}`), command: asked, branch: "next"},
		{name: "it fails", parameters: plain, wake: broken, command: asked, branch: onError},
		{name: "by reference", env: flow.Values{"$.Attributes.f": "arn:g", "$.Attributes.n": "Ann", "$.Attributes.s": "3"},
			parameters: `{"LambdaFunctionARN": "$.Attributes.f", "InvocationTimeLimitSeconds": "$.Attributes.s", "InvocationType": "SYNCHRONOUS",
				"LambdaInvocationAttributes": {"who": "$.Attributes.n", "text": "Hi $.Attributes.n", "gone": "$.Attributes.x", "key $.Attributes.n": "k", "deep": {"list": ["$.Attributes.n", 1]}}}`,
			wake: answered(`{}`), branch: "next", command: flow.InvokeFunction{
				ARN: "arn:g", Seconds: 3, Parameters: []byte(`{"deep":{"list":["Ann",1]},"gone":"","key Ann":"k","text":"Hi Ann","who":"Ann"}`),
			}},
		{name: "asynchronously", parameters: `{"LambdaFunctionARN": "arn:f", "InvocationType": "ASYNCHRONOUS", "InvocationTimeLimitSeconds": 1}`,
			wake: answered(""), branch: "next", command: flow.InvokeFunction{ARN: "arn:f", Seconds: 1, Async: true, Parameters: []byte("{}")}},
		{name: "a map with a list", parameters: asTexts, wake: answered(`{"a": []}`), command: asked, branch: onError, note: `"a" is none`},
		{name: "a map in a map", parameters: plain, wake: answered(`{"a": {}}`), command: asked, branch: onError, note: `"a" is none`},
		{name: "numbers and truth in a map", parameters: asTexts, wake: answered(`{"a": 1.50, "b": true, "c": null}`), command: asked, branch: "next"},
		{name: "a list is no map", parameters: asTexts, wake: answered(`[]`), command: asked, branch: onError, note: "map of texts"},
		{name: "null is no map", parameters: asTexts, wake: answered(`null`), command: asked, branch: onError, note: "map of texts"},
		{name: "any JSON", parameters: asJSON, wake: answered(`[{"a": []}]`), command: asked, branch: "next"},
		{name: "no JSON", parameters: asJSON, wake: answered(`{`), command: asked, branch: onError, note: "JSON"},
		{name: "nothing", parameters: plain, wake: answered(``), command: asked, branch: onError, note: "JSON"},
		{name: "too much", parameters: asJSON, wake: answered(`"` + strings.Repeat("a", flow.MaxFunctionResponse) + `"`), command: asked, branch: onError, note: "32770 bytes, more than 32768"},
		{name: "an answer of something else", parameters: plain, wake: flow.BotAnswered{}, command: asked, branch: onError, note: "another answer"},
		{name: "no function", branch: onError, note: "LambdaFunctionARN is missing"},
		{name: "too long a time", parameters: `{"LambdaFunctionARN": "arn:f", "InvocationTimeLimitSeconds": 9}`, branch: onError, note: "1 to 8"},
		{name: "an unknown type", parameters: `{"LambdaFunctionARN": "arn:f", "InvocationType": "LATER"}`, branch: onError, note: "SYNCHRONOUS or ASYNCHRONOUS"},
		{name: "an unknown validation", parameters: `{"LambdaFunctionARN": "arn:f", "ResponseValidation": {"ResponseType": "XML"}}`, branch: onError, note: "STRING_MAP or JSON"},
		{name: "attributes of another type", parameters: `{"LambdaFunctionARN": "arn:f", "LambdaInvocationAttributes": []}`, branch: onError, note: "must be an object"},
		{name: "too many attributes", parameters: `{"LambdaFunctionARN": "arn:f", "LambdaInvocationAttributes": {"a": "` + strings.Repeat("a", flow.MaxValue) + `"}}`, branch: onError, note: "more than 32768"},
	})
}

func TestWhatAFunctionLeavesForReferences(t *testing.T) {
	for _, c := range []struct{ kind, payload, path, want string }{
		{"JSON", `{"a": {"b c": ["x", {"d": 1.50}]}}`, "$.External.a['b c'][1].d", "1.50"},
		{"JSON", `{"a": {"b": "x"}}`, "$.LambdaInvocation.ResultData.a.b", "x"},
		{"JSON", `{"a": {"b": "x"}}`, "$['LambdaInvocation']['ResultData']['a']", `{"b":"x"}`},
		{"JSON", `["x"]`, "$.External[0]", "x"},
		{"JSON", `{"a": true}`, "$.External.a", "true"},
		{"JSON", `{"a": null}`, "$.External.a", ""},
		{"STRING_MAP", `{"a": 1.50, "b": "{}"}`, "$.External.a", "1.50"},
		{"STRING_MAP", `{"a b": "<&>"}`, "$.External['a b']", "<&>"},
		{"STRING_MAP", `{}`, "$.External.a", ""},
	} {
		got := afterAction(t, "InvokeLambdaFunction", `{"LambdaFunctionARN": "f", "ResponseValidation": {"ResponseType": "`+c.kind+`"}}`,
			flow.Values{"$.External.a": "the host's"}, []flow.Input{answered(c.payload)}, []string{c.path})
		if got[0] != c.want {
			t.Errorf("%s of %s: got %q, want %q", c.path, c.payload, got[0], c.want)
		}
	}
}

// TestAFunctionThatFailsLeavesNothing calls twice: what the first call returned is
// not taken for an answer of the second, unless nobody waits for that.
func TestAFunctionThatFailsLeavesNothing(t *testing.T) {
	for kind, want := range map[string]string{"SYNCHRONOUS": "", "ASYNCHRONOUS": "old"} {
		doc := parse(t, `{"Version": "2019-10-30", "StartAction": "one", "Actions": [
			{"Identifier": "one", "Type": "InvokeLambdaFunction", "Parameters": {"LambdaFunctionARN": "f"}, "Transitions": {"NextAction": "two"}},
			{"Identifier": "two", "Type": "InvokeLambdaFunction", "Parameters": {"LambdaFunctionARN": "f", "InvocationType": "`+kind+`"},
			 "Transitions": {"Errors": [{"ErrorType": "NoMatchingError", "NextAction": "read"}]}},
			{"Identifier": "read", "Type": "UpdateContactAttributes", "Parameters": {"Attributes": {"a": "$.External.a"}}}]}`)
		r := flowtest.Start(t, flowtest.Host{}, doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
		r.Resume(answered(`{"a": "old"}`))
		r.Resume(broken)
		got := r.Commands[len(r.Commands)-2]
		if !reflect.DeepEqual(got, flow.Command(flow.UpdateAttributes{Target: flow.TargetCurrent, Attributes: map[string]string{"a": want}})) {
			t.Errorf("%s: got %#v, want %q read", kind, got, want)
		}
	}
}

// TestStructuresArePassedOnWhole gives a function what another one returned.
func TestStructuresArePassedOnWhole(t *testing.T) {
	doc := parse(t, `{"Version": "2019-10-30", "StartAction": "one", "Actions": [
		{"Identifier": "one", "Type": "InvokeLambdaFunction",
		 "Parameters": {"LambdaFunctionARN": "f", "ResponseValidation": {"ResponseType": "JSON"}}, "Transitions": {"NextAction": "keep"}},
		{"Identifier": "keep", "Type": "UpdateFlowAttributes", "Parameters": {"FlowAttributes": {"list": "$.External.list"}}, "Transitions": {"NextAction": "two"}},
		{"Identifier": "two", "Type": "InvokeLambdaFunction", "Parameters": {"LambdaFunctionARN": "f", "LambdaInvocationAttributes": {
			"whole": "$.External", "list": "$.LambdaInvocation.ResultData.list", "within": "all: $.External.list", "n": "$.External.n", "kept": "$.FlowAttributes.list"}}}]}`)
	r := flowtest.Start(t, flowtest.Host{}, doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
	r.Resume(answered(`{"list": ["a", {"b": 1}], "n": 7}`))
	want := flow.InvokeFunction{ARN: "f", Seconds: 8, Parameters: []byte(
		`{"kept":"[\"a\",{\"b\":1}]","list":["a",{"b":1}],"n":"7","whole":{"list":["a",{"b":1}],"n":7},"within":"all: [\"a\",{\"b\":1}]"}`)}
	if !reflect.DeepEqual(r.Last(), flow.Command(want)) {
		t.Errorf("got %s, want %s", r.Last().(flow.InvokeFunction).Parameters, want.Parameters)
	}
}
