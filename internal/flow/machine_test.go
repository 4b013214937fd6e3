package flow_test

import (
	"errors"
	"reflect"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
)

// compareFlow has one Compare of $.Attributes.v, with these transitions, and an
// end for each branch. spec 3.1 is about which of them is taken.
func compareFlow(t *testing.T, transitions string) *flow.Document {
	t.Helper()
	content := `{"Version": "2019-10-30", "StartAction": "it", "Actions": [
		{"Identifier": "it", "Type": "Compare", "Parameters": {"ComparisonValue": "$.Attributes.v"},
		 "Transitions": ` + transitions + `}`
	for _, id := range []string{"next", "condition", "no condition", "error"} {
		content += `, {"Identifier": "` + id + `", "Type": "EndFlowExecution"}`
	}
	return parse(t, content+"]}")
}

func TestBranchesAreLookedAtInOrder(t *testing.T) {
	const (
		next   = `"NextAction": "next"`
		equals = `"Conditions": [{"NextAction": "condition", "Condition": {"Operator": "Equals", "Operands": ["a"]}}]`
		noCond = `{"NextAction": "no condition", "ErrorType": "NoMatchingCondition"}`
		anyErr = `{"NextAction": "error", "ErrorType": "NoMatchingError"}`
	)
	unhandled := flow.End{Reason: flow.EndUnhandled, Action: "it", Error: flow.ErrorNoMatchingCondition}
	for name, c := range map[string]struct {
		value, transitions string
		want               flow.End
	}{
		"a condition goes before NextAction": {
			"a", "{" + next + "," + equals + `, "Errors": [` + noCond + "]}",
			flow.End{Reason: flow.EndFinished, Action: "condition"},
		},
		"without a match a redundant NextAction is ignored": {
			"b", "{" + next + "," + equals + `, "Errors": [` + anyErr + "," + noCond + "]}",
			flow.End{Reason: flow.EndFinished, Action: "no condition"},
		},
		"without a branch of its own NextAction takes it": {
			"b", "{" + next + "," + equals + `, "Errors": [` + anyErr + "]}",
			flow.End{Reason: flow.EndFinished, Action: "next"},
		},
		"without either NoMatchingError takes it": {
			"b", "{" + equals + `, "Errors": [` + anyErr + "]}",
			flow.End{Reason: flow.EndFinished, Action: "error"},
		},
		"without anything the execution ends": {"b", "{" + equals + "}", unhandled},
		"a branch to nowhere": {
			"b", `{"Errors": [{"NextAction": "gone", "ErrorType": "NoMatchingCondition"}]}`,
			flow.End{Reason: flow.EndMissingAction, Action: "gone"},
		},
		"a branch without an action": {
			"b", `{"Errors": [{"ErrorType": "NoMatchingCondition"}]}`,
			flow.End{Reason: flow.EndNoNextAction, Action: "it"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			host := flowtest.Host{Env: flow.Values{"$.Attributes.v": c.value}}
			r := flowtest.Start(t, host, compareFlow(t, c.transitions), flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
			wantCommands(t, r.Commands, c.want)
			if got, want := c.want.Failed(), c.want.Reason != flow.EndFinished; got != want {
				t.Errorf("got failed %v for %q, want %v", got, c.want.Reason, want)
			}
		})
	}
}

func TestARaisedErrorGoesBeforeConditions(t *testing.T) {
	doc := parse(t, branching(t, "Wait", `{"TimeoutSeconds": 0}`, "Equals WaitCompleted", "Equals "))
	r := flowtest.Start(t, flowtest.Host{}, doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
	wantCommands(t, r.Commands, flow.End{Reason: flow.EndFinished, Action: onError})
}

func TestAnErrorNeverTakesNextAction(t *testing.T) {
	doc := parse(t, `{"StartAction": "it", "Actions": [{"Identifier": "it", "Type": "Compare",
		"Parameters": {"ComparisonValue": "gold"}, "Transitions": {"NextAction": "it"}}]}`)
	r := flowtest.Start(t, flowtest.Host{}, doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
	wantCommands(t, r.Commands, flow.End{Reason: flow.EndUnhandled, Action: "it", Error: flow.ErrorNoMatchingError})
}

func TestExecutionEnds(t *testing.T) {
	const hook = `{"Identifier": "it", "Type": "UpdateContactEventHooks",
		"Parameters": {"EventHooks": {"AgentHold": "f"}}, "Transitions": {}}`
	for name, c := range map[string]struct {
		start, action string
		answer        flow.Result
		want          flow.End
	}{
		"when nothing follows": {"it", hook, succeeds, flow.End{Reason: flow.EndNoNextAction, Action: "it"}},
		"when an error has no branch": {
			"it", hook, flow.Result{Error: "Odd"},
			flow.End{Reason: flow.EndUnhandled, Action: "it", Error: "Odd"},
		},
		"when the start does not exist": {"gone", hook, succeeds, flow.End{Reason: flow.EndMissingAction, Action: "gone"}},
		"when there is no start":        {"", hook, succeeds, flow.End{Reason: flow.EndMissingAction}},
	} {
		t.Run(name, func(t *testing.T) {
			doc := parse(t, `{"StartAction": "`+c.start+`", "Actions": [`+c.action+`]}`)
			r := flowtest.Start(t, script(nil, c.answer), doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
			if r.Last() != flow.Command(c.want) {
				t.Errorf("got %#v, want %#v", r.Last(), c.want)
			}
			if !r.Step.State.Done() {
				t.Errorf("got state awaiting %q, want done", r.Step.State.Await)
			}
		})
	}
}

func TestAnActionThatIsGoneEndsAParkedExecution(t *testing.T) {
	doc := document(t, "async_inbound", flow.TypeContactFlow)
	st := flow.State{Version: flow.StateVersion, FlowID: "f", Type: flow.TypeContactFlow, Action: "wait", Await: flow.AwaitEvent}
	got := advance(t, doc, st, flow.Timeout{}).Command
	if want := (flow.End{Reason: flow.EndMissingAction, Action: "wait"}); got != flow.Command(want) {
		t.Errorf("got %#v, want %#v", got, want)
	}
}

func TestStepBudget(t *testing.T) {
	doc := parse(t, `{"StartAction": "a", "Actions": [
		{"Identifier": "a", "Type": "UpdateFlowLoggingBehavior", "Parameters": {"FlowLoggingBehavior": "Enabled"}, "Transitions": {"NextAction": "b"}},
		{"Identifier": "b", "Type": "MessageParticipant", "Parameters": {"Text": "again"}, "Transitions": {"NextAction": "a"}}]}`)
	r := flowtest.Start(t, flowtest.Host{}, doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
	if want := (flow.End{Reason: flow.EndStepBudget, Action: "a"}); r.Last() != flow.Command(want) {
		t.Errorf("got %#v at the end, want %#v", r.Last(), want)
	}
	if got, want := len(r.Commands), flow.MaxSteps/2+1; got != want {
		t.Errorf("got %d commands, want %d messages and the end", got, want)
	}
	if !r.Last().(flow.End).Failed() {
		t.Error("an exhausted budget is not a failure, want one")
	}
}

func TestWaitingRenewsTheStepBudget(t *testing.T) {
	doc := parse(t, `{"StartAction": "wait", "Actions": [
		{"Identifier": "wait", "Type": "Wait", "Parameters": {"TimeoutSeconds": 1},
		 "Transitions": {"Conditions": [{"NextAction": "wait", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}]}}]}`)
	r := flowtest.Start(t, flowtest.Host{}, doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
	for range flow.MaxSteps + 1 {
		r.Resume(flow.Timeout{})
	}
	if want := (flow.Wait{Seconds: 1}); !reflect.DeepEqual(r.Last(), flow.Command(want)) {
		t.Errorf("got %#v, want %#v", r.Last(), want)
	}
}

func TestARefusedWaitDoesNotRenewTheStepBudget(t *testing.T) {
	doc := parse(t, `{"StartAction": "wait", "Actions": [
		{"Identifier": "wait", "Type": "Wait", "Parameters": {"TimeoutSeconds": 1, "Events": ["BotParticipantDisconnected"]},
		 "Transitions": {"Errors": [{"NextAction": "wait", "ErrorType": "ParticipantNotFound"}]}}]}`)
	r := flowtest.Start(t, flowtest.Host{Answer: func(flow.Command) flow.Result {
		return flow.Result{Error: flow.ErrorParticipantNotFound}
	}}, doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
	if want := (flow.End{Reason: flow.EndStepBudget, Action: "wait"}); r.Last() != flow.Command(want) {
		t.Errorf("got %#v at the end, want %#v", r.Last(), want)
	}
}

func TestUnexpectedInputIsRefused(t *testing.T) {
	doc := document(t, "async_disconnect", flow.TypeContactFlow)
	loaded := flow.Loaded{FlowID: "f", Type: flow.TypeContactFlow, Document: doc}
	returned := flow.Occurred{Event: flow.EventCustomerReturned}
	botLeft := flow.Occurred{Event: flow.EventBotParticipantDisconnected}
	for await, refused := range map[flow.Await][]flow.Input{
		flow.AwaitNothing:  {flow.Start{}, succeeds, broken, returned, flow.Timeout{}, loaded, nil},
		flow.AwaitStart:    {succeeds, broken, returned, flow.Timeout{}, loaded, nil},
		flow.AwaitResult:   {flow.Start{}, returned, flow.Timeout{}, loaded, nil},
		flow.AwaitDocument: {flow.Start{}, succeeds, returned, flow.Timeout{}, flow.Loaded{FlowID: "f"}, nil},
		flow.AwaitEvent:    {flow.Start{}, succeeds, botLeft, loaded, nil},
	} {
		st := flow.State{
			Version: flow.StateVersion, FlowID: "f", Type: flow.TypeContactFlow, Action: "wait",
			Await: await, Events: []flow.Event{flow.EventCustomerReturned},
		}
		for _, in := range refused {
			if step, err := flow.Advance(doc, st, in, nil); !errors.Is(err, flow.ErrUnexpectedInput) {
				t.Errorf("awaiting %q: got %#v, %v for %#v, want ErrUnexpectedInput", await, step.Command, err, in)
			}
		}
	}
	if _, err := flow.Advance(nil, flow.NewState(flow.Beginning{}), flow.Start{}, nil); !errors.Is(err, flow.ErrUnexpectedInput) {
		t.Errorf("got %v without a document, want ErrUnexpectedInput", err)
	}
}

func TestTraceTellsEveryAction(t *testing.T) {
	doc := document(t, "async_disconnect", flow.TypeContactFlow)
	r := flowtest.Start(t, flowtest.Host{}, doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
	r.Resume(flow.Occurred{Event: flow.EventCustomerReturned})
	const unresolved = " has no value: $.Attributes."
	want := []flow.Entry{
		{FlowID: "f", Action: "agent left", Type: "MessageParticipant", Next: "wait",
			Inputs: map[string]string{"Text": "Your agent has left. Write to us within 15 minutes and we will pick this up again."}},
		{FlowID: "f", Action: "wait", Type: "Wait", Result: "CustomerReturned", Next: "same agent",
			Inputs: map[string]string{"TimeoutSeconds": "900", "Events": "CustomerReturned"}},
		{FlowID: "f", Action: "same agent", Type: "UpdateContactTargetQueue", Error: flow.ErrorNoMatchingError,
			Next: "same queue", Note: "AgentId" + unresolved + "lastAgentArn"},
		{FlowID: "f", Action: "same queue", Type: "UpdateContactTargetQueue", Error: flow.ErrorNoMatchingError,
			Next: "transfer", Note: "QueueId" + unresolved + "lastQueueArn"},
		{FlowID: "f", Action: "transfer", Type: "TransferContactToQueue"},
	}
	if !reflect.DeepEqual(r.Trace, want) {
		t.Errorf("got trace\n%+v, want\n%+v", r.Trace, want)
	}
}

// TestCallsDoNotRenewTheStepBudget has a flow call a function for ever.
func TestCallsDoNotRenewTheStepBudget(t *testing.T) {
	doc := parse(t, `{"Version": "2019-10-30", "StartAction": "it", "Actions": [
		{"Identifier": "it", "Type": "InvokeLambdaFunction", "Parameters": {"LambdaFunctionARN": "f"}, "Transitions": {"NextAction": "it"}}]}`)
	calls := 0
	host := flowtest.Host{Function: func(flow.InvokeFunction) flow.Input {
		calls++
		return flow.FunctionAnswered{Payload: []byte("{}")}
	}}
	r := flowtest.Start(t, host, doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
	if end, _ := r.Last().(flow.End); end.Reason != flow.EndStepBudget || calls != flow.MaxSteps {
		t.Errorf("got %#v after %d calls, want the step budget used up after %d", r.Last(), calls, flow.MaxSteps)
	}
}
