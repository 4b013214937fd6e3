package legacy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// export is the old document.
type export struct {
	Modules  []json.RawMessage
	Version  any // "1", also written as a number
	Type     string
	Start    string
	Metadata map[string]json.RawMessage
}

// module is one block of it.
type module struct {
	ID         string
	Type       string
	Target     string
	Branches   []branch
	Parameters []parameter
	Metadata   map[string]json.RawMessage
}

// branch is where a block goes on when a condition holds.
type branch struct {
	Condition      string
	ConditionType  string
	ConditionValue any
	Transition     string
}

// parameter is a setting of a block. With a namespace, the value is the key of
// an attribute there.
type parameter struct {
	Name         string
	Key          string
	Value        any
	Namespace    string
	ResourceName string
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
	d := json.NewDecoder(strings.NewReader(content))
	d.UseNumber()
	if err := d.Decode(&e); err != nil {
		return e, fmt.Errorf("read the old export: %w", err)
	}
	if v := plain(e.Version); v != "" && v != "1" {
		return e, fmt.Errorf("version %q of the old export is not known, only 1", v)
	}
	return e, nil
}

func readModule(raw json.RawMessage) (module, error) {
	var m module
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return m, d.Decode(&m)
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
