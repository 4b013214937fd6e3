package flow_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
)

func submitted(text string) flow.Heard { return flow.Heard{ContentType: response, Text: text} }

func TestShowView(t *testing.T) {
	const (
		form   = `{"ViewResource": {"Id": "form", "Version": "1"}, "InvocationTimeLimitSeconds": "60"}`
		sent   = `{"templateType":"ViewResource","version":"1.0","action":"Submit","data":{"Reason":"late"}}`
		other  = `{"templateType":"ViewResource","version":"1.0","action":"Submit","viewName":"Other"}`
		picker = `{"templateType":"ListPicker","action":"Submit"}`
	)
	submit := []string{"Equals Submit"}
	shown := flow.ShowView{ViewID: "form", Version: "1", Data: []byte("{}")}
	listens, again := flow.Listen{Seconds: 60}, flow.Listen{Again: true}
	named := flow.Result{Value: "Form"}
	try(t, "ShowView", []trial{
		{name: "an action is chosen", parameters: form, conditions: submit, answer: named, wake: submitted(sent),
			commands: []flow.Command{shown, listens}, branch: "if Equals Submit"},
		{name: "another action", parameters: form, conditions: []string{"Equals Back"}, wake: submitted(sent),
			commands: []flow.Command{shown, listens}, branch: "on NoMatchingCondition"},
		{name: "other messages do not answer", parameters: form, conditions: submit, answer: named,
			wakes: []flow.Input{said("Submit"), submitted(picker), submitted(other), submitted("no JSON"), submitted(`{"templateType":"ViewResource"}`),
				submitted(strings.Replace(sent, `"action"`, `"viewName":"Form","action"`, 1))},
			commands: []flow.Command{shown, listens, again, again, again, again, again}, branch: "if Equals Submit"},
		{name: "nobody answers", parameters: form, wakes: []flow.Input{said("what?"), flow.Timeout{}},
			commands: []flow.Command{shown, listens, again}, branch: "on TimeLimitExceeded"},
		{name: "there is no such view", parameters: form, answer: broken, command: shown, branch: onError},
		{name: "data, by reference and hidden", conditions: submit, env: flow.Values{"$.Attributes.v": "arn:view/x:$LATEST", "$.Attributes.n": "Ann"},
			parameters: `{"ViewResource": {"Id": "$.Attributes.v"}, "ViewData": {"Name": "Hi $.Attributes.n", "Cards": [{"n": 1, "b": true}]}, "SensitiveDataConfiguration": {"HideResponseOn": ["TRANSCRIPT"]}}`,
			wake:       submitted(sent), branch: "if Equals Submit",
			commands: []flow.Command{flow.ShowView{
				ViewID: "arn:view/x:$LATEST", Data: []byte(`{"Cards":[{"b":true,"n":1}],"Name":"Hi Ann"}`), HideResponse: true,
			}, flow.Listen{Seconds: 400}}},
		{name: "a response that is too long", parameters: form, branch: onError,
			commands: []flow.Command{shown, listens}, wake: submitted(`{"templateType":"ViewResource","action":"a","data":{"x":"` + strings.Repeat("x", flow.MaxValue) + `"}}`)},
		{name: "data that is too long", parameters: `{"ViewResource": {"Id": "form"}, "ViewData": {"a": "` + strings.Repeat("a", flow.MaxViewData) + `"}}`, branch: onError, note: "more than 16384"},
		{name: "data of another type", parameters: `{"ViewResource": {"Id": "form"}, "ViewData": "a"}`, branch: onError, note: "ViewData must be an object"},
		{name: "no view", parameters: `{}`, branch: onError, note: "ViewResource.Id is missing"},
		{name: "a time that is none", parameters: `{"ViewResource": {"Id": "form"}, "InvocationTimeLimitSeconds": 0}`, branch: onError, note: "InvocationTimeLimitSeconds"},
		{name: "hidden from somewhere else", parameters: `{"ViewResource": {"Id": "form"}, "SensitiveDataConfiguration": {"HideResponseOn": ["EYES"]}}`, branch: onError, note: "TRANSCRIPT"},
		{name: "a whisper may not", kind: flow.TypeAgentWhisper, parameters: form, branch: onError, note: "not allowed"},
	})
}

// A host asks the parked execution what it takes for an answer, before it stores it.
func TestAStateTellsWhatAnswersItsView(t *testing.T) {
	const answer = `{"templateType":"ViewResource","action":"Go"}`
	named := func(name string) flow.Heard {
		return submitted(strings.Replace(answer, `"action"`, `"viewName":"`+name+`","action"`, 1))
	}
	const hiding = `{"ViewResource": {"Id": "form"}, "SensitiveDataConfiguration": {"HideResponseOn": ["TRANSCRIPT"]}}`
	for _, c := range []struct {
		name, action, parameters string
		in                       flow.Heard
		answers, hide            bool
	}{
		{"an answer", "ShowView", `{"ViewResource": {"Id": "form"}}`, submitted(answer), true, false},
		{"one to hide", "ShowView", hiding, submitted(answer), true, true},
		{"one to hide, by the view's name", "ShowView", hiding, named("Form"), true, true},
		{"another view's", "ShowView", hiding, named("Other"), false, false},
		{"a message", "ShowView", hiding, said(answer), false, false},
		{"no action", "ShowView", hiding, submitted(`{"templateType":"ViewResource"}`), false, false},
		{"told a bot", "ConnectParticipantWithLexBot", `{"Text": "Hi", "LexV2Bot": {"AliasArn": "arn"}}`, submitted(answer), false, false},
		{"told a flow that waits", "Wait", `{"TimeoutSeconds": "60", "Events": ["CustomerReturned"]}`, submitted(answer), false, false},
	} {
		doc := parse(t, branching(t, flow.ActionType(c.action), c.parameters))
		r := flowtest.Start(t, script(nil, flow.Result{Value: "Form"}), doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
		answers, hide := r.Step.State.AnswersView(c.in)
		if answers != c.answers || hide != c.hide {
			t.Errorf("%s: got %t, %t, want %t, %t", c.name, answers, hide, c.answers, c.hide)
		}
	}
}

func TestWhatAViewLeavesForReferences(t *testing.T) {
	paths := []string{"$.Views.Action", "$.Views.ViewResultData.Category[0]", "$.Views.ViewResultData.Category.0", "$.Views.ViewResultData", "$.Views.ViewResultData.x"}
	for _, c := range []struct {
		sent string
		want []string
	}{
		{`{"templateType":"ViewResource","action":"Go","data":{"Category": ["a", "b"]}}`, []string{"Go", "a", "a", `{"Category":["a","b"]}`, ""}},
		{`{"templateType":"ViewResource","action":"Go","data":"{\"Category\":[\"c\"]}"}`, []string{"Go", "c", "c", `{"Category":["c"]}`, ""}},
		{`{"templateType":"ViewResource","action":"Go"}`, []string{"Go", "", "", "{}", ""}},
	} {
		got := afterAction(t, "ShowView", `{"ViewResource": {"Id": "form"}}`, nil, []flow.Input{submitted(c.sent)}, paths)
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.sent, got, c.want)
		}
	}
}
