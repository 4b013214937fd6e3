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

// Host is the world that a flow runs in. What it has no answer for parks the
// execution, until Resume.
type Host struct {
	Env     flow.Env
	Flows   map[flow.ID]flow.Loaded                // what LoadFlow finds
	Modules map[flow.ID]flow.Loaded                // what LoadModule finds
	Answer  func(command flow.Command) flow.Result // nil: everything succeeds

	Bot      func(flow.AskBot) flow.Input         // nil: it parks
	Function func(flow.InvokeFunction) flow.Input // nil: it parks
	Keeper   func(flow.Consult) flow.Input        // nil: it parks
	Metrics  string                               // answers ReadMetrics; JSON
}

// Run is an execution under way.
type Run struct {
	Commands []flow.Command // all that were given, the last one still unanswered
	Trace    []flow.Entry
	Step     flow.Step // the last one

	t         testing.TB
	host      Host
	documents map[document]*flow.Document // all that the execution was in
}

// document names what LoadContent asks for.
type document struct {
	flow    flow.ID
	content string
}

// Start begins an execution and answers its commands until it parks or is over.
func Start(t testing.TB, host Host, doc *flow.Document, b flow.Beginning) *Run {
	t.Helper()
	r := &Run{t: t, host: host, documents: map[document]*flow.Document{}}
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
		Storable(r.t, step)
		r.Step = step
		r.Commands = append(r.Commands, step.Command)
		r.Trace = append(r.Trace, step.Trace...)
		r.documents[document{step.State.FlowID, step.State.Content}] = step.Document
		in = r.answer(step)
	}
}

// Last is the command given last.
func (r *Run) Last() flow.Command { return r.Commands[len(r.Commands)-1] }

// answer is what the host says to a command; nil when it has to wait or the
// execution is over.
func (r *Run) answer(step flow.Step) flow.Input {
	h := r.host
	if step.State.Done() {
		return nil
	}
	if h.Answer != nil {
		if result := h.Answer(step.Command); result != (flow.Result{}) {
			return result
		}
	}
	switch command := step.Command.(type) {
	case flow.Wait, flow.Listen, flow.SignIn:
		return nil
	case flow.AskBot:
		if h.Bot == nil {
			return nil
		}
		return h.Bot(command)
	case flow.InvokeFunction:
		if h.Function == nil {
			return nil
		}
		return h.Function(command)
	case flow.Consult:
		if h.Keeper == nil {
			return nil
		}
		return h.Keeper(command)
	case flow.ReadMetrics:
		return flow.Fetched{Data: []byte(h.Metrics)}
	case flow.LoadFlow:
		return found(h.Flows[command.FlowID])
	case flow.LoadModule:
		return found(h.Modules[command.ModuleID])
	case flow.LoadContent:
		return found(flow.Loaded{
			FlowID: command.FlowID, Content: command.Content,
			Document: r.documents[document{command.FlowID, command.Content}],
		})
	}
	return flow.Result{}
}

// found is a document, or that there is none.
func found(loaded flow.Loaded) flow.Input {
	if loaded.Document == nil {
		return flow.Result{Error: flow.ErrorNoMatchingError}
	}
	return loaded
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
