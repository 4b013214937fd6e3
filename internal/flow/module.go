package flow

import (
	"encoding/json"
	"maps"
	"slices"
)

// MaxModuleDepth is how many modules may be within each other.
// spec: Flow modules, limits.
const MaxModuleDepth = 5

// namespaceModules holds what goes in and out of modules: $.Modules.Input,
// $.Modules.Result, $.Modules.ResultData.
const namespaceModules = "Modules"

// Caller is a document that has called a module: what it needs to go on.
type Caller struct {
	FlowID     ID                         `json:"flow"`
	Content    string                     `json:"content,omitempty"`
	Action     ActionID                   `json:"action"`
	Attributes map[string]string          `json:"attributes,omitempty"`
	Loops      map[ActionID]int           `json:"loops,omitempty"`
	Values     map[string]json.RawMessage `json:"values,omitempty"`
}

// Leaving is what a module returns.
type Leaving struct {
	Error  ErrorName       `json:"error,omitempty"`
	Result string          `json:"result,omitempty"`
	Data   json.RawMessage `json:"data,omitempty"`
}

// enter begins a module. What the caller knows is not seen inside, but for the
// input. spec: Flow modules.
func (x *execution) enter(out outcome) outcome {
	x.state.Callers = append(slices.Clone(x.state.Callers), Caller{
		FlowID: x.state.FlowID, Content: x.state.Content, Action: x.state.Action,
		Attributes: x.state.Attributes, Loops: x.state.Loops, Values: x.state.Values,
	})
	x.open(out.target)
	x.state.Values = nil
	if len(out.data) > 0 {
		x.keep(namespaceModules, map[string]json.RawMessage{"Input": out.data})
	}
	return x.begin(out.target.Document.StartAction)
}

// leave asks for the document that called the module.
func (x *execution) leave(out outcome) outcome {
	x.state.Leaving = &Leaving{Error: out.err, Result: out.value, Data: out.data}
	caller := x.state.Callers[len(x.state.Callers)-1]
	return outcome{
		verdict: asked, await: AwaitDocument,
		command: LoadContent{FlowID: caller.FlowID, Content: caller.Content},
	}
}

// fall leaves a module that ended without returning: for its caller that is
// an error [I].
func (x *execution) fall(end End) outcome {
	if end.Reason == EndMissingAction || end.Reason == EndStepBudget {
		return stop(end)
	}
	x.state.Leaving = nil
	return x.leave(outcome{err: ErrorNoMatchingError})
}

// comeBack goes on in the caller, with what the module returned.
func (x *execution) comeBack(in Input) outcome {
	returned := *x.state.Leaving
	last := len(x.state.Callers) - 1
	caller := x.state.Callers[last]
	x.state.Leaving, x.state.Callers = nil, x.state.Callers[:last:last]
	loaded, ok := in.(Loaded)
	if !ok || loaded.Document == nil {
		return stop(End{Reason: EndMissingAction, Action: caller.Action})
	}
	x.open(loaded)
	x.state.Attributes, x.state.Loops, x.state.Values = caller.Attributes, caller.Loops, maps.Clone(caller.Values)
	if !x.focus(caller.Action) {
		return x.missing(caller.Action)
	}
	if returned.Error != "" {
		return raise(returned.Error, "the module ended without returning")
	}
	result := map[string]any{"Result": returned.Result}
	if len(returned.Data) > 0 {
		result["ResultData"] = returned.Data
	}
	x.keep(namespaceModules, result)
	return done(returned.Result)
}
