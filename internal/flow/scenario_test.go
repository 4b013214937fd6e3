package flow

import (
	"os"
	"reflect"
	"testing"
)

// document reads a flow of testdata, which must lint clean as t.
func document(t testing.TB, name string, kind Type) *Document {
	t.Helper()
	content, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	d, problems := Check(string(content), kind, nil)
	if len(problems) > 0 {
		t.Fatalf("%s does not lint clean: %v", name, problems)
	}
	return d
}

// play starts d and answers one command after the other with inputs; when they
// run out, or the execution is over, it returns the commands and the last step.
func play(t testing.TB, d *Document, kind Type, env Env, inputs ...Input) ([]Command, Step) {
	t.Helper()
	st := NewState(Beginning{FlowID: "flow", Type: kind, Seed: 1})
	var commands []Command
	var step Step
	var err error
	for _, in := range append([]Input{Start{}}, inputs...) {
		if step, err = Advance(d, st, in, env); err != nil {
			t.Fatalf("after %v: %v", commands, err)
		}
		commands = append(commands, step.Command)
		d, st = step.Document, step.State
	}
	return commands, step
}

func wantCommands(t testing.TB, got []Command, want ...Command) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got commands\n%#v, want\n%#v", got, want)
	}
}

const (
	leftText    = "Your agent has left. Write to us within 15 minutes and we will pick this up again."
	goodbyeText = "We have not heard from you, so this chat ends here. Goodbye."
	sorryText   = "Something went wrong on our side. Please start a new chat."
)

var ok = Result{}

func TestAsynchronousInboundFlowSetsHooksAndQueues(t *testing.T) {
	d := document(t, "async_inbound", TypeContactFlow)
	commands, step := play(t, d, TypeContactFlow, nil, ok, ok, ok, ok)
	wantCommands(t, commands,
		SetEventHook{HookCustomerRemaining, "flow-disconnect"},
		SetEventHook{HookAgentWhisper, "flow-remember"},
		SetTargetQueue{QueueID: "queue-basic"},
		TransferToQueue{},
		End{Reason: EndQueued, Action: "transfer"},
	)
	if !step.State.Done() {
		t.Errorf("got state awaiting %q, want done", step.State.Await)
	}
}

func TestAsynchronousWhisperRemembersTheAgent(t *testing.T) {
	d := document(t, "async_remember", TypeAgentWhisper)
	env := Values{"$.Agent.ARN": "arn:agent", "$.Queue.ARN": "arn:queue"}
	commands, _ := play(t, d, TypeAgentWhisper, env, ok)
	wantCommands(t, commands,
		UpdateAttributes{TargetCurrent, map[string]string{"lastAgentArn": "arn:agent", "lastQueueArn": "arn:queue"}},
		End{Reason: EndFinished, Action: "end"},
	)
}

func TestAsynchronousDisconnectFlow(t *testing.T) {
	waiting := []Command{SendMessage{leftText}, Wait{900, []Event{EventCustomerReturned}}}
	returned := Occurred{EventCustomerReturned}
	remembered := Values{"$.Attributes.lastAgentArn": "arn:agent", "$.Attributes.lastQueueArn": "arn:queue"}
	broken := Result{Error: ErrorNoMatchingError}
	for name, c := range map[string]struct {
		env    Env
		inputs []Input
		want   []Command
	}{
		"the customer returns to the agent of before": {
			remembered, []Input{ok, returned, ok, ok},
			[]Command{SetTargetQueue{AgentID: "arn:agent"}, TransferToQueue{}, End{Reason: EndQueued, Action: "transfer"}},
		},
		"the customer returns and the agent is gone": {
			remembered, []Input{ok, returned, broken, ok, ok},
			[]Command{
				SetTargetQueue{AgentID: "arn:agent"}, SetTargetQueue{QueueID: "arn:queue"},
				TransferToQueue{}, End{Reason: EndQueued, Action: "transfer"},
			},
		},
		"nothing is remembered, so the working queue stands": {
			nil, []Input{ok, returned, ok},
			[]Command{TransferToQueue{}, End{Reason: EndQueued, Action: "transfer"}},
		},
		"the queue is full": {
			nil, []Input{ok, returned, Result{Error: ErrorQueueAtCapacity}, ok},
			[]Command{TransferToQueue{}, SendMessage{sorryText}, Disconnect{}},
		},
		"the customer stays away": {
			remembered, []Input{ok, Timeout{}, ok},
			[]Command{SendMessage{goodbyeText}, Disconnect{}},
		},
		"waiting is not possible": {
			remembered, []Input{ok, broken, ok},
			[]Command{SendMessage{sorryText}, Disconnect{}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := document(t, "async_disconnect", TypeContactFlow)
			commands, _ := play(t, d, TypeContactFlow, c.env, c.inputs...)
			wantCommands(t, commands, append(waiting[:2:2], c.want...)...)
		})
	}
}
