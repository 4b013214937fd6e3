package flow

import (
	"fmt"
	"strings"
)

// The functions below read the parameters of the current action while it runs.
// An error means that the action raises NoMatchingError.

// has reports whether the parameter is set.
func (x *execution) has(p parameter) bool { return x.action.Parameters[p.name] != nil }

// text reads a parameter that is one value. An optional one that is absent is
// empty.
func (x *execution) text(p parameter) (string, error) {
	if !x.has(p) {
		if p.required {
			return "", fmt.Errorf("%s is missing", p.name)
		}
		return "", nil
	}
	return x.resolve(p, x.action.Parameters[p.name])
}

// member reads a member of an object that is one value. An optional one that is
// absent is empty.
func (x *execution) member(p, m parameter) (string, error) {
	object, _ := x.action.Parameters[p.name].(map[string]any)
	full := p.within(m)
	if raw := object[m.name]; raw != nil {
		return x.resolve(full, raw)
	}
	if m.required {
		return "", fmt.Errorf("%s is missing", full.name)
	}
	return "", nil
}

// memberNumber reads a formNumber of an object; an absent one is 0.
func (x *execution) memberNumber(p, m parameter) (int, error) {
	s, err := x.member(p, m)
	if err != nil {
		return 0, err
	}
	n, _ := integer(s) // it has been accepted, or is absent
	return n, nil
}

// texts reads an optional formTexts or formValues.
func (x *execution) texts(p parameter) (map[string]string, error) {
	if !x.has(p) {
		return nil, nil
	}
	return x.entries(p)
}

// numberOr reads an optional formNumber.
func (x *execution) numberOr(p parameter, absent int) (int, error) {
	if !x.has(p) {
		return absent, nil
	}
	return x.number(p)
}

// number reads a formNumber that must be there.
func (x *execution) number(p parameter) (int, error) {
	s, err := x.text(p)
	if err != nil {
		return 0, err
	}
	n, ok := integer(s)
	if !ok {
		return 0, fmt.Errorf("%s must be a whole number", p.name)
	}
	return n, nil
}

// entries reads a required formTexts or formValues.
func (x *execution) entries(p parameter) (map[string]string, error) {
	m, ok := x.action.Parameters[p.name].(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s must be an object", p.name)
	}
	if faults := p.acceptsKeys(m); len(faults) > 0 {
		return nil, faults[0]
	}
	one := p.entry()
	out := make(map[string]string, len(m))
	for _, k := range sortedKeys(m) {
		v, err := x.evaluate(one, m[k])
		if err != nil {
			return nil, err
		}
		name, err := x.entryName(p, k)
		if err != nil {
			return nil, err
		}
		if _, twice := out[name]; twice {
			return nil, fmt.Errorf("%s: %q comes out as a name that is there already", p.name, k)
		}
		x.note(p.name+"."+name, v)
		out[name] = v
	}
	return out, nil
}

// entryName is the key of a map with its references replaced, if it may hold any.
func (x *execution) entryName(p parameter, key string) (string, error) {
	if !p.keyed || !refers(key) {
		return key, nil
	}
	name, err := expand(key, x.lookup)
	if err != nil {
		return "", fmt.Errorf("%s: %q: %w", p.name, key, err)
	}
	if err := p.key(name); err != nil {
		x.note(p.name+"."+key, name) // for the trace alone: the reason is logged too
		return "", fmt.Errorf("%s: what %q comes out as: %w", p.name, key, err)
	}
	return name, nil
}

// list reads an optional formList.
func (x *execution) list(p parameter) ([]string, error) {
	return x.items(p, x.action.Parameters[p.name])
}

// memberList reads an optional formList of an object.
func (x *execution) memberList(p, m parameter) ([]string, error) {
	object, _ := x.action.Parameters[p.name].(map[string]any)
	return x.items(p.within(m), object[m.name])
}

// items reads a list and notes it for the trace.
func (x *execution) items(p parameter, raw any) ([]string, error) {
	list, err := p.list(raw)
	if err == nil && len(list) > 0 {
		x.note(p.name, strings.Join(list, ","))
	}
	return list, err
}

// list holds each item of a list against the parameter's bounds.
func (p parameter) list(value any) ([]string, error) {
	if value == nil {
		return nil, nil
	}
	raw, ok := value.([]any)
	if !ok {
		return nil, fmt.Errorf("%s must be a list", p.name)
	}
	out := make([]string, 0, len(raw))
	for _, v := range raw {
		s, ok := v.(string)
		if !ok {
			return nil, fmt.Errorf("%s must be a list of text", p.name)
		}
		if err := p.accepts(s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// keepProgress keeps how far the current action is.
func (x *execution) keepProgress(progress any) error {
	raw, err := encode(progress)
	if err == nil {
		x.state.Progress = raw
	}
	return err
}

// resolve makes a raw value the text that the action works with, and notes it
// for the trace. A single reference that has no value, or an empty one, is an
// error.
func (x *execution) resolve(p parameter, raw any) (string, error) {
	s, err := x.evaluate(p, raw)
	if err == nil {
		x.note(p.name, s)
	}
	return s, err
}

func (x *execution) evaluate(p parameter, raw any) (string, error) {
	s, ok := p.scalar(raw)
	if !ok {
		return "", fmt.Errorf("%s must be text", p.name)
	}
	switch p.form {
	case formText:
		var err error
		if s, err = expand(s, x.lookup); err != nil {
			return "", fmt.Errorf("%s: %w", p.name, err)
		}
	case formValue, formNumber:
		path, single := ParsePath(s)
		if !single {
			break
		}
		if s, _ = x.lookup(path); s == "" {
			return "", fmt.Errorf("%s has no value: %s", p.name, path)
		}
	}
	return s, p.accepts(s)
}
