package view

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
)

// reference is how a template takes a value of the data: $.Name, and whatever lies
// below it. spec: Custom views in the agent workspace, view input.
var reference = regexp.MustCompile(`\$\.([A-Za-z_][A-Za-z0-9_-]*)`)

func refers(text string) bool { return reference.MatchString(text) }

// schema is the part of JSON Schema that is written and understood here.
type schema struct {
	Schema     string            `json:"$schema,omitempty"`
	Type       types             `json:"type,omitempty"`
	Properties map[string]schema `json:"properties,omitempty"`
	Required   []string          `json:"required,omitempty"`
	Items      *schema           `json:"items,omitempty"`
}

// dialect is that of the schemas that are written here.
const dialect = "http://json-schema.org/draft-07/schema#"

// schemaOf is the schema of the data that a template takes: every value that it
// refers to must be there, in whatever form its component understands.
func schemaOf(root map[string]any) string {
	names := map[string]bool{}
	collect(root, names)
	s := schema{Schema: dialect, Type: types{"object"}, Properties: map[string]schema{}, Required: slices.Sorted(maps.Keys(names))}
	for name := range names {
		s.Properties[name] = schema{}
	}
	return s.String()
}

func (s schema) String() string {
	raw, err := json.Marshal(s)
	if err != nil {
		panic(err) // it is made of strings, lists and maps of them
	}
	return string(raw)
}

func collect(v any, names map[string]bool) {
	switch v := v.(type) {
	case string:
		for _, m := range reference.FindAllStringSubmatch(v, -1) {
			names[m[1]] = true
		}
	case []any:
		for _, item := range v {
			collect(item, names)
		}
	case map[string]any:
		for _, item := range v {
			collect(item, names)
		}
	}
}

// types are the types that a value may have; JSON writes a single one as a text.
type types []string

// MarshalJSON writes one type as a text and several as a list.
func (t types) MarshalJSON() ([]byte, error) {
	if len(t) == 1 {
		return json.Marshal(t[0])
	}
	return json.Marshal([]string(t))
}

// UnmarshalJSON reads both forms.
func (t *types) UnmarshalJSON(raw []byte) error {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		*t = types{one}
		return nil
	}
	return json.Unmarshal(raw, (*[]string)(t))
}
