package legacy

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// export is the old document.
type export struct {
	Modules  []json.RawMessage          `json:"modules"`
	Version  any                        `json:"version"` // "1", also written as a number
	Type     string                     `json:"type"`
	Start    string                     `json:"start"`
	Metadata map[string]json.RawMessage `json:"metadata"`
}

// module is one block of it.
type module struct {
	ID         string                     `json:"id"`
	Type       string                     `json:"type"`
	Target     string                     `json:"target"`
	Branches   []branch                   `json:"branches"`
	Parameters []parameter                `json:"parameters"`
	Metadata   map[string]json.RawMessage `json:"metadata"`
}

// branch is where a block goes on when a condition holds.
type branch struct {
	Condition      string `json:"condition"`
	ConditionType  string `json:"conditionType"`
	ConditionValue any    `json:"conditionValue"`
	Transition     string `json:"transition"`
}

// parameter is a setting of a block. With a namespace, the value is the key of
// an attribute there.
type parameter struct {
	Name         string `json:"name"`
	Key          string `json:"key"`
	Value        any    `json:"value"`
	Namespace    string `json:"namespace"`
	ResourceName string `json:"resourceName"`
}

// Is reports whether content is an old export.
func Is(content string) bool {
	var found struct {
		Modules json.RawMessage `json:"modules"`
		Actions json.RawMessage `json:"Actions"`
	}
	return json.Unmarshal([]byte(content), &found) == nil && found.Modules != nil && found.Actions == nil
}

func readExport(content string) (export, error) {
	var e export
	if err := decode(content, &e); err != nil {
		return e, fmt.Errorf("read the old export: %w", err)
	}
	if v := plain(e.Version); v != "" && v != "1" {
		return e, fmt.Errorf("version %q of the old export is not known, only 1", v)
	}
	return e, nil
}

func readModule(raw json.RawMessage) (module, error) {
	var m module
	return m, decode(string(raw), &m)
}

// decode reads JSON. Of a value of the wrong kind the error says which member must
// be what, in the words of JSON.
func decode(content string, into any) error {
	d := json.NewDecoder(strings.NewReader(content))
	d.UseNumber()
	err := d.Decode(into)
	var wrong *json.UnmarshalTypeError
	switch {
	case !errors.As(err, &wrong):
		return err
	case wrong.Field == "":
		return fmt.Errorf("it must be %s, not %s", kindOf(wrong.Type), wrong.Value)
	}
	return fmt.Errorf("%s must be %s, not %s", wrong.Field, kindOf(wrong.Type), wrong.Value)
}

// kindOf is what a Go type is in JSON.
func kindOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Slice:
		return "a list"
	case reflect.Struct, reflect.Map:
		return "an object"
	}
	return "text"
}

// plain is a value as text; objects and lists are written as JSON.
func plain(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	data, err := json.Marshal(v)
	if err != nil { // what was read as JSON can be written so
		return ""
	}
	return string(data)
}
