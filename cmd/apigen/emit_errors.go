package main

import (
	"maps"
	"slices"
	"strings"
)

// errorTypes writes the modelled errors. Each has a Message, also the two whose
// shape has none: every client looks for it.
func (e *emitter) errorTypes() {
	for _, name := range e.errors {
		s := e.Shapes[name]
		e.line("// %s is a modelled error, status %d.", name, s.Error.HTTPStatusCode)
		e.line("type %s struct {", name)
		e.line("// Message is text for the caller.")
		e.line("Message string `json:\"Message\"`")
		for _, member := range slices.Sorted(maps.Keys(s.Members)) {
			if !strings.EqualFold(member, "message") {
				e.member(s, member)
			}
		}
		e.line("}\n")
		e.line("func (e *%s) Error() string { return %q + e.Message }\n", name, name+": ")
		e.line("// ErrorCode is the bare shape name.")
		e.line("func (*%s) ErrorCode() string { return %q }\n", name, name)
		e.line("// HTTPStatus is the status of the answer.")
		e.line("func (*%s) HTTPStatus() int { return %d }\n", name, s.Error.HTTPStatusCode)
	}
	e.newError()
}

func (e *emitter) newError() {
	e.line("// NewError makes the modelled error of a code, nil for an unknown code.")
	e.line("func NewError(code, message string) restjson.ModelledError {")
	e.line("switch code {")
	for _, name := range e.errors {
		e.line("case %q:\nreturn &%s{Message: message}", name, name)
	}
	e.line("}\nreturn nil\n}")
}
