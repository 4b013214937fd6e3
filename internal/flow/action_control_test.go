package flow_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
)

func TestCompare(t *testing.T) {
	tier := func(value string) flow.Values { return flow.Values{"$.Attributes.tier": value} }
	const by = `{"ComparisonValue": "$.Attributes.tier"}`
	try(t, "Compare", []trial{
		{name: "the first condition that holds", parameters: by, env: tier("gold"),
			conditions: []string{"Equals silver", "TextStartsWith g", "Equals gold"}, branch: "if TextStartsWith g"},
		{name: "no condition holds", parameters: by, env: tier("bronze"),
			conditions: []string{"Equals silver"}, branch: "on NoMatchingCondition"},
		{name: "no value compares as empty", parameters: by,
			conditions: []string{"NumberLessThan 1", "Equals "}, branch: "if Equals "},
		{name: "text is case-sensitive", parameters: by, env: tier("Gold"),
			conditions: []string{"Equals gold"}, branch: "on NoMatchingCondition"},
		{name: "an operand may be a reference", parameters: by,
			env:        flow.Values{"$.Attributes.tier": "gold", "$.Attributes.want": "gold"},
			conditions: []string{"Equals $.Attributes.want"}, branch: "if Equals $.Attributes.want"},
		{name: "text with a reference is not one reference", parameters: `{"ComparisonValue": "a $.Attributes.tier"}`,
			conditions: []string{"Equals x"}, branch: onError, note: "one reference"},
		{name: "no parameter", conditions: []string{"Equals x"}, branch: onError, note: "one reference"},
	})
}

func TestOperators(t *testing.T) {
	for _, c := range []struct {
		operator        flow.Operator
		result, operand string
		want            bool
	}{
		{flow.OpEquals, "a", "a", true},
		{flow.OpEquals, "a", "A", false},
		{flow.OpEquals, "1", "1.0", false},
		{flow.OpTextStartsWith, "abc", "ab", true},
		{flow.OpTextStartsWith, "abc", "bc", false},
		{flow.OpTextEndsWith, "abc", "bc", true},
		{flow.OpTextEndsWith, "abc", "ab", false},
		{flow.OpTextContains, "abc", "b", true},
		{flow.OpTextContains, "abc", "B", false},
		{flow.OpKeyExists, `{"a": null}`, "a", true},
		{flow.OpKeyExists, `{"a": {"b": 1}}`, "b", false},
		{flow.OpKeyExists, "a", "a", false},
		{flow.OpKeyExists, "", "", false},
		{flow.OpNumberGreaterThan, "2", "1.5", true},
		{flow.OpNumberGreaterThan, "1.5", "1.5", false},
		{flow.OpNumberGreaterOrEqualTo, "1.5", "1.50", true},
		{flow.OpNumberGreaterOrEqualTo, "1", "1.5", false},
		{flow.OpNumberLessThan, " -3 ", "0", true},
		{flow.OpNumberLessThan, "0", "0", false},
		{flow.OpNumberLessOrEqualTo, "0", "0", true},
		{flow.OpNumberLessOrEqualTo, "1e3", "999", false},
		{flow.OpNumberLessThan, "", "1", false},
		{flow.OpNumberLessThan, "x", "1", false},
		{flow.OpNumberGreaterThan, "1", "x", false},
		{flow.OpNumberGreaterThan, "Inf", "1", false},
		{flow.OpNumberGreaterThan, "NaN", "1", false},
		{flow.OpNumberGreaterThan, "0x10", "1", false},
		{flow.OpNumberGreaterThan, "1_000", "1", false},
		{"Unlike", "1", "1", false},
	} {
		if got := c.operator.Holds(c.result, c.operand); got != c.want {
			t.Errorf("%q %s %q: got %v, want %v", c.result, c.operator, c.operand, got, c.want)
		}
	}
}

