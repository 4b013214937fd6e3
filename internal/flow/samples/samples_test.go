package samples_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
	"github.com/rejoin-chat/rejoin/internal/flow/samples"
)

// ident is the id that the tests give to a resource.
func ident(kind flow.Resource, name string) string { return string(kind) + " " + name }

// instance knows the queue of a new instance and the flows created so far.
type instance map[string]flow.Found

func (i instance) Find(kind flow.Resource, ref string) flow.Found { return i[string(kind)+"/"+ref] }

func TestEveryFlowLintsCleanWhenItsTurnComes(t *testing.T) {
	there := instance{"queue/" + ident(flow.ResourceQueue, samples.BasicQueue): {Standing: flow.Usable}}
	for _, f := range samples.All() {
		content := f.Content(ident)
		_, problems := flow.Check(content, f.Type, there)
		if len(problems) > 0 {
			t.Errorf("%s: got problems %v, want none", f.Name, problems)
		}
		there["flow/"+ident(flow.ResourceFlow, f.Name)] = flow.Found{Standing: flow.Usable, Type: f.Type}
	}
	if got := len(samples.All()); got != 11 {
		t.Errorf("got %d flows, want 11", got)
	}
}

func TestContentQuotesWhatTheHostFillsIn(t *testing.T) {
	for _, f := range samples.All() {
		content := f.Content(func(flow.Resource, string) string { return `a"b` })
		if !json.Valid([]byte(content)) {
			t.Errorf("%s: an id with a quote makes invalid JSON", f.Name)
		}
		if strings.Contains(content, `"@`) {
			t.Errorf("%s: a placeholder is left", f.Name)
		}
	}
}

// start runs the flow with that name in a host.
func start(t *testing.T, name string, host flowtest.Host) *flowtest.Run {
	t.Helper()
	for _, f := range samples.All() {
		if f.Name != name {
			continue
		}
		doc, err := flow.Parse(f.Content(ident))
		if err != nil {
			t.Fatal(err)
		}
		return flowtest.Start(t, host, doc, flow.Beginning{FlowID: "f", Type: f.Type})
	}
	t.Fatalf("there is no flow %q", name)
	return nil
}

// outline is the commands with messages shortened to what matters: that one is
// sent.
func outline(r *flowtest.Run) []flow.Command {
	out := make([]flow.Command, 0, len(r.Commands))
	for _, c := range r.Commands {
		if m, ok := c.(flow.SendMessage); ok && m.Text != "" {
			c = flow.SendMessage{}
		}
		out = append(out, c)
	}
	return out
}

func wantOutline(t *testing.T, r *flowtest.Run, want ...flow.Command) {
	t.Helper()
	if got := outline(r); !reflect.DeepEqual(got, want) {
		t.Errorf("got commands\n%#v, want\n%#v", got, want)
	}
}

// failing is a host in which one command fails.
func failing(command flow.Command, name flow.ErrorName) flowtest.Host {
	return flowtest.Host{Answer: func(c flow.Command) flow.Result {
		if reflect.TypeOf(c) == reflect.TypeOf(command) {
			return flow.Result{Error: name}
		}
		return flow.Result{}
	}}
}

var (
	message = flow.SendMessage{}
	toQueue = flow.TransferToQueue{}
	basic   = flow.SetTargetQueue{QueueID: ident(flow.ResourceQueue, samples.BasicQueue)}
	hook    = flow.SetEventHook{
		Hook: flow.HookCustomerRemaining, FlowID: flow.ID(ident(flow.ResourceFlow, samples.SampleDisconnect)),
	}
	queued   = flow.End{Reason: flow.EndQueued, Action: "transfer"}
	finished = flow.End{Reason: flow.EndFinished, Action: "end"}
)

