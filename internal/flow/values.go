package flow

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
)

// MaxValue is how many bytes of JSON an action may take in or leave for references
// at once: what the service allows a function to return. It bounds the size of a
// State.
const MaxValue = 32_768

// keep makes value what references into the namespace find. It replaces what was
// there; nil takes it away. Whoever keeps something has bounded it.
func (x *execution) keep(namespace string, value any) error {
	values := maps.Clone(x.state.Values)
	delete(values, namespace)
	if value != nil {
		raw, err := encode(value)
		if err != nil {
			return err
		}
		if values == nil {
			values = map[string]json.RawMessage{}
		}
		values[namespace] = cleanJSON(raw)
	}
	x.state.Values = values
	return nil
}

// tooLong tells that something with a name has more bytes than it may have.
func tooLong(what string, n, most int) error {
	if n > most {
		return fmt.Errorf("%s has %d bytes, more than %d", what, n, most)
	}
	return nil
}

// lookupValue follows a reference into what actions have left.
func (x *execution) lookupValue(p Path) (value string, known bool) {
	raw, known := x.value(p)
	if !known {
		return "", false
	}
	return plain(raw)
}

// value is what actions have left under a reference.
func (x *execution) value(p Path) (json.RawMessage, bool) {
	raw, known := x.state.Values[p[0]]
	if !known {
		return nil, false
	}
	if x.openings == nil {
		x.openings = openings{}
	}
	return x.openings.descend(raw, p[1:])
}

// plain is a JSON value as text: a string without its quotes, null as nothing,
// all else as it is.
func plain(raw json.RawMessage) (string, bool) {
	var text string
	switch {
	case bytes.Equal(raw, []byte("null")):
		return "", false
	case json.Unmarshal(raw, &text) == nil:
		return text, true
	}
	return string(raw), true
}
