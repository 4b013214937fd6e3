package main

import (
	"fmt"
	"maps"
	"slices"
)

// inputs writes the input structure of every operation.
func (e *emitter) inputs() {
	for _, name := range e.operations {
		op := e.Operations[name]
		e.line("// %s is the input of %s: %s %s.\n//\n// spec: %s", inputName(name), name, op.HTTP.Method, op.HTTP.RequestURI, name)
		e.structure(inputName(name), e.shapeOf(op.Input))
	}
}

// outputs writes the output structure of every operation; an operation without
// one gets a structure without members, so that all methods look alike.
func (e *emitter) outputs() {
	for _, name := range e.operations {
		e.line("// %s is the output of %s.\n//\n// spec: %s", outputName(name), name, name)
		e.structure(outputName(name), e.shapeOf(e.Operations[name].Output))
	}
}

// shapes writes the structures that others contain.
func (e *emitter) shapes() {
	for _, name := range e.structures {
		s := e.Shapes[name]
		e.line("// %s is a structure of the API.", exported(name))
		if s.Union {
			e.line("// It is a union: exactly one member is set.")
		}
		e.structure(exported(name), s)
	}
}

// shapeOf is the structure behind a reference, one without members for none.
func (e *emitter) shapeOf(r *ref) *shape {
	if r == nil {
		return &shape{Type: "structure"}
	}
	return e.Shapes[r.Shape]
}

func (e *emitter) structure(name string, s *shape) {
	e.line("type %s struct {", name)
	for _, member := range slices.Sorted(maps.Keys(s.Members)) {
		e.member(s, member)
	}
	e.line("}\n")
}

func (e *emitter) member(s *shape, name string) {
	r := s.Members[name]
	if note := e.note(s, name); note != "" {
		e.line("// %s", note)
	}
	e.line("%s %s `json:%q`", exported(name), e.memberType(r.Shape), jsonTag(r, name))
}

// jsonTag names a body member as the model does; members outside of the body
// are no part of the JSON. An empty list stays, an absent one goes.
func jsonTag(r *ref, name string) string {
	if r.Location != "" {
		return "-"
	}
	return fmt.Sprintf("%s,omitzero", name)
}
