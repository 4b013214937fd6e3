package flow_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
)

// moduleOf is a module of these actions, which begins at the first.
func moduleOf(t testing.TB, actions ...object) *flow.Document {
	t.Helper()
	content := marshal(t, object{
		"Version": flow.Version, "StartAction": actions[0]["Identifier"], "Actions": actions,
		"Settings": object{"InputParameters": []any{}, "OutputParameters": []any{}, "Transitions": []any{}},
	})
	d, problems := flow.Check(content, flow.TypeModule, nil)
	if len(problems) > 0 {
		t.Fatalf("module has problems %v", problems)
	}
	return d
}

func returns(result, data string) object {
	p := object{}
	if result != "" {
		p["Result"] = result
	}
	if data != "" {
		p["ResultData"] = object{"out": data}
	}
	return action("return", "EndFlowModuleExecution", p, object{})
}

func invokes(id string) object {
	return action("invoke", "InvokeFlowModule", object{"FlowModuleId": id}, object{
		"NextAction": "return", "Errors": []any{object{"NextAction": "failed", "ErrorType": "NoMatchingError"}},
	})
}

func TestInvokeFlowModule(t *testing.T) {
	sends := action("say", "MessageParticipant", object{"Text": "in: $.Modules.Input.who, $.External.a, $.Attributes.n"}, object{"NextAction": "return"})
	ends := action("end", "EndFlowExecution", object{}, object{})
	fails := action("fails", "CreateCase", object{}, object{})
	hours := action("queue", "UpdateContactTargetQueue", object{"QueueId": "q"}, object{
		"NextAction": "return", "Errors": []any{object{"NextAction": "return", "ErrorType": "NoMatchingError"}},
	})
	modules := map[flow.ID]flow.Loaded{}
	for id, doc := range map[flow.ID]*flow.Document{
		"plain": moduleOf(t, returns("", "")), "named": moduleOf(t, returns("good", "$.Modules.Input.who")),
		"says": moduleOf(t, sends, returns("good", "")), "ends": moduleOf(t, ends), "fails": moduleOf(t, fails),
		"queue": moduleOf(t, hours, returns("good", "")),
		"long":  moduleOf(t, returns("good", strings.Repeat("a", flow.MaxValue))),
		"lost":  moduleOf(t, action("return", "EndFlowModuleExecution", object{"Result": "$.Attributes.none"}, object{})),
	} {
		modules[id] = flow.Loaded{FlowID: "m-" + id, Content: "c-" + string(id), Document: doc}
	}
	env := flow.Values{"$.Attributes.n": "Ann"}
	trials := []trial{
		{name: "it returns", parameters: `{"FlowModuleId": "plain"}`, branch: "on NoMatchingCondition"},
		{name: "a named result", parameters: `{"FlowModuleId": "named", "Input": {"who": "$.Attributes.n"}}`, conditions: []string{"Equals good"}, branch: "if Equals good"},
		{name: "another result", parameters: `{"FlowModuleId": "named"}`, conditions: []string{"Equals bad"}, branch: "on NoMatchingCondition"},
		{name: "what it sees", parameters: `{"FlowModuleId": "says", "Input": {"who": "the $.Attributes.n"}}`, conditions: []string{"Equals good"},
			commands: []flow.Command{flow.SendMessage{Text: "in: the Ann, , Ann"}}, branch: "if Equals good"},
		{name: "it ends the flow", parameters: `{"FlowModuleId": "ends"}`, commands: []flow.Command{flow.End{Reason: flow.EndFinished, Action: "end"}}},
		{name: "it fails without a branch", parameters: `{"FlowModuleId": "fails"}`, branch: onError},
		{name: "it chooses a queue", parameters: `{"FlowModuleId": "queue"}`, conditions: []string{"Equals good"},
			commands: []flow.Command{flow.SetTargetQueue{QueueID: "q"}}, branch: "if Equals good"},
		{name: "its result is too long", parameters: `{"FlowModuleId": "long"}`, branch: onError},
		{name: "its result has no value", parameters: `{"FlowModuleId": "lost"}`, branch: onError},
		{name: "there is no such module", parameters: `{"FlowModuleId": "gone"}`, branch: onError},
		{name: "no module", branch: onError, note: "FlowModuleId is missing"},
		{name: "input of another type", parameters: `{"FlowModuleId": "plain", "Input": 1}`, branch: onError, note: "Input must be an object"},
		{name: "input that is too long", parameters: `{"FlowModuleId": "plain", "Input": {"a": "` + strings.Repeat("a", flow.MaxValue) + `"}}`, branch: onError, note: "more than"},
		{name: "a queue flow may not", kind: flow.TypeCustomerQueue, parameters: `{"FlowModuleId": "plain"}`, branch: onError, note: "not allowed"},
	}
	for i := range trials {
		trials[i].modules, trials[i].env = modules, env
	}
	try(t, "InvokeFlowModule", trials)
	try(t, "EndFlowModuleExecution", []trial{{name: "outside of a module", branch: onError, note: "only a module"}})
}

