package naming

import (
	"fmt"
	"reflect"
	"strconv"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
	"github.com/rejoin-chat/rejoin/internal/flow/legacy"
)

// The same flow, exported in both formats, gives the same commands for the same
// inputs, whatever the host answers.
func TestBothFormatsOfAFlowBehaveTheSame(t *testing.T) {
	for _, name := range []string{"basic-chat", "basic-chat-disconnect", "survey", "front-desk"} {
		t.Run(name, func(t *testing.T) {
			old, now := brought(t, name+".legacy.json"), brought(t, name+".json")
			ways := map[string]bool{}
			for mood := range 4 {
				for answers := range 32 {
					for events := range 3 {
						w := way{mood, answers, events}
						a, b := w.run(t, old), w.run(t, now)
						if !reflect.DeepEqual(a, b) {
							t.Fatalf("%+v: the old format gives %#v, the new one %#v", w, a, b)
						}
						ways[fmt.Sprintf("%#v", a)] = true
					}
				}
			}
			if len(ways) < 3 {
				t.Errorf("got %d different runs, want several: the inputs reach too little", len(ways))
			}
		})
	}
}

// brought is an export as it is in the instance.
func brought(t *testing.T, name string) *flow.Document {
	t.Helper()
	f, err := legacy.Read(exported(t, name))
	if err != nil {
		t.Fatal(err)
	}
	content, missing, err := Resolve(f.Content, instance())
	if err != nil || len(missing) > 0 {
		t.Fatalf("%s: got %v and unresolved %v", name, err, missing)
	}
	own := flowtest.ResolverFunc(func(kind flow.Resource, ref string) (found flow.Found) {
		_, ok := instance().Reference(kind, ref)
		if ok || kind == flow.ResourceFunction || kind == flow.ResourceBot {
			found.Standing = flow.Usable
		}
		return found
	})
	doc, problems := flow.Check(content, f.Type, own)
	if len(problems) > 0 || len(f.Problems) > 0 {
		t.Fatalf("%s: got findings %v and problems %v", name, problems, f.Problems)
	}
	return doc
}

// way is one course of the world: how the customer feels, which commands
// succeed, and whether the customer comes back or a time runs out.
type way struct{ mood, answers, events int }

func (w way) run(t *testing.T, doc *flow.Document) []flow.Command {
	t.Helper()
	mood := []string{"good", "so so", "5", "bad"}[w.mood]
	n := 0
	host := flowtest.Host{
		Env: flow.Values{"$.Attributes.mood": mood, "$.Attributes.answer": "Thanks!", "$.Attributes.username": "mary", "$.Channel": "CHAT"},
		Answer: func(command flow.Command) flow.Result {
			if _, parked := command.(flow.Wait); parked {
				return flow.Result{}
			}
			n++
			switch failed := w.answers>>(n%5)&1 == 1; command.(type) {
			case flow.CheckHours:
				return flow.Result{Value: []string{"True", "False"}[w.answers&1]}
			case flow.ReadMetric:
				return flow.Result{Value: strconv.Itoa(w.answers >> (n % 3) & 1 * 400)}
			default:
				if failed {
					return flow.Result{Error: flow.ErrorNoMatchingError}
				}
			}
			return flow.Result{}
		},
		Function: func(flow.InvokeFunction) flow.Input {
			return flow.FunctionAnswered{Payload: []byte(`{"tier":"` + []string{"gold", "tin"}[w.mood&1] + `"}`)}
		},
		Bot: func(flow.AskBot) flow.Input {
			return flow.BotAnswered{Answer: flow.BotAnswer{
				Intent: []string{"Agent", "Bye", "Other", "Other"}[w.mood], IntentState: "Fulfilled", DialogAction: "Close",
				Slots: map[string]string{"wish": []string{"", "", "human", "none"}[w.mood]},
			}}
		},
		Metrics: `{}`,
	}
	r := flowtest.Start(t, host, doc, flow.Beginning{FlowID: "it", Content: "c", Type: flow.TypeContactFlow, Seed: uint64(w.answers)})
	for turn := range 4 {
		if r.Step.State.Done() {
			break
		}
		wait, _ := r.Last().(flow.Wait)
		switch _, listens := r.Last().(flow.Listen); {
		case listens:
			r.Resume(flow.Heard{ContentType: "text/plain", Text: "hello"})
		case len(wait.Events) > 0 && w.events>>(turn%2)&1 == 1:
			r.Resume(flow.Occurred{Event: flow.EventCustomerReturned})
		default:
			r.Resume(flow.Timeout{})
		}
	}
	return r.Commands
}
