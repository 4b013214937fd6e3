package flow_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
)

// TestAStoredExecutionGoesOnAsIfItHadNotBeen runs random flows with random
// inputs twice: once in memory, and once with the state written out and read
// back before every call. Both must say the same. It also holds Advance to
// leaving its arguments alone.
func TestAStoredExecutionGoesOnAsIfItHadNotBeen(t *testing.T) {
	reasons, commands := map[flow.EndReason]int{}, map[string]int{}
	for seed := range uint64(250) {
		g := &generator{rand.New(rand.NewPCG(seed, 7))}
		docs := map[flow.ID]*flow.Document{}
		for i := range 3 {
			docs[flow.ID(fmt.Sprint("f", i))] = g.check(t, flow.TypeContactFlow, kinds)
			docs[flow.ID(fmt.Sprint("m", i))] = g.check(t, flow.TypeModule, moduleKinds)
		}
		if last := compareRuns(t, seed, docs, g, commands); last != nil {
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
	for _, c := range []flow.Command{
		flow.SendMessage{}, flow.UpdateAttributes{}, flow.UpdateData{}, flow.SetEventHook{}, flow.SetTargetQueue{},
		flow.TransferToQueue{}, flow.Associate{}, flow.LoadFlow{}, flow.LoadModule{}, flow.LoadContent{}, flow.Listen{},
		flow.Wait{}, flow.Disconnect{}, flow.End{}, flow.AskBot{}, flow.InvokeFunction{}, flow.Consult{}, flow.ShowView{}, flow.CheckHours{},
		flow.ReadMetric{}, flow.ReadMetrics{}, flow.SetRouting{}, flow.SetRoutingCriteria{}, flow.SetTags{}, flow.RemoveTags{},
		flow.SetRecording{}, flow.SignIn{},
	} {
		if name := fmt.Sprintf("%T", c); commands[name] < 5 {
			t.Errorf("got %d times %s, want at least 5", commands[name], name)
		}
	}
}

func compareRuns(t *testing.T, seed uint64, docs map[flow.ID]*flow.Document, g *generator, commands map[string]int) *flow.End {
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
		flowtest.Storable(t, a)
		if !reflect.DeepEqual(a, b) {
			t.Errorf("seed %d: got\n%+v from memory and\n%+v from the store, want the same", seed, a, b)
			return nil
		}
		if after := snapshot(t, memory); after != before {
			t.Errorf("seed %d: got argument %s after the call, want it untouched: %s", seed, after, before)
		}
		commands[fmt.Sprintf("%T", a.Command)]++
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
