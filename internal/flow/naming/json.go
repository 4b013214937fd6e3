package naming

import (
	"bytes"
	"encoding/json"
)

// object reads an object, keeping numbers as they are written; anything else is
// an empty one.
func object(raw json.RawMessage) map[string]any {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var m map[string]any
	if d.Decode(&m) != nil || m == nil {
		return map[string]any{}
	}
	return m
}

// asObject is v if it is an object, and otherwise a new one.
func asObject(v any) map[string]any {
	if m, ok := v.(map[string]any); ok {
		return m
	}
	return map[string]any{}
}
