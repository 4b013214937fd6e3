package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// validators writes Validate for every input and one function for every shape
// below an input that has something to check. The functions know nothing of
// where their value stands: whoever holds it places what they found.
func (e *emitter) validators() {
	for _, name := range e.operations {
		e.line("// Validate records the constraints that the input breaks.")
		e.line("func (in *%s) Validate(v *restjson.Violations) {", inputName(name))
		e.checkMembers("in", e.shapeOf(e.Operations[name].Input))
		e.line("}\n")
	}
	for _, name := range e.checked {
		e.variables(name)
		e.checkFunction(name)
	}
}

// checkMembers writes the checks of a structure's members.
func (e *emitter) checkMembers(receiver string, s *shape) {
	names := slices.Sorted(maps.Keys(s.Members))
	for _, name := range names {
		if s.requires(name) {
			e.line("v.Required(%q, %s.%s != nil)", name, receiver, exported(name))
		}
	}
	for _, name := range names {
		shape := s.Members[name].Shape
		if !e.checks(shape) {
			continue
		}
		helper := map[string]string{"list": "List", "map": "Map"}[e.Shapes[shape].Type]
		if helper == "" {
			helper = "Member"
		}
		e.line("restjson.%s(v, %q, %s.%s, %s)", helper, name, receiver, exported(name), check(shape))
	}
	if s.Union {
		set := make([]string, len(names))
		for i, name := range names {
			set[i] = fmt.Sprintf("%s.%s != nil", receiver, exported(name))
		}
		e.line("v.Union(%q, %s)", strings.Join(names, ", "), strings.Join(set, ", "))
	}
}

// variables writes what a shape's check compares with.
func (e *emitter) variables(name string) {
	s := e.Shapes[name]
	if len(s.Enum) > 0 {
		e.line("var %s = []string{", values(name))
		for _, value := range s.Enum {
			e.line("%s,", constant(name, value))
		}
		e.line("}\n")
	}
	if s.Pattern != "" {
		e.line("var %s = %s\n", pattern(name), e.patternValue(s.Pattern))
	}
}

func (e *emitter) checkFunction(name string) {
	s := e.Shapes[name]
	e.line("func %s(v *restjson.Violations, value %s) {", check(name), e.goType(name))
	switch s.Type {
	case "structure":
		e.checkMembers("value", s)
	case "string":
		e.checkString(name, s)
	case "list":
		e.checkBounds("Items", "len(value)", s)
		if e.checks(s.Member.Shape) {
			e.line("restjson.Items(v, value, %s)", check(s.Member.Shape))
		}
	case "map":
		e.checkBounds("Entries", "len(value)", s)
		e.line("restjson.Entries(v, value, %s, %s)", e.checkOrNil(s.Key.Shape), e.checkOrNil(s.Value.Shape))
	case "float", "double":
		e.checkBounds("Float", "value", s)
	default:
		e.checkBounds("", "int64(value)", s)
	}
	e.line("}\n")
}

func (e *emitter) checkOrNil(shape string) string {
	if e.checks(shape) {
		return check(shape)
	}
	return "nil"
}

func (e *emitter) checkBounds(of, value string, s *shape) {
	if s.hasMin() {
		e.line("v.Min%s(%s, %s)", of, value, s.Min)
	}
	if s.Max != "" {
		e.line("v.Max%s(%s, %s)", of, value, s.Max)
	}
}

// checkString writes the checks of a string. Values outside of an enum break
// only the enum.
func (e *emitter) checkString(name string, s *shape) {
	if len(s.Enum) > 0 {
		e.line("v.Enum(value, %s)", values(name))
		return
	}
	e.checkBounds("Chars", "value", s)
	if s.Pattern != "" {
		e.line("v.Pattern(value, %s)", pattern(name))
	}
}
