package main

import "fmt"

// goType is the type of a value of the shape: of a list item, a map value, or
// behind the pointer of a member.
func (m *model) goType(name string) (string, error) {
	s := m.Shapes[name]
	switch s.Type {
	case "structure":
		return exported(name), nil
	case "string":
		return "string", nil
	case "boolean":
		return "bool", nil
	case "integer":
		return "int32", nil
	case "long":
		return "int64", nil
	case "float", "double":
		return "float64", nil
	case "timestamp":
		if s.TimestampFormat != "" {
			return "", fmt.Errorf("shape %s: timestamp format %s is not supported", name, s.TimestampFormat)
		}
		return "restjson.Timestamp", nil
	case "list":
		item, err := m.goType(s.Member.Shape)
		return "[]" + item, err
	case "map":
		if m.Shapes[s.Key.Shape].Type != "string" {
			return "", fmt.Errorf("shape %s: map keys must be strings", name)
		}
		value, err := m.goType(s.Value.Shape)
		return "map[string]" + value, err
	}
	return "", fmt.Errorf("shape %s: type %s is not supported", name, s.Type)
}

// memberType is the type of a structure's member: nil when absent.
func (m *model) memberType(name string) (string, error) {
	t, err := m.goType(name)
	if err != nil || m.aggregate(name) {
		return t, err
	}
	return "*" + t, nil
}

// aggregate reports whether a value of the shape can be nil by itself.
func (m *model) aggregate(name string) bool {
	t := m.Shapes[name].Type
	return t == "list" || t == "map"
}
