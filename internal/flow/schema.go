package flow

import (
	"encoding/json"
	"slices"
	"strings"
)

// schema is the part of JSON Schema in which a module says what it takes and what
// it gives back: types, properties, which of them are required, and items of lists.
// What else a schema holds is let be.
type schema struct {
	types      []string // nil: any
	properties map[string]*schema
	required   []string
	items      *schema
}

// schemaTypes are the names of types. spec: JSON Schema, draft 4.
var schemaTypes = []string{"string", "number", "integer", "boolean", "object", "array", "null"}

// schema reads a schema, and what is wrong with it, which where names.
func (r *settingsReader) schema(raw json.RawMessage, where string) *schema {
	s := &schema{}
	fields, ok := object(raw)
	if !ok {
		r.fault("%s must be an object", where)
		return s
	}
	s.types = r.types(fields["type"], where)
	if raw := fields["properties"]; !absent(raw) {
		properties, ok := object(raw)
		if !ok {
			r.fault("%s: properties must be an object", where)
		}
		s.properties = make(map[string]*schema, len(properties))
		for _, name := range sortedKeys(properties) {
			s.properties[name] = r.schema(properties[name], where+"."+name)
		}
	}
	if raw := fields["required"]; !absent(raw) && json.Unmarshal(raw, &s.required) != nil {
		r.fault("%s: required must be a list of names", where)
	}
	if raw := fields["items"]; !absent(raw) {
		s.items = r.schema(raw, where+"[]")
	}
	return s
}

// types reads the name of a type, or a list of such.
func (r *settingsReader) types(raw json.RawMessage, where string) []string {
	if absent(raw) {
		return nil
	}
	var one string
	types := []string{}
	if json.Unmarshal(raw, &one) == nil {
		types = append(types, one)
	} else if json.Unmarshal(raw, &types) != nil {
		r.fault("%s: type must be the name of a type", where)
		return nil
	}
	for _, name := range types {
		if !slices.Contains(schemaTypes, name) {
			r.fault("%s: there is no type %q", where, name)
		}
	}
	return types
}

// misfit tells how a value differs from the schema, "" when it fits. A reference is
// text wherever it stands, so that it fits where text does.
func (s *schema) misfit(value any) string {
	if s == nil {
		return ""
	}
	if !slices.ContainsFunc(typesOf(value), s.takes) {
		text, _ := value.(string)
		if refers(text) {
			return "must be " + s.wanted() + ", which a reference is not"
		}
		return "must be " + s.wanted()
	}
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			if fault := s.items.misfit(item); fault != "" {
				return "has an item that " + fault
			}
		}
	case map[string]any:
		for _, name := range s.required {
			if _, ok := v[name]; !ok {
				return "must have " + name
			}
		}
		for _, name := range sortedKeys(v) {
			if fault := s.properties[name].misfit(v[name]); fault != "" {
				return "." + name + " " + fault
			}
		}
	}
	return ""
}

func (s *schema) takes(name string) bool { return s.types == nil || slices.Contains(s.types, name) }

// wanted is what a schema takes, with an article.
func (s *schema) wanted() string {
	words := make([]string, len(s.types))
	for i, name := range s.types {
		words[i] = name
		if name != "null" {
			words[i] = article(name) + " " + name
		}
	}
	return orList(words)
}

func article(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an"
	}
	return "a"
}

// typesOf are the names that the type of a JSON value goes by.
func typesOf(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{"string"}
	case bool:
		return []string{"boolean"}
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			return []string{"number"}
		}
		return []string{"number", "integer"}
	case []any:
		return []string{"array"}
	case map[string]any:
		return []string{"object"}
	}
	return []string{"null"}
}
