package flow

import (
	"encoding/json"
	"fmt"
)

// tree reads an optional formTree as JSON of at most limit bytes. What references
// it holds are replaced: an object or a list that one names keeps its structure,
// all else becomes text.
func (x *execution) tree(p parameter, limit int) (json.RawMessage, error) {
	if !x.has(p) {
		return json.RawMessage("{}"), nil
	}
	value, err := x.grow(x.action.Parameters[p.name])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.name, err)
	}
	raw, err := encode(value)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.name, err)
	}
	raw = cleanJSON(raw)
	if _, ok := object(raw); !ok {
		return nil, fmt.Errorf("%s must be an object", p.name)
	}
	if err := tooLong(p.name, len(raw), limit); err != nil {
		return nil, err
	}
	x.note(p.name, string(raw))
	return raw, nil
}

// grow replaces the references in a JSON value.
func (x *execution) grow(value any) (any, error) {
	switch v := value.(type) {
	case string:
		return x.growText(v)
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			var err error
			if out[i], err = x.grow(item); err != nil {
				return nil, err
			}
		}
		return out, nil
	case map[string]any:
		out := make(map[string]any, len(v))
		for _, key := range sortedKeys(v) {
			item, err := x.grow(v[key])
			if err != nil {
				return nil, err
			}
			name, err := expand(key, x.lookup)
			if err != nil {
				return nil, err
			}
			out[name] = item
		}
		return out, nil
	}
	return value, nil
}

func (x *execution) growText(s string) (any, error) {
	if p, single := ParsePath(s); single {
		if raw, ok := x.structure(p); ok {
			return raw, nil
		}
	}
	return expand(s, x.lookup)
}

// structure is the object or list that a reference names, whole. What the host
// knows is text, also where that is JSON.
func (x *execution) structure(p Path) (json.RawMessage, bool) {
	p = canonical(p)
	raw, ok := x.value(p)
	if p[0] == namespaceLoop {
		raw, ok = x.loopValue(p)
	}
	return raw, ok && len(raw) > 0 && (raw[0] == '{' || raw[0] == '[')
}
