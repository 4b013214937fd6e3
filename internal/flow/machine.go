package flow

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
)

// MaxSteps is how many actions may follow each other without a Wait; it ends
// loops that would otherwise never [I].
const MaxSteps = 1000

// ErrUnexpectedInput says that an execution got an input that it does not
// await, such as an event for a flow that no longer waits. Nothing happened.
var ErrUnexpectedInput = errors.New("flow does not await this input")

// Step is what Advance gives back.
type Step struct {
	State    State
	Document *Document // the one that State belongs to; another after a transfer
	Command  Command
	Trace    []Entry // the actions that were completed, oldest first
}

// Advance carries an execution on: it feeds in to the action that awaits it and
// runs every following action up to the next command. doc must be the document
// of st.FlowID. Faults of the document end the execution or take its error
// branches; the only error is ErrUnexpectedInput. A nil env knows no values.
func Advance(doc *Document, st State, in Input, env Env) (Step, error) {
	if doc == nil || !st.accepts(in) {
		return Step{}, fmt.Errorf("%w: %T while it awaits %q", ErrUnexpectedInput, in, st.Await)
	}
	x := &execution{doc: doc, state: st, env: env}
	x.state.Await, x.state.Events = AwaitNothing, nil // unless a command asks again
	cmd := x.run(in)
	x.state.normalise()
	return Step{State: x.state, Document: x.doc, Command: cmd, Trace: x.trace}, nil
}

// execution is one call of Advance at work.
type execution struct {
	doc      *Document
	state    State // maps in it are shared with the caller: replace, never write
	env      Env
	action   *Action
	def      definition
	trace    []Entry
	openings openings
}

// run is the trampoline: an outcome leads to the next action, or to a command.
func (x *execution) run(in Input) Command {
	var out outcome
	if _, first := in.(Start); first {
		out = x.begin(x.doc.StartAction)
	} else {
		out = x.resume(in)
	}
	for {
		switch out.verdict {
		case asked:
			x.state.Await = out.await
			return out.command
		case stopped:
			x.record(out, out.err, "")
			return out.command
		case jumped:
			x.record(out, "", "")
			out = x.jump(out.target)
		case entered:
			x.record(out, "", out.target.Document.StartAction)
			out = x.enter(out)
		case left:
			x.record(out, out.err, "")
			out = x.leave(out)
		default:
			next, end := x.follow(out)
			switch {
			case end == nil:
				out = x.begin(next)
			case len(x.state.Callers) > 0:
				out = x.fall(*end)
			default:
				return *end
			}
		}
	}
}

// begin makes id the current action and starts it.
func (x *execution) begin(id ActionID) outcome {
	x.state.Progress, x.state.Inputs = nil, nil
	if !x.focus(id) {
		return x.missing(id)
	}
	if x.state.Steps >= MaxSteps {
		out := stop(End{Reason: EndStepBudget, Action: id})
		out.note = fmt.Sprintf("not run: %d steps went before without waiting", MaxSteps)
		return out
	}
	x.state.Steps++
	if note := x.forbidden(); note != "" {
		if x.def.unfailing {
			return skipped(note)
		}
		return raise(ErrorNoMatchingError, note)
	}
	return x.def.begin(x)
}

// resume hands the host's answer to the action that awaits it. What has waited for
// the customer or for time gets a new step budget; a Wait that the host refused
// has not, nor has a call, or a flow could call a function without end.
func (x *execution) resume(in Input) outcome {
	switch in.(type) {
	case Timeout, Occurred, Heard, SignedIn:
		x.state.Steps = 0
	}
	if x.state.Leaving != nil {
		return x.comeBack(in)
	}
	if !x.focus(x.state.Action) {
		return x.missing(x.state.Action)
	}
	in, fault := received(in)
	if fault != "" {
		return raise(ErrorNoMatchingError, fault)
	}
	r, isResult := in.(Result)
	if isResult && r.Error != "" {
		if x.def.unfailing {
			return skipped(cmp.Or(r.Note, "the host could not do it"))
		}
		return raise(r.Error, r.Note)
	}
	if x.def.resume != nil {
		return x.def.resume(x, in)
	}
	return done(r.Value)
}

func (x *execution) focus(id ActionID) (ok bool) {
	x.state.Action = id
	if x.action, ok = x.doc.Action(id); ok {
		x.def = table[x.action.Type]
	}
	return ok
}

func (x *execution) missing(id ActionID) outcome {
	out := stop(End{Reason: EndMissingAction, Action: id})
	out.note = "there is no such action"
	return out
}

// forbidden says why the current action cannot run here at all.
func (x *execution) forbidden() string {
	switch {
	case x.def.begin == nil:
		return "unknown action type"
	case !x.def.allowedIn(x.state.Type):
		return "not allowed in a flow of type " + string(x.state.Type)
	case len(x.def.oneOf) > 0 && countPresent(x.action.Parameters, x.def.oneOf) != 1:
		return "needs exactly one of " + orList(x.def.oneOf)
	}
	return ""
}

// jump goes on in another document. Flow attributes, loops and what was read of
// data tables belong to the one that is left; the step budget does not.
// spec: TransferToFlow; Data Table block, key details.
func (x *execution) jump(to Loaded) outcome {
	x.open(to)
	x.state.Values = maps.Clone(x.state.Values)
	for _, namespace := range []string{namespaceLoop, namespaceTables, namespaceTableList} {
		delete(x.state.Values, namespace)
	}
	x.state.Type, x.state.Callers = to.Type, nil
	return x.begin(to.Document.StartAction)
}

// open makes a document the current one, with nothing in it done yet.
func (x *execution) open(to Loaded) {
	x.doc = to.Document
	x.state.FlowID, x.state.Content = to.FlowID, to.Content
	x.state.Attributes, x.state.Loops = nil, nil
}

func (x *execution) record(out outcome, raised ErrorName, next ActionID) {
	e := Entry{
		FlowID: x.state.FlowID, Action: x.state.Action, Inputs: x.state.Inputs,
		Result: out.value, Error: raised, Next: next, Note: out.note,
	}
	if x.action != nil {
		e.Type = x.action.Type
	}
	x.trace = append(x.trace, e)
}
