package main

import (
	"fmt"
	"maps"
	"slices"
)

// readers writes how an input's body is read, and the structures inside it.
func (e *emitter) readers() {
	for _, name := range e.operations {
		s := e.shapeOf(e.Operations[name].Input)
		if s.hasBody() {
			e.line("func (in *%s) read(r *restjson.Reader) {", inputName(name))
			e.readMembers("in", s)
			e.line("}\n")
		}
	}
	for _, name := range e.read {
		e.line("func %s(r *restjson.Reader) (value %s) {", read(name), exported(name))
		e.readMembers("value", e.Shapes[name])
		e.line("return value\n}\n")
	}
}

// readMembers writes the loop over an object. Members that the shape does not
// know are passed over.
func (e *emitter) readMembers(receiver string, s *shape) {
	e.line("for name, more := r.Object(); more; name, more = r.Next(name) {")
	e.line("switch name {")
	for _, name := range slices.Sorted(maps.Keys(s.Members)) {
		if r := s.Members[name]; r.Location == "" {
			e.line("case %q:\n%s.%s = %s", name, receiver, exported(name), e.readMember(r.Shape))
		}
	}
	e.line("default:\nr.Skip()\n}\n}")
}

// readMember is the expression that reads a member, nil for null.
func (e *emitter) readMember(shape string) string {
	switch s := e.Shapes[shape]; s.Type {
	case "list":
		return fmt.Sprintf("restjson.ReadList(r, %s)", e.readValue(s.Member.Shape))
	case "map":
		return fmt.Sprintf("restjson.ReadMap(r, %s)", e.readValue(s.Value.Shape))
	}
	return fmt.Sprintf("restjson.ReadMember(r, %s)", e.readValue(shape))
}

// scalarMethods are the methods of restjson.Reader and restjson.Writer for a
// value of a scalar type.
var scalarMethods = map[string]string{
	"string":    "Text",
	"boolean":   "Bool",
	"integer":   "Int32",
	"long":      "Int64",
	"float":     "Float",
	"double":    "Float",
	"timestamp": "Timestamp",
}

// readValue is the function that reads a value which may not be null.
func (e *emitter) readValue(shape string) string {
	s := e.Shapes[shape]
	if method, ok := scalarMethods[s.Type]; ok {
		return "(*restjson.Reader)." + method
	}
	if s.Type == "structure" {
		return read(shape)
	}
	return fmt.Sprintf("func(r *restjson.Reader) %s { return %s }", e.goType(shape), e.readMember(shape))
}
