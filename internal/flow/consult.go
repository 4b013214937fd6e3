package flow

import (
	"encoding/json"
	"errors"
	"slices"
)

// consult asks a keeper for what the action says. What it may be asked has the
// bounds of what a function may be told [I].
func (x *execution) consult(keeper Keeper, parameters map[string]any) outcome {
	raw, err := encode(parameters)
	if err != nil {
		return fail(err)
	}
	raw = cleanJSON(raw)
	if err := tooLong("what is asked", len(raw), MaxValue); err != nil {
		return fail(err)
	}
	return call(Consult{Keeper: keeper, Action: x.action.Type, Parameters: raw})
}

// consulted is what a keeper answers.
type consulted struct {
	Error         ErrorName
	Customer      json.RawMessage
	DataTables    json.RawMessage
	DataTableList json.RawMessage
}

// readConsulted reads a keeper's answer. An error that the action has is raised as
// it is, any other as NoMatchingError; its name is not told, since whoever wrote it
// may have put more into it.
func readConsulted(in Input, own []ErrorName) (consulted, *outcome) {
	answer, ok := in.(Consulted)
	var said consulted
	var out outcome
	switch {
	case !ok:
		out = raise(ErrorNoMatchingError, "the host gave another answer than the keeper's")
	case json.Unmarshal(answer.Answer, &said) != nil:
		out = fail(errors.New("the keeper did not answer with a JSON object of the agreed form"))
	case slices.Contains(own, said.Error):
		out = raise(said.Error, "the keeper says so")
	case said.Error != "":
		out = raise(ErrorNoMatchingError, "the keeper could not do it")
	default:
		return said, nil
	}
	return said, &out
}
