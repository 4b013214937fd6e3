package flow

import (
	"fmt"
	"slices"
)

var (
	flowModuleID = parameter{
		name: "FlowModuleId", form: formValue, required: true, min: 1, max: maxResourceID,
		resource: ResourceModule,
	}
	moduleInput      = parameter{name: "Input", form: formTree}
	moduleResult     = parameter{name: "Result", form: formValue, min: 1, max: 255}
	moduleResultData = parameter{name: "ResultData", form: formTree}
)

// invokeFlowModule runs a module and goes on when that returns; the named result
// decides where. spec: InvokeFlowModule.
var invokeFlowModule = definition{
	parameters: []parameter{flowModuleID, moduleInput},
	conditions: conditions{operators: []Operator{OpEquals}, optional: true},
	branches:   []ErrorName{ErrorNoMatchingError},
	flows:      []Type{TypeContactFlow},
	check:      checkInvocation,
	begin:      beginModule,
	resume:     resumeModule,
}

func beginModule(x *execution) outcome {
	id, err := x.text(flowModuleID)
	if err != nil {
		return fail(err)
	}
	if len(x.state.Callers) >= MaxModuleDepth {
		return raise(ErrorNoMatchingError, fmt.Sprintf("modules are within each other more than %d deep", MaxModuleDepth))
	}
	if _, err := x.tree(moduleInput, MaxValue); err != nil {
		return fail(err)
	}
	return outcome{verdict: asked, command: LoadModule{ID(id)}, await: AwaitDocument}
}

func resumeModule(x *execution, in Input) outcome {
	loaded, ok := in.(Loaded)
	if !ok {
		return raise(ErrorNoMatchingError, "the module was not loaded")
	}
	if x.within(loaded.FlowID) {
		return raise(ErrorNoMatchingError, "a module cannot run within itself")
	}
	input, err := x.tree(moduleInput, MaxValue)
	if err != nil {
		return fail(err)
	}
	return outcome{verdict: entered, target: loaded, data: input, note: "goes on in module " + string(loaded.FlowID)}
}

// within reports whether the execution is in a document at any depth.
func (x *execution) within(id ID) bool {
	return x.state.FlowID == id ||
		slices.ContainsFunc(x.state.Callers, func(c Caller) bool { return c.FlowID == id })
}

// endFlowModuleExecution returns from a module. It has no error to raise, so that
// what cannot be read ends the module as a fault of its own.
// spec: EndFlowModuleExecution.
var endFlowModuleExecution = definition{
	parameters: []parameter{moduleResult, moduleResultData},
	moduleOnly: true,
	ends:       terminal,
	check:      checkReturn,
	begin: func(x *execution) outcome {
		if len(x.state.Callers) == 0 {
			return raise(ErrorNoMatchingError, "only a module can return")
		}
		result, err := x.text(moduleResult)
		if err != nil {
			return outcome{verdict: left, err: ErrorNoMatchingError, note: err.Error()}
		}
		data, err := x.tree(moduleResultData, MaxValue)
		if err != nil {
			return outcome{verdict: left, err: ErrorNoMatchingError, note: err.Error()}
		}
		return outcome{verdict: left, value: result, data: data}
	},
}
