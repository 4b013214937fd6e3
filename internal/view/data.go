package view

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Check holds data that a flow hands to the view, a JSON object, against the input
// schema. A value that should be a list or an object may also be the text of one, as
// flows can pass on nothing else. The error names the first fault.
// client: amazon-connect-chat-interface src/components/Chat/datamodel/Utils.js
func (c Content) Check(data json.RawMessage) error {
	if len(data) > MaxData {
		return fmt.Errorf("the data has %d bytes, the limit is %d", len(data), MaxData)
	}
	if len(data) == 0 {
		data = json.RawMessage("{}")
	}
	var value any
	if json.Unmarshal(data, &value) != nil || !isObject(value) {
		return fmt.Errorf("the data must be a JSON object")
	}
	var s schema
	if err := json.Unmarshal([]byte(c.InputSchema), &s); err != nil {
		return fmt.Errorf("the schema of the view cannot be read: %w", err)
	}
	return s.check("", value)
}

func (s schema) check(at string, value any) error {
	value, ok := s.fit(value)
	if !ok {
		return fmt.Errorf("%s must be %s", at, s.Type.or())
	}
	switch v := value.(type) {
	case map[string]any:
		return s.checkMembers(at, v)
	case []any:
		if s.Items == nil {
			return nil
		}
		for i, item := range v {
			if err := s.Items.check(fmt.Sprintf("%s[%d]", at, i), item); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s schema) checkMembers(at string, members map[string]any) error {
	if at != "" {
		at += "."
	}
	for _, name := range s.Required {
		if members[name] == nil {
			return fmt.Errorf("%s%s is missing", at, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		if v, ok := members[name]; ok && v != nil {
			if err := s.Properties[name].check(at+name, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// fit finds the form of a value that the schema takes.
func (s schema) fit(value any) (any, bool) {
	if len(s.Type) == 0 || slices.Contains(s.Type, typeOf(value)) {
		return value, true
	}
	text, isText := value.(string)
	var inner any
	if !isText || json.Unmarshal([]byte(text), &inner) != nil {
		return value, false
	}
	return inner, slices.Contains(s.Type, typeOf(inner))
}

// typeOf is the JSON Schema type of a decoded value.
func typeOf(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case float64:
		return "number"
	case string:
		return "string"
	case []any:
		return "array"
	}
	return "object"
}

// or names the types in a sentence.
func (t types) or() string {
	text := ""
	for i, name := range t {
		if i > 0 {
			text += " or "
		}
		article := "a "
		if name == "array" || name == "object" {
			article = "an "
		}
		text += article + name
	}
	return text
}
