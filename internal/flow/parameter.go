package flow

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// parameter is one setting of an action. The linter and the machine read it by
// the same rules: what is static is held against them when the flow is
// published, what is dynamic when it runs.
type parameter struct {
	name     string
	form     form
	required bool
	min, max int      // of a number; of the characters of a text; of the entries of a map; 0,0: any
	choices  []string // allowed values; of a map: allowed keys
	resource Resource // what a static value names
	key      func(string) error
}

type form int

const (
	formText      form = iota // text with references anywhere
	formStatic                // text without references
	formValue                 // text, or exactly one reference
	formReference             // exactly one reference
	formNumber                // whole number, or exactly one reference
	formTexts                 // object of formText
	formValues                // object of formValue
	formList                  // list of static text
	formAny                   // not looked at
)

// accepts holds a resolved value against the parameter's bounds.
func (p parameter) accepts(s string) error {
	if len(p.choices) > 0 && !slices.Contains(p.choices, s) {
		return fmt.Errorf("%s must be %s", p.name, orList(p.choices))
	}
	switch p.form {
	case formNumber:
		n, err := strconv.Atoi(s)
		if err != nil || n < p.min || n > p.max {
			return fmt.Errorf("%s must be a whole number from %d to %d", p.name, p.min, p.max)
		}
	case formText, formStatic, formValue:
		n := utf8.RuneCountInString(s)
		if p.max > 0 && (n < p.min || n > p.max) {
			return fmt.Errorf("%s must have %d to %d characters", p.name, p.min, p.max)
		}
	}
	return nil
}

// acceptsKeys holds the keys of a map against the parameter's bounds.
func (p parameter) acceptsKeys(m map[string]any) error {
	if p.max > 0 && (len(m) < p.min || len(m) > p.max) {
		return fmt.Errorf("%s must have %s", p.name, entries(p.min, p.max))
	}
	for _, k := range sortedKeys(m) {
		if len(p.choices) > 0 && !slices.Contains(p.choices, k) {
			return fmt.Errorf("%s has no entry %q; there are %s", p.name, k, orList(p.choices))
		}
		if p.key != nil {
			if err := p.key(k); err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
		}
	}
	return nil
}

// entry is the rule for one value of a map.
func (p parameter) entry() parameter {
	one := parameter{name: p.name, form: formText, resource: p.resource}
	if p.form == formValues {
		one.form = formValue
	}
	return one
}

// has reports whether the current action sets the parameter.
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

// number reads a formNumber.
func (x *execution) number(p parameter) (int, error) {
	s, err := x.text(p)
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(s)
}

// entries reads a formTexts or formValues.
func (x *execution) entries(p parameter) (map[string]string, error) {
	if !x.has(p) && !p.required {
		return nil, nil
	}
	m, ok := x.action.Parameters[p.name].(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s must be an object", p.name)
	}
	if err := p.acceptsKeys(m); err != nil {
		return nil, err
	}
	one := p.entry()
	out := make(map[string]string, len(m))
	for k, raw := range m {
		v, err := x.resolve(one, raw)
		if err != nil {
			return nil, err
		}
		out[k] = v
	}
	return out, nil
}

// list reads a formList.
func (x *execution) list(p parameter) ([]string, error) {
	if !x.has(p) {
		return nil, nil
	}
	raw, ok := x.action.Parameters[p.name].([]any)
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

// resolve makes a raw value the text that the action works with.
func (x *execution) resolve(p parameter, raw any) (string, error) {
	s, ok := scalar(raw)
	if !ok {
		return "", fmt.Errorf("%s must be text", p.name)
	}
	switch p.form {
	case formText:
		s = expand(s, x.lookup)
	case formValue, formNumber:
		path, dynamic := ParsePath(s)
		if !dynamic {
			break
		}
		if s, ok = x.lookup(path); !ok || s == "" {
			return "", fmt.Errorf("%s has no value: %s", p.name, path)
		}
	}
	return s, p.accepts(s)
}

// scalar is a text, or a number as exports sometimes write it.
func scalar(raw any) (string, bool) {
	switch v := raw.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	}
	return "", false
}

func countPresent(ps Parameters, names []string) (n int) {
	for _, name := range names {
		if ps[name] != nil {
			n++
		}
	}
	return n
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func entries(min, max int) string {
	if min == max && min == 1 {
		return "exactly one entry"
	}
	return fmt.Sprintf("%d to %d entries", min, max)
}

// orList writes alternatives as a sentence does.
func orList(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " or " + items[last]
}