func TestWait(t *testing.T) {
	both := []flow.Event{flow.EventCustomerReturned, flow.EventBotParticipantDisconnected}
	all := []string{"Equals WaitCompleted", "Equals CustomerReturned", "Equals BotParticipantDisconnected"}
	const forBoth = `{"TimeoutSeconds": "60", "Events": ["CustomerReturned", "BotParticipantDisconnected"]}`
	parked := flow.Wait{Seconds: 60, Events: both}
	try(t, "Wait", []trial{
		{name: "the time is over", parameters: forBoth, conditions: all, wake: flow.Timeout{},
			command: parked, branch: "if Equals WaitCompleted"},
		{name: "the customer returns", parameters: forBoth, conditions: all, command: parked,
			wake: flow.Occurred{Event: flow.EventCustomerReturned}, branch: "if Equals CustomerReturned"},
		{name: "the bot leaves", parameters: forBoth, conditions: all, command: parked,
			wake: flow.Occurred{Event: flow.EventBotParticipantDisconnected}, branch: "if Equals BotParticipantDisconnected"},
		{name: "there is no bot", parameters: forBoth, conditions: all, command: parked,
			wake: flow.Result{Error: flow.ErrorParticipantNotFound}, branch: "on ParticipantNotFound"},
		{name: "a number, no events", parameters: `{"TimeoutSeconds": 604800}`, conditions: all, wake: flow.Timeout{},
			command: flow.Wait{Seconds: flow.MaxWaitSeconds}, branch: "if Equals WaitCompleted"},
		{name: "as the designer writes it", parameters: `{"TimeLimitSeconds": "900"}`, conditions: all, wake: flow.Timeout{},
			command: flow.Wait{Seconds: 900}, branch: "if Equals WaitCompleted"},
		{name: "two times", parameters: `{"TimeLimitSeconds": 1, "TimeoutSeconds": 1}`, branch: onError, note: "exactly one"},
		{name: "seconds by reference", parameters: `{"TimeoutSeconds": "$.Attributes.s"}`, conditions: all,
			env: flow.Values{"$.Attributes.s": "5"}, wake: flow.Timeout{},
			command: flow.Wait{Seconds: 5}, branch: "if Equals WaitCompleted"},
		{name: "it waits in every flow type", kind: flow.TypeCustomerQueue, parameters: `{"TimeoutSeconds": "1"}`,
			conditions: all, wake: flow.Timeout{}, command: flow.Wait{Seconds: 1}, branch: "if Equals WaitCompleted"},
		{name: "an event without a condition", parameters: `{"TimeoutSeconds": "9", "Events": ["CustomerReturned"]}`,
			wake:    flow.Occurred{Event: flow.EventCustomerReturned},
			command: flow.Wait{Seconds: 9, Events: both[:1]}, branch: "on NoMatchingCondition"},
		{name: "zero seconds", parameters: `{"TimeoutSeconds": 0}`, branch: onError, note: "TimeoutSeconds"},
		{name: "too many seconds", parameters: `{"TimeoutSeconds": 604801}`, branch: onError, note: "604800"},
		{name: "half a second", parameters: `{"TimeoutSeconds": 0.5}`, branch: onError, note: "whole number"},
		{name: "no number", parameters: `{"TimeoutSeconds": "soon"}`, branch: onError, note: "whole number"},
		{name: "no value", parameters: `{"TimeoutSeconds": "$.Attributes.s"}`, branch: onError, note: "no value"},
		{name: "no parameter", branch: onError, note: "exactly one of TimeoutSeconds or TimeLimitSeconds"},
		{name: "an unknown event", parameters: `{"TimeoutSeconds": 1, "Events": ["Noon"]}`, branch: onError, note: "Events"},
		{name: "events of another type", parameters: `{"TimeoutSeconds": 1, "Events": "CustomerReturned"}`, branch: onError, note: "list"},
		{name: "an event of another type", parameters: `{"TimeoutSeconds": 1, "Events": [1]}`, branch: onError, note: "list of text"},
	})
}

