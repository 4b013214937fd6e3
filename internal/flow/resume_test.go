package flow_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strconv"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// TestAStoredExecutionGoesOnAsIfItHadNotBeen runs random flows with random
// inputs twice: once in memory, and once with the state written out and read
// back before every call. Both must say the same. It also holds Advance to
// leaving its arguments alone.
func TestAStoredExecutionGoesOnAsIfItHadNotBeen(t *testing.T) {
	reasons := map[flow.EndReason]int{}
	for seed := range uint64(250) {
		g := &generator{rand.New(rand.NewPCG(seed, 7))}
		docs := map[flow.ID]*flow.Document{}
		for i := range 3 {
			doc, problems := flow.Check(marshal(t, g.document()), flow.TypeContactFlow, nil)
			if len(problems) > 0 {
				t.Fatalf("seed %d: generated flow has problems %v", seed, problems)
			}
			docs[flow.ID(fmt.Sprint("f", i))] = doc
		}
		if last := compareRuns(t, seed, docs, g); last != nil {
			reasons[last.Reason]++
		}
		if t.Failed() {
			t.Fatalf("seed %d failed", seed)
		}
	}
	// The generator is worth something only if it gets around.
	for _, reason := range []flow.EndReason{flow.EndFinished, flow.EndQueued, flow.EndStepBudget, flow.EndUnhandled} {
		if reasons[reason] == 0 {
			t.Errorf("no run of %v ended with %q, want some", reasons, reason)
		}
	}
}

func compareRuns(t *testing.T, seed uint64, docs map[flow.ID]*flow.Document, g *generator) *flow.End {
	t.Helper()
	memory := flow.NewState(flow.Beginning{FlowID: "f0", Type: flow.TypeContactFlow, Seed: seed})
	stored, err := memory.Encode()
	if err != nil {
		t.Fatal(err)
	}
	env := g.env()
	var in flow.Input = flow.Start{}
	for range 200 {
		doc := docs[memory.FlowID]
		before, read := snapshot(t, memory), restore(t, stored)
		a, errA := flow.Advance(doc, memory, in, env)
		b, errB := flow.Advance(doc, read, in, env)
		if errA != nil || errB != nil {
			t.Errorf("seed %d: got errors %v and %v for %#v, want none", seed, errA, errB, in)
			return nil
		}
		if !reflect.DeepEqual(a, b) {
			t.Errorf("seed %d: got\n%+v from memory and\n%+v from the store, want the same", seed, a, b)
			return nil
		}
		if after := snapshot(t, memory); after != before {
			t.Errorf("seed %d: got argument %s after the call, want it untouched: %s", seed, after, before)
		}
		memory, stored = a.State, []byte(snapshot(t, b.State))
		if memory.Done() {
			end, _ := a.Command.(flow.End)
			return &end
		}
		in = g.input(a.Command, docs)
	}
	return nil
}

