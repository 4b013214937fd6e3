package main

import (
	"fmt"
	"maps"
	"slices"
)

// writers writes how an output is written, and the structures inside it.
func (e *emitter) writers() {
	for _, name := range e.operations {
		e.line("// Write implements restjson.Output.")
		e.line("func (out *%s) Write(w *restjson.Writer) {", outputName(name))
		e.writeMembers("out", e.shapeOf(e.Operations[name].Output))
		e.line("}\n")
	}
	for _, name := range e.written {
		e.line("func %s(w *restjson.Writer, value *%s) {", write(name), exported(name))
		e.writeMembers("value", e.Shapes[name])
		e.line("}\n")
	}
}

// writeMembers writes the members that belong to the body.
func (e *emitter) writeMembers(receiver string, s *shape) {
	e.line("w.Open()")
	for _, name := range slices.Sorted(maps.Keys(s.Members)) {
		if r := s.Members[name]; r.Location == "" {
			e.writeMember(name, receiver+"."+exported(name), r.Shape)
		}
	}
	e.line("w.Close()")
}

func (e *emitter) writeMember(name, value, shape string) {
	function, inner := "WriteMember", shape
	switch s := e.Shapes[shape]; s.Type {
	case "list":
		function, inner = "WriteListMember", s.Member.Shape
	case "map":
		function, inner = "WriteMapMember", s.Value.Shape
	}
	e.line("restjson.%s(w, %q, %s, %s)", function, name, value, e.writeValue(inner))
}

// writeValue is the function that writes a value of the shape.
func (e *emitter) writeValue(shape string) string {
	s := e.Shapes[shape]
	if method, ok := scalarMethods[s.Type]; ok {
		return "(*restjson.Writer)." + method
	}
	function, inner := "WriteList", ""
	switch s.Type {
	case "structure":
		return write(shape)
	case "list":
		inner = s.Member.Shape
	case "map":
		function, inner = "WriteMap", s.Value.Shape
	}
	return fmt.Sprintf("func(w *restjson.Writer, value *%s) { restjson.%s(w, *value, %s) }",
		e.goType(shape), function, e.writeValue(inner))
}