func TestSampleInbound(t *testing.T) {
	for name, c := range map[string]struct {
		host flowtest.Host
		want []flow.Command
	}{
		"the chat is queued": {
			flowtest.Host{}, []flow.Command{message, hook, basic, message, toQueue, queued},
		},
		"without a disconnect flow it is queued all the same": {
			failing(hook, flow.ErrorNoMatchingError),
			[]flow.Command{message, hook, basic, message, toQueue, queued},
		},
		"without a queue it says so and disconnects": {
			failing(basic, flow.ErrorNoMatchingError),
			[]flow.Command{message, hook, basic, message, flow.Disconnect{}},
		},
		"a full queue is told and ends the chat": {
			failing(toQueue, flow.ErrorQueueAtCapacity),
			[]flow.Command{message, hook, basic, message, toQueue, message, flow.Disconnect{}},
		},
		"a failed transfer is told and ends the chat": {
			failing(toQueue, flow.ErrorNoMatchingError),
			[]flow.Command{message, hook, basic, message, toQueue, message, flow.Disconnect{}},
		},
		"messages that fail hold nothing up": {
			failing(message, flow.ErrorNoMatchingError),
			[]flow.Command{message, hook, basic, message, toQueue, queued},
		},
	} {
		t.Run(name, func(t *testing.T) {
			wantOutline(t, start(t, samples.SampleInbound, c.host), c.want...)
		})
	}
}

func TestSampleDisconnectWaitsForTheCustomer(t *testing.T) {
	park := flow.Wait{Seconds: 900, Events: []flow.Event{flow.EventCustomerReturned}}

	r := start(t, samples.SampleDisconnect, flowtest.Host{})
	r.Resume(flow.Occurred{Event: flow.EventCustomerReturned})
	wantOutline(t, r, message, park, toQueue, queued)

	r = start(t, samples.SampleDisconnect, flowtest.Host{})
	r.Resume(flow.Timeout{})
	wantOutline(t, r, message, park, message, flow.Disconnect{})

	r = start(t, samples.SampleDisconnect, failing(toQueue, flow.ErrorQueueAtCapacity))
	r.Resume(flow.Occurred{Event: flow.EventCustomerReturned})
	wantOutline(t, r, message, park, toQueue, message, flow.Disconnect{})
}

func TestBasicChatDisconnectReturnsToBasicQueue(t *testing.T) {
	park := flow.Wait{Seconds: 28800, Events: []flow.Event{flow.EventCustomerReturned}}

	r := start(t, samples.BasicChatDisconnect, flowtest.Host{})
	r.Resume(flow.Occurred{Event: flow.EventCustomerReturned})
	wantOutline(t, r, message, park, basic, toQueue, queued)

	r = start(t, samples.BasicChatDisconnect, flowtest.Host{})
	r.Resume(flow.Timeout{})
	wantOutline(t, r, message, park, flow.Disconnect{})

	r = start(t, samples.BasicChatDisconnect, failing(toQueue, flow.ErrorNoMatchingError))
	r.Resume(flow.Occurred{Event: flow.EventCustomerReturned})
	wantOutline(t, r, message, park, basic, toQueue, flow.Disconnect{})
}

func TestDefaultFlows(t *testing.T) {
	host := flowtest.Host{Env: flow.Values{"$.Queue.Name": "Sales", "$.Agent.ARN": "arn:agent"}}
	for name, want := range map[string][]flow.Command{
		// Loop prompts are for voice: on chat the flow ends and leaves the
		// contact where it is.
		samples.DefaultCustomerQueue:   {finished},
		samples.DefaultCustomerHold:    {finished},
		samples.DefaultAgentHold:       {finished},
		samples.DefaultCustomerWhisper: {message, finished},
		samples.DefaultAgentWhisper:    {message, finished},
		samples.DefaultOutbound:        {message, finished},
		samples.DefaultQueueTransfer:   {toQueue, queued},
		samples.DefaultAgentTransfer:   {flow.SetTargetQueue{AgentID: "arn:agent"}, toQueue, queued},
	} {
		t.Run(name, func(t *testing.T) { wantOutline(t, start(t, name, host), want...) })
	}
	whisper := start(t, samples.DefaultAgentWhisper, host)
	if got, want := whisper.Commands[0].(flow.SendMessage).Text, "New contact from queue Sales."; got != want {
		t.Errorf("got whisper %q, want %q", got, want)
	}
}
