package flow

import (
	"maps"
	"strings"
)

// Entry tells of one action that was run: how it came out and where it led. Flow
// logs are made of entries. A value that an entry shows may be personal data.
type Entry struct {
	FlowID ID
	Action ActionID
	Type   ActionType
	// Inputs are its parameters as they were read, references resolved; long
	// ones are cut.
	Inputs map[string]string
	Result string    // what the conditions compared; empty when there was none
	Error  ErrorName // empty on success
	Next   ActionID  // empty when the execution ended here
	Note   string    // why an error was raised, or that nothing was done
}

// What an Entry shows of parameters is bounded, since it is part of the State
// while the action waits.
const (
	maxInputs      = 32
	maxInputLength = 256 // bytes
)

// note keeps a parameter as it was read for the trace.
func (x *execution) note(name, value string) {
	if len(x.state.Inputs) >= maxInputs {
		return
	}
	if len(value) > maxInputLength {
		value = value[:maxInputLength] + "…"
	}
	inputs := make(map[string]string, len(x.state.Inputs)+1)
	maps.Copy(inputs, x.state.Inputs)
	inputs[name] = strings.ToValidUTF8(value, "\uFFFD")
	x.state.Inputs = inputs
}