func TestLoop(t *testing.T) {
	rounds := []string{"Equals ContinueLooping", "Equals DoneLooping"}
	try(t, "Loop", []trial{
		{name: "none", parameters: `{"LoopCount": "0"}`, conditions: rounds, branch: "if Equals DoneLooping"},
		{name: "the first round", parameters: `{"LoopCount": 100}`, conditions: rounds, branch: "if Equals ContinueLooping"},
		{name: "by reference", parameters: `{"LoopCount": "$.Attributes.n"}`, conditions: rounds,
			env: flow.Values{"$.Attributes.n": "0"}, branch: "if Equals DoneLooping"},
		{name: "an empty list", parameters: `{"LoopCount": []}`, conditions: rounds, branch: "if Equals DoneLooping"},
		{name: "a list", parameters: `{"LoopCount": ["a", {"b": "$.Attributes.n"}]}`, conditions: rounds, branch: "if Equals ContinueLooping"},
		{name: "a list by reference", parameters: `{"LoopCount": "$.Attributes.n"}`, conditions: rounds,
			env: flow.Values{"$.Attributes.n": `["a"]`}, branch: "if Equals ContinueLooping"},
		{name: "a long list", parameters: `{"LoopCount": [` + strings.Repeat("1,", 100) + `1]}`, conditions: rounds, branch: onError, note: "101 elements"},
		{name: "a list of much", parameters: `{"LoopCount": ["` + strings.Repeat("a", flow.MaxValue) + `"]}`, conditions: rounds, branch: onError, note: "LoopCount has 32772 bytes, more than 32768"},
		{name: "an object", parameters: `{"LoopCount": {"a": 1}}`, conditions: rounds, branch: onError, note: "must be text"},
		{name: "too many", parameters: `{"LoopCount": 101}`, conditions: rounds, branch: onError, note: "0 to 100"},
		{name: "fewer than none", parameters: `{"LoopCount": -1}`, conditions: rounds, branch: onError, note: "0 to 100"},
		{name: "no number", parameters: `{"LoopCount": "$.Attributes.n"}`, conditions: rounds,
			env: flow.Values{"$.Attributes.n": "many"}, branch: onError, note: "whole number"},
		{name: "no parameter", conditions: rounds, branch: onError, note: "LoopCount is missing"},
	})
}