// TestModulesKeepTheirValuesToThemselves reads the results of two modules, one after
// the other, beside what the caller knew before.
func TestModulesKeepTheirValuesToThemselves(t *testing.T) {
	inner := moduleOf(t,
		action("call", "InvokeLambdaFunction", object{"LambdaFunctionARN": "f"}, object{
			"NextAction": "attributes", "Errors": []any{object{"NextAction": "attributes", "ErrorType": "NoMatchingError"}},
		}),
		action("attributes", "UpdateFlowAttributes", object{"FlowAttributes": object{"a": "inner"}}, object{
			"NextAction": "return", "Errors": []any{object{"NextAction": "return", "ErrorType": "NoMatchingError"}},
		}),
		returns("good", "$.External.a+$.Modules.Input.n"))
	doc := parse(t, `{"Version": "2019-10-30", "StartAction": "call", "Actions": [
		{"Identifier": "call", "Type": "InvokeLambdaFunction", "Parameters": {"LambdaFunctionARN": "f"}, "Transitions": {"NextAction": "attributes"}},
		{"Identifier": "attributes", "Type": "UpdateFlowAttributes", "Parameters": {"FlowAttributes": {"a": "outer"}}, "Transitions": {"NextAction": "module"}},
		{"Identifier": "module", "Type": "InvokeFlowModule", "Parameters": {"FlowModuleId": "m", "Input": {"n": 7}}, "Transitions": {"NextAction": "say"}},
		{"Identifier": "say", "Type": "MessageParticipant", "Transitions": {}, "Parameters": {
			"Text": "$.External.a $.FlowAttributes.a $.Modules.Result $.Modules.ResultData.out [$.Modules.Input.n]"}}]}`)
	calls := 0
	host := flowtest.Host{
		Modules: map[flow.ID]flow.Loaded{"m": {FlowID: "m", Content: "c", Document: inner}},
		Function: func(flow.InvokeFunction) flow.Input {
			calls++
			return answered(fmt.Sprintf(`{"a": "call %d"}`, calls))
		},
	}
	r := flowtest.Start(t, host, doc, flow.Beginning{FlowID: "f", Content: "o", Type: flow.TypeContactFlow})
	wantCommands(t, r.Commands,
		flow.InvokeFunction{ARN: "f", Seconds: 8, Parameters: []byte("{}")},
		flow.LoadModule{ModuleID: "m"},
		flow.InvokeFunction{ARN: "f", Seconds: 8, Parameters: []byte("{}")},
		flow.LoadContent{FlowID: "f", Content: "o"},
		flow.SendMessage{Text: "call 1 outer good call 2+7 []"},
		flow.End{Reason: flow.EndNoNextAction, Action: "say"})
}

