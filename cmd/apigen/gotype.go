package main

import (
	"fmt"
	"slices"
)

// scalarTypes are the Go types of values without structure.
var scalarTypes = map[string]string{
	"string":    "string",
	"boolean":   "bool",
	"integer":   "int32",
	"long":      "int64",
	"float":     "float64",
	"double":    "float64",
	"timestamp": "restjson.Timestamp",
}

// supported reports what the generator cannot express of a shape.
func (m *model) supported(name string) error {
	s := m.Shapes[name]
	switch s.Type {
	case "structure":
		return nil
	case "list":
		return m.named(s.Member.Shape, []string{name})
	case "map":
		if m.Shapes[s.Key.Shape].Type != "string" {
			return fmt.Errorf("shape %s: map keys must be strings", name)
		}
		return m.named(s.Value.Shape, []string{name})
	case "timestamp":
		if s.TimestampFormat != "" {
			return fmt.Errorf("shape %s: timestamp format %s is not supported", name, s.TimestampFormat)
		}
	}
	if _, ok := scalarTypes[s.Type]; !ok {
		return fmt.Errorf("shape %s: type %s is not supported", name, s.Type)
	}
	return nil
}

// named checks that lists and maps come to an end: they have no names in Go, so
// a shape can contain itself by way of a structure only.
func (m *model) named(name string, outer []string) error {
	if slices.Contains(outer, name) {
		return fmt.Errorf("shape %s contains itself without a structure", name)
	}
	switch s := m.Shapes[name]; {
	case s == nil:
		return fmt.Errorf("shape %s is not in the model", name)
	case s.Type == "list":
		return m.named(s.Member.Shape, append(outer, name))
	case s.Type == "map":
		return m.named(s.Value.Shape, append(outer, name))
	}
	return nil
}

// goType is the type of a value of the shape: of a list item, a map value, or
// behind the pointer of a member.
func (m *model) goType(name string) string {
	switch s := m.Shapes[name]; s.Type {
	case "structure":
		return exported(name)
	case "list":
		return "[]" + m.goType(s.Member.Shape)
	case "map":
		return "map[string]" + m.goType(s.Value.Shape)
	default:
		return scalarTypes[s.Type]
	}
}

// memberType is the type of a structure's member, which is nil when absent.
func (m *model) memberType(name string) string {
	switch m.Shapes[name].Type {
	case "list", "map":
		return m.goType(name)
	}
	return "*" + m.goType(name)
}