// TestLoopsCountForThemselvesAndBeginAnew nests one Loop in another.
func TestLoopsCountForThemselvesAndBeginAnew(t *testing.T) {
	r := flowtest.Start(t, flowtest.Host{}, document(t, "nested_loops", flow.TypeContactFlow),
		flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
	var want []flow.Command
	for outer := range 2 {
		for inner := range 3 {
			want = append(want, flow.SendMessage{Text: fmt.Sprintf("%d-%d", outer, inner)})
		}
	}
	want = append(want, flow.SendMessage{Text: "after: ."}, flow.End{Reason: flow.EndFinished, Action: "end"})
	wantCommands(t, r.Commands, want...)
	if got := r.Step.State.Loops; got != nil {
		t.Errorf("got counters %v after the loops are done, want none", got)
	}
}

// TestALoopKeepsToTheListThatItBeganWith runs over what a function returned, and
// calls the function again in every round.
func TestALoopKeepsToTheListThatItBeganWith(t *testing.T) {
	doc := document(t, "loop_list", flow.TypeContactFlow)
	calls := 0
	host := flowtest.Host{Function: func(flow.InvokeFunction) flow.Input {
		calls++
		return answered(fmt.Sprintf(`{"orders": [{"id": "%[1]d-a", "n": [1]}, "%[1]d-b"]}`, calls))
	}}
	r := flowtest.Start(t, host, doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
	var got []string
	for _, c := range r.Commands {
		if m, ok := c.(flow.SendMessage); ok {
			got = append(got, m.Text)
		}
	}
	want := []string{
		`0: 1-a, {"id":"1-a","n":[1]}, first 1-a, of 1-b`, `1: , 1-b, first 1-a, of 1-b`, "done: .",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if st := r.Step.State; st.Loops != nil || st.Values["Loop"] != nil {
		t.Errorf("got %v and %s after the loop, want nothing", st.Loops, st.Values["Loop"])
	}
}

// TestATransferLeavesLoopsBehind goes to another flow in the midst of a Loop, in
// which a Loop with the same identifier counts from the beginning.
func TestATransferLeavesLoopsBehind(t *testing.T) {
	const content = `{"Version": "2019-10-30", "StartAction": "loop", "Actions": [
		{"Identifier": "loop", "Type": "Loop", "Parameters": {"LoopCount": %s, "LoopName": "l"}, "Transitions": {"Conditions": [
			{"NextAction": "say", "Condition": {"Operator": "Equals", "Operands": ["ContinueLooping"]}}]}},
		{"Identifier": "say", "Type": "MessageParticipant", "Parameters": {"Text": "$.Loop.l.Element|$.Loop.l.Elements|$.Loop.l.Index|$.Loop.l.Size|$.Loop.l"}, "Transitions": {"NextAction": "%s"}},
		{"Identifier": "go", "Type": "TransferToFlow", "Parameters": {"ContactFlowId": "other"}},
		{"Identifier": "end", "Type": "EndFlowExecution"}]}`
	other := parse(t, fmt.Sprintf(content, `2`, "end"))
	host := flowtest.Host{Flows: map[flow.ID]flow.Loaded{"other": {FlowID: "other", Type: flow.TypeContactFlow, Document: other}}}
	r := flowtest.Start(t, host, parse(t, fmt.Sprintf(content, `["a", "b"]`, "go")), flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
	wantCommands(t, r.Commands,
		flow.SendMessage{Text: `a|["a","b"]|0||`}, flow.LoadFlow{FlowID: "other"},
		flow.SendMessage{Text: `||0||`}, flow.End{Reason: flow.EndFinished, Action: "end"})
	if got := r.Step.State.Values; got != nil {
		t.Errorf("got values %s in the other flow, want none", got)
	}
}

func TestDistributeByPercentage(t *testing.T) {
	try(t, "DistributeByPercentage", []trial{
		{name: "everything is below 101", conditions: []string{"NumberLessThan 101"}, branch: "if NumberLessThan 101"},
		{name: "nothing is below 1", conditions: []string{"NumberLessThan 1"}, branch: "on NoMatchingCondition"},
	})
	doc := parse(t, branching(t, "DistributeByPercentage", "", "NumberLessThan 21", "NumberLessThan 51"))
	share := map[flow.ActionID]int{}
	const draws = 20_000
	for seed := range uint64(draws) {
		b := flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow, Seed: seed}
		end := advance(t, doc, flow.NewState(b), flow.Start{}).Command.(flow.End)
		share[end.Action]++
		if again := advance(t, doc, flow.NewState(b), flow.Start{}).Command; again != flow.Command(end) {
			t.Fatalf("seed %d: got %v then %v, want the same twice", seed, end, again)
		}
	}
	for branch, percent := range map[flow.ActionID]int{
		"if NumberLessThan 21": 20, "if NumberLessThan 51": 30, "on NoMatchingCondition": 50,
	} {
		if got, want := share[branch], draws*percent/100; got < want*95/100 || got > want*105/100 {
			t.Errorf("%s: got %d of %d draws, want about %d", branch, got, draws, want)
		}
	}
}

func advance(t testing.TB, doc *flow.Document, st flow.State, in flow.Input) flow.Step {
	t.Helper()
	step, err := flow.Advance(doc, st, in, nil)
	if err != nil {
		t.Fatal(err)
	}
	return step
}

func TestUpdateFlowAttributes(t *testing.T) {
	try(t, "UpdateFlowAttributes", []trial{
		{name: "set", parameters: `{"FlowAttributes": {"a": "b"}}`, branch: "next"},
		{name: "as the service writes it", parameters: `{"FlowAttributes": {"a": {"Type": "String", "Value": "b"}}}`, branch: "next"},
		{name: "a type without a value", parameters: `{"FlowAttributes": {"a": {"Type": "String"}}}`, branch: onError, note: "text"},
		{name: "no parameter", branch: onError, note: "FlowAttributes"},
		{name: "a name with a dot", parameters: `{"FlowAttributes": {"a.b": "c"}}`, branch: onError, note: "name"},
		{name: "a value of another type", parameters: `{"FlowAttributes": {"a": "b", "c": []}}`, branch: onError, note: "text"},
	})
}

// TestFlowAttributesCannotGrowWithoutEnd doubles an attribute until it does not
// fit; the value of before stays.
func TestFlowAttributesCannotGrowWithoutEnd(t *testing.T) {
	r := flowtest.Start(t, flowtest.Host{}, document(t, "doubling", flow.TypeContactFlow),
		flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
	wantCommands(t, r.Commands, flow.End{Reason: flow.EndFinished, Action: "end"})
	if got, want := len(r.Step.State.Attributes["a"]), flow.MaxFlowAttributes/2; got != want {
		t.Errorf("got an attribute of %d bytes, want %d", got, want)
	}
}

func TestFlowAttributesAreReadOverwrittenAndAllOrNothing(t *testing.T) {
	env := flow.Values{"$.Attributes.name": "Ann", "$.Attributes.broken": "\xff"}
	r := flowtest.Start(t, flowtest.Host{Env: env}, document(t, "flow_attributes", flow.TypeContactFlow),
		flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
	wantCommands(t, r.Commands,
		flow.SendMessage{Text: "Ann and two words"},
		flow.SendMessage{Text: "Ann! and two words"},
		flow.End{Reason: flow.EndFinished, Action: "end"})
	want := map[string]string{"who": "Ann!", "two words": "two words", "broken": "\uFFFD"}
	if got := r.Step.State.Attributes; !reflect.DeepEqual(got, want) {
		t.Errorf("got flow attributes %q, want %q", got, want)
	}
}

func TestUpdateFlowLoggingBehavior(t *testing.T) {
	for parameters, want := range map[string]bool{
		`{"FlowLoggingBehavior": "Enabled"}`:  true,
		`{"FlowLoggingBehavior": "Disabled"}`: false,
		`{"FlowLoggingBehavior": "Loud"}`:     true, // as it was
	} {
		doc := parse(t, branching(t, "UpdateFlowLoggingBehavior", parameters))
		step := advance(t, doc, flow.NewState(flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow, Logging: true}), flow.Start{})
		if step.State.Logging != want {
			t.Errorf("%s: got logging %v, want %v", parameters, step.State.Logging, want)
		}
		if end, _ := step.Command.(flow.End); end.Action != "next" {
			t.Errorf("%s: got %#v, want to go on at next", parameters, step.Command)
		}
	}
}

func TestTransferToFlow(t *testing.T) {
	try(t, "TransferToFlow", []trial{
		{name: "an unknown flow", parameters: `{"ContactFlowId": "f2"}`, answer: broken,
			command: flow.LoadFlow{FlowID: "f2"}, branch: onError},
		{name: "a reference without a value", parameters: `{"ContactFlowId": "$.Attributes.f"}`, branch: onError, note: "no value"},
		{name: "no parameter", branch: onError, note: "ContactFlowId is missing"},
		{name: "a queue flow may not", kind: flow.TypeCustomerQueue, parameters: `{"ContactFlowId": "f2"}`, branch: onError, note: "not allowed"},
	})
}

func TestTransferToFlowGoesOnInTheOtherDocument(t *testing.T) {
	leave, arrive := document(t, "transfer_away", flow.TypeContactFlow), document(t, "transfer_target", flow.TypeContactFlow)
	host := flowtest.Host{
		Env:   flow.Values{"$.Attributes.target": "arn:target"},
		Flows: map[flow.ID]flow.Loaded{"arn:target": {FlowID: "target", Type: flow.TypeContactFlow, Document: arrive}},
	}
	r := flowtest.Start(t, host, leave, flow.Beginning{FlowID: "away", Type: flow.TypeContactFlow, Logging: true})
	wantCommands(t, r.Commands,
		flow.LoadFlow{FlowID: "arn:target"},
		flow.SendMessage{Text: "kept: nothing"},
		flow.Wait{Seconds: 60})
	st := r.Step.State
	if st.FlowID != "target" || r.Step.Document != arrive || st.Attributes != nil || st.Loops != nil || !st.Logging {
		t.Errorf("got state %+v, want flow target, without attributes and loops, logging", st)
	}
}

func TestTerminalActions(t *testing.T) {
	try(t, "DisconnectParticipant", []trial{{name: "ends the contact", command: flow.Disconnect{}}})
	try(t, "EndFlowExecution", []trial{{name: "ends the flow", branch: "it"}})
}

func TestActionsThatCannotBeDoneHere(t *testing.T) {
	for action, note := range map[flow.ActionType]string{
		"MessageParticipantIteratively":         "not supported for chat",
		"TransferContactToAgent":                "not supported for chat",
		"UpdatePreviousContactParticipantState": "not supported for chat",
		"GetParticipantInput":                   "digits",
		"CreateCase":                            "no cases",
		"CreateTask":                            "no tasks",
		"StartOutboundChatContact":              "no SMS",
		"LoadContactContent":                    "no email",
		"RenderMessageTemplate":                 "no message templates",
	} {
		try(t, action, []trial{{name: string(action), branch: onError, note: note}})
	}
	try(t, "CreateWisdomSession", []trial{
		{name: "an assistant", parameters: `{"WisdomAssistantArn": "arn:a"}`, branch: "next", note: "there is no assistant here"},
	})
	try(t, "UpdateContactTextToSpeechVoice", []trial{{name: "Set voice", branch: "next", note: "no effect"}})
	try(t, "MakeCoffee", []trial{{name: "unknown", branch: onError, note: "unknown action type"}})
}