// TestModulesWithinModules goes down to the limit, and finds a module that would
// run within itself.
func TestModulesWithinModules(t *testing.T) {
	failed := action("failed", "EndFlowModuleExecution", object{"Result": "too deep"}, object{})
	modules := map[flow.ID]flow.Loaded{}
	for i := 1; i <= flow.MaxModuleDepth+1; i++ {
		id := flow.ID(fmt.Sprint("m", i))
		modules[id] = flow.Loaded{FlowID: id, Content: string(id), Document: moduleOf(t,
			invokes(fmt.Sprint("m", i+1)), returns("", "$.Modules.Result$.Modules.ResultData.out"), failed)}
	}
	modules["self"] = flow.Loaded{FlowID: "self", Document: moduleOf(t, invokes("other"), returns("back", ""), failed)}
	modules["other"] = flow.Loaded{FlowID: "other", Document: moduleOf(t, invokes("self"), returns("back", ""), failed)}
	for start, want := range map[string]string{"m1": "too deep", "self": ""} {
		doc := parse(t, `{"Version": "2019-10-30", "StartAction": "it", "Actions": [
			{"Identifier": "it", "Type": "InvokeFlowModule", "Parameters": {"FlowModuleId": "`+start+`"}, "Transitions": {"NextAction": "say"}},
			{"Identifier": "say", "Type": "MessageParticipant", "Parameters": {"Text": "<$.Modules.ResultData.out>"}, "Transitions": {"NextAction": "end"}},
			{"Identifier": "end", "Type": "EndFlowExecution"}]}`)
		r := flowtest.Start(t, flowtest.Host{Modules: modules}, doc, flow.Beginning{FlowID: "f", Content: "f", Type: flow.TypeContactFlow})
		got := r.Commands[len(r.Commands)-2]
		if got != flow.Command(flow.SendMessage{Text: "<" + want + ">"}) {
			t.Errorf("%s: got %#v, want %q", start, r.Commands, want)
		}
		if st := r.Step.State; len(st.Callers) != 0 || st.FlowID != "f" {
			t.Errorf("%s: got state %+v, want it back in the flow", start, st)
		}
	}
}

// TestModulesReturnWhatTheirSettingsSay lints returns against the module's own
// Settings, if these say anything.
func TestModulesReturnWhatTheirSettingsSay(t *testing.T) {
	const (
		own   = `{"OutputParameters": [{"ReferenceName": "out"}], "Transitions": [{"ReferenceName": "good"}]}`
		usual = `{"InputParameters": [], "OutputParameters": [], "Transitions": [{"ReferenceName": "Success"}, {"ReferenceName": "Error"}]}`
	)
	for _, c := range []struct{ settings, parameters, words string }{
		{own, `{"Result": "good", "ResultData": {"out": "$.External.a"}}`, ""},
		{own, `{}`, ""},
		{own, `{"Result": "$.Attributes.r"}`, ""},
		{own, `{"Result": "bad"}`, `no result "bad"`},
		{own, `{"ResultData": {"in": 1}}`, `no output "in"`},
		{own, `{"ResultData": 1}`, "ResultData must be an object"},
		{usual, `{"Result": "branch_1", "ResultData": {"any": 1}}`, ""},
		{`null`, `{"Result": "branch_1", "ResultData": {"any": 1}}`, ""},
	} {
		_, problems := flow.Check(`{"Version": "2019-10-30", "StartAction": "r", "Settings": `+c.settings+`, "Actions": [
			{"Identifier": "r", "Type": "EndFlowModuleExecution", "Parameters": `+c.parameters+`, "Transitions": {}}]}`, flow.TypeModule, nil)
		if c.words == "" && len(problems) > 0 || c.words != "" && !tells(problems, fault{action: "r", words: c.words}) {
			t.Errorf("%s with %s: got problems %v, want %q", c.parameters, c.settings, problems, c.words)
		}
	}
}
