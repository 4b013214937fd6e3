package flow_test

import (
	"os"
	"reflect"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
)

// document reads a flow of testdata, which must lint clean as t.
func document(t testing.TB, name string, kind flow.Type) *flow.Document {
	t.Helper()
	content, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	d, problems := flow.Check(string(content), kind, nil)
	if len(problems) > 0 {
		t.Fatalf("%s does not lint clean: %v", name, problems)
	}
	return d
}

func wantCommands(t testing.TB, got []flow.Command, want ...flow.Command) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got commands\n%#v, want\n%#v", got, want)
	}
}

// script is a host that answers commands with results in turn, then succeeds.
func script(env flow.Env, results ...flow.Result) flowtest.Host {
	return flowtest.Host{Env: env, Answer: func(c flow.Command) flow.Result {
		if _, parks := c.(flow.Wait); parks || len(results) == 0 {
			return flow.Result{}
		}
		result := results[0]
		results = results[1:]
		return result
	}}
}

const (
	leftText    = "Your agent has left. Write to us within 15 minutes and we will pick this up again."
	goodbyeText = "We have not heard from you, so this chat ends here. Goodbye."
	sorryText   = "Something went wrong on our side. Please start a new chat."
)

var (
	succeeds = flow.Result{}
	broken   = flow.Result{Error: flow.ErrorNoMatchingError}
	queued   = flow.End{Reason: flow.EndQueued, Action: "transfer"}
)

func TestAsynchronousInboundFlowSetsHooksAndQueues(t *testing.T) {
	d := document(t, "async_inbound", flow.TypeContactFlow)
	r := flowtest.Start(t, script(nil), d, flow.Beginning{FlowID: "in", Type: flow.TypeContactFlow})
	wantCommands(t, r.Commands,
		flow.SetEventHook{Hook: flow.HookCustomerRemaining, FlowID: "flow-disconnect"},
		flow.SetEventHook{Hook: flow.HookAgentWhisper, FlowID: "flow-remember"},
		flow.SetTargetQueue{QueueID: "queue-basic"},
		flow.TransferToQueue{},
		queued,
	)
	if !r.Step.State.Done() {
		t.Errorf("got state awaiting %q, want done", r.Step.State.Await)
	}
}

func TestAsynchronousWhisperRemembersTheAgent(t *testing.T) {
	d := document(t, "async_remember", flow.TypeAgentWhisper)
	env := flow.Values{"$.Agent.ARN": "arn:agent", "$.Queue.ARN": "arn:queue"}
	r := flowtest.Start(t, script(env), d, flow.Beginning{FlowID: "w", Type: flow.TypeAgentWhisper})
	wantCommands(t, r.Commands,
		flow.UpdateAttributes{Target: flow.TargetCurrent, Attributes: map[string]string{
			"lastAgentArn": "arn:agent", "lastQueueArn": "arn:queue",
		}},
		flow.End{Reason: flow.EndFinished, Action: "end"},
	)
}

func TestAsynchronousDisconnectFlow(t *testing.T) {
	returned := flow.Occurred{Event: flow.EventCustomerReturned}
	remembered := flow.Values{"$.Attributes.lastAgentArn": "arn:agent", "$.Attributes.lastQueueArn": "arn:queue"}
	toAgent, toOldQueue := flow.SetTargetQueue{AgentID: "arn:agent"}, flow.SetTargetQueue{QueueID: "arn:queue"}
	full := flow.Result{Error: flow.ErrorQueueAtCapacity}
	for name, c := range map[string]struct {
		env     flow.Env
		wake    flow.Input
		answers []flow.Result // from the first command on
		want    []flow.Command
	}{
		"the customer returns to the agent of before": {
			remembered, returned, nil, []flow.Command{toAgent, flow.TransferToQueue{}, queued},
		},
		"the customer returns and the agent is gone": {
			remembered, returned, []flow.Result{succeeds, broken},
			[]flow.Command{toAgent, toOldQueue, flow.TransferToQueue{}, queued},
		},
		"nothing is remembered, so the working queue stands": {
			nil, returned, nil, []flow.Command{flow.TransferToQueue{}, queued},
		},
		"the queue is full": {
			nil, returned, []flow.Result{succeeds, full},
			[]flow.Command{flow.TransferToQueue{}, flow.SendMessage{Text: sorryText}, flow.Disconnect{}},
		},
		"the customer stays away": {
			remembered, flow.Timeout{}, nil,
			[]flow.Command{flow.SendMessage{Text: goodbyeText}, flow.Disconnect{}},
		},
		"waiting is not possible": {
			remembered, broken, nil,
			[]flow.Command{flow.SendMessage{Text: sorryText}, flow.Disconnect{}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := document(t, "async_disconnect", flow.TypeContactFlow)
			r := flowtest.Start(t, script(c.env, c.answers...), d,
				flow.Beginning{FlowID: "out", Type: flow.TypeContactFlow})
			if !r.Step.State.WokenBy(flow.EventCustomerReturned) {
				t.Fatalf("got state %+v, want one that the customer's return wakes", r.Step.State)
			}
			r.Resume(c.wake)
			wantCommands(t, r.Commands, append([]flow.Command{
				flow.SendMessage{Text: leftText},
				flow.Wait{Seconds: 900, Events: []flow.Event{flow.EventCustomerReturned}},
			}, c.want...)...)
		})
	}
}
