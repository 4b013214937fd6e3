package flow

import "encoding/json"

// openings are the JSON values that were taken apart during one call of Advance. What
// actions leave can be large, and a text may refer to it thousands of times while a
// transaction is open.
type openings map[*byte]opened

// opened is a JSON value one level deep: an object or a list.
type opened struct {
	object map[string]json.RawMessage
	list   []json.RawMessage
}

// of takes a value apart, or gives what it was taken apart into before. The value
// must not be written to.
func (all openings) of(raw json.RawMessage) opened {
	if len(raw) == 0 {
		return opened{}
	}
	o, known := all[&raw[0]]
	if known {
		return o
	}
	if json.Unmarshal(raw, &o.object) != nil {
		o.object = nil
		if json.Unmarshal(raw, &o.list) != nil {
			o.list = nil
		}
	}
	if all != nil {
		all[&raw[0]] = o
	}
	return o
}

// descend follows the segments of a reference into a JSON value.
func (all openings) descend(raw json.RawMessage, path []string) (json.RawMessage, bool) {
	for _, segment := range path {
		inner, known := all.of(raw).member(segment)
		if !known {
			return nil, false
		}
		raw = inner
	}
	return raw, true
}

// member is what an object or list holds under a segment of a reference.
func (o opened) member(segment string) (json.RawMessage, bool) {
	if inner, ok := o.object[segment]; ok {
		return inner, true
	}
	i, ok := integer(segment)
	if !ok || i < 0 || i >= len(o.list) {
		return nil, false
	}
	return o.list[i], true
}

// descend follows the segments of a reference into a JSON value once.
func descend(raw json.RawMessage, path []string) (json.RawMessage, bool) {
	return openings(nil).descend(raw, path)
}
