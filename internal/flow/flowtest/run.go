// Package flowtest runs flows in tests: a host that carries out every command
// by answering it, and keeps what the machine said.
//
// Between any two calls it writes the state out and reads it back, so that
// every test which uses it also shows that an execution can be stored there.
package flowtest

import (
	"reflect"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// Host is the world that a flow runs in.
type Host struct {
	Env    flow.Env
	Flows  map[flow.ID]flow.Loaded                // what LoadFlow finds
	Answer func(command flow.Command) flow.Result // nil: everything succeeds
}

// Run is an execution under way.
type Run struct {
	Commands []flow.Command // all that were given, the last one still unanswered
	Trace    []flow.Entry
	Step     flow.Step // the last one

	t    testing.TB
	host Host
}

// Start begins an execution and answers its commands until it parks or is over.
func Start(t testing.TB, host Host, doc *flow.Document, b flow.Beginning) *Run {
	t.Helper()
	r := &Run{t: t, host: host}
	r.Step = flow.Step{Document: doc, State: flow.NewState(b)}
	r.Resume(flow.Start{})
	return r
}

// Resume gives a parked execution its next input, and answers commands until
// it parks again or is over.
func (r *Run) Resume(in flow.Input) {
	r.t.Helper()
	for in != nil {
		step, err := flow.Advance(r.Step.Document, stored(r.t, r.Step.State), in, r.host.Env)
		if err != nil {
			r.t.Fatalf("after commands %#v: %v", r.Commands, err)
		}
		r.Step = step
		r.Commands = append(r.Commands, step.Command)
		r.Trace = append(r.Trace, step.Trace...)
		in = r.host.answer(step)
	}
}

// Last is the command given last.
func (r *Run) Last() flow.Command { return r.Commands[len(r.Commands)-1] }

// answer is what the host says to a command; nil when it has to wait or the
// execution is over.
func (h Host) answer(step flow.Step) flow.Input {
	if step.State.Done() {
		return nil
	}
	if h.Answer != nil {
		if result := h.Answer(step.Command); result != (flow.Result{}) {
			return result
		}
	}
	switch command := step.Command.(type) {
	case flow.Wait:
		return nil
	case flow.LoadFlow:
		if loaded, found := h.Flows[command.FlowID]; found {
			return loaded
		}
		return flow.Result{Error: flow.ErrorNoMatchingError}
	}
	return flow.Result{}
}

// stored is the state after a way through the store.
func stored(t testing.TB, s flow.State) flow.State {
	t.Helper()
	data, err := s.Encode()
	if err != nil {
		t.Fatalf("encode %+v: %v", s, err)
	}
	back, err := flow.ParseState(data)
	if err != nil {
		t.Fatalf("parse %s: %v", data, err)
	}
	if !reflect.DeepEqual(back, s) {
		t.Fatalf("got state %+v after writing and reading it, want %+v", back, s)
	}
	return back
}