func snapshot(t *testing.T, st flow.State) string {
	t.Helper()
	data, err := st.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func restore(t *testing.T, data []byte) flow.State {
	t.Helper()
	st, err := flow.ParseState(data)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// generator makes valid documents and fitting inputs.
type generator struct{ *rand.Rand }

func pick[T any](g *generator, of ...T) T { return of[g.IntN(len(of))] }

func (g *generator) env() flow.Values {
	return flow.Values{
		"$.Attributes.n": strconv.Itoa(g.IntN(120)), "$.Attributes.s": pick(g, "gold", "silver", ""),
		"$.Attributes['two words']": "2", "$.Attributes.flow": pick(g, "f0", "f1", "f2", "gone"), "$.Attributes.raw": "\xffü",
	}
}

// document has 2 to 20 actions, every branch of which leads to any of them.
func (g *generator) document() object {
	n := 2 + g.IntN(18)
	name := func() string { return fmt.Sprint("a", g.IntN(n)) }
	var actions []object
	for i := range n {
		kind := pick(g, kinds...)
		t := object{}
		if kind.follows {
			t["NextAction"] = name()
		}
		var conditions, errors []object
		for _, c := range kind.conditions {
			conditions = append(conditions, object{
				"NextAction": name(), "Condition": object{"Operator": c[0], "Operands": []string{c[1]}},
			})
		}
		for _, e := range kind.errors {
			errors = append(errors, object{"NextAction": name(), "ErrorType": e})
		}
		if conditions != nil {
			t["Conditions"] = conditions
		}
		if errors != nil {
			t["Errors"] = errors
		}
		actions = append(actions, object{
			"Identifier": fmt.Sprint("a", i), "Type": kind.name, "Parameters": pick(g, kind.parameters...), "Transitions": t,
		})
	}
	return object{"Version": flow.Version, "StartAction": name(), "Metadata": object{}, "Actions": actions}
}

// kind is how a generated action of one type looks.
type kind struct {
	name       string
	follows    bool
	parameters []object
	conditions [][2]string
	errors     []flow.ErrorName
}

var (
	anyError = []flow.ErrorName{flow.ErrorNoMatchingError}
	noMatch  = []flow.ErrorName{flow.ErrorNoMatchingCondition}
	kinds    = []kind{
		{"MessageParticipant", true, []object{{"Text": "hi $.FlowAttributes.a $.Loop.l.Index"}, {"SSML": "$.Attributes.s"}, {"PromptId": "p"}}, nil, nil},
		{"UpdateContactAttributes", true, []object{{"Attributes": object{"a": "$.Attributes.raw", "b": "$.FlowAttributes['b c']"}}}, nil, anyError},
		{"UpdateContactData", true, []object{{"Name": "$.Attributes.s", "References": object{"r": object{"Type": "URL", "Value": "v"}}}}, nil, anyError},
		{"UpdateContactEventHooks", true, []object{{"EventHooks": object{"CustomerRemaining": "$.Attributes.flow"}}}, nil, anyError},
		{"UpdateContactTargetQueue", true, []object{{"QueueId": "q"}, {"AgentId": "$.Attributes.s"}}, nil, anyError},
		{"CreatePersistentContactAssociation", true, []object{{"RehydrationType": "FROM_SEGMENT", "SourceContactId": "$.Attributes.s"}}, nil, anyError},
		{"UpdateFlowAttributes", true, []object{{"FlowAttributes": object{"a": "$.Attributes.raw"}}, {"FlowAttributes": object{"b c": "$.FlowAttributes.a+"}}}, nil, anyError},
		{"UpdateFlowLoggingBehavior", true, []object{{"FlowLoggingBehavior": "Enabled"}, {"FlowLoggingBehavior": "Disabled"}}, nil, nil},
		{"Compare", false, []object{{"ComparisonValue": "$.Attributes.s"}, {"ComparisonValue": "$.FlowAttributes.a"}}, [][2]string{{"Equals", "gold"}, {"TextContains", "ü"}}, noMatch},
		{"Wait", false, []object{{"TimeoutSeconds": "5", "Events": []string{"CustomerReturned"}}, {"TimeoutSeconds": "$.Attributes.n"}}, [][2]string{{"Equals", "WaitCompleted"}, {"Equals", "CustomerReturned"}}, anyError},
		{"Loop", false, []object{{"LoopCount": 3, "LoopName": "l"}, {"LoopCount": "$.Attributes.n"}}, [][2]string{{"Equals", "ContinueLooping"}, {"Equals", "DoneLooping"}}, anyError},
		{"DistributeByPercentage", false, []object{{}}, [][2]string{{"NumberLessThan", "21"}, {"NumberLessThan", "71"}}, noMatch},
		{"TransferToFlow", false, []object{{"ContactFlowId": "$.Attributes.flow"}}, nil, anyError},
		{"TransferContactToQueue", false, []object{{}}, nil, []flow.ErrorName{flow.ErrorQueueAtCapacity, flow.ErrorNoMatchingError}},
		{"CreateTask", true, []object{{}}, nil, anyError},
		{"DisconnectParticipant", false, []object{{}}, nil, nil},
		{"EndFlowExecution", false, []object{{}}, nil, nil},
	}
)

// input is an answer that fits the command.
func (g *generator) input(c flow.Command, docs map[flow.ID]*flow.Document) flow.Input {
	if g.IntN(10) == 0 {
		return flow.Result{Error: pick(g, flow.ErrorNoMatchingError, flow.ErrorQueueAtCapacity, flow.ErrorParticipantNotFound)}
	}
	switch c := c.(type) {
	case flow.Wait:
		if len(c.Events) > 0 && g.IntN(2) == 0 {
			return flow.Occurred{Event: pick(g, c.Events...)}
		}
		return flow.Timeout{}
	case flow.LoadFlow:
		doc, found := docs[c.FlowID]
		if !found {
			return flow.Result{Error: flow.ErrorNoMatchingError}
		}
		return flow.Loaded{FlowID: c.FlowID, Type: flow.TypeContactFlow, Document: doc}
	}
	return flow.Result{}
}
