package flow

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// parameter is one setting of an action. The linter and the machine hold it to
// the same rules: what is static when the flow is published, what is dynamic
// when it runs.
type parameter struct {
	name     string
	form     form
	required bool
	min, max int      // bounds of a number, or of the characters of a text if max > 0
	choices  []string // the values there are; of a map, the keys
	resource Resource // what a static value names
	single   bool     // a map must have exactly one entry
	typed    bool     // a map's values may be written {"Type": …, "Value": …}
	members  []parameter
	key      func(string) error // holds the keys of a map against their rules
	keyed    bool               // they may hold references, as its values do
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
	formObject                // object with members
	formObjects               // list of objects with members, of min to max of them if max > 0
	formTree                  // object of any depth with references anywhere, or exactly one reference
	formTruth                 // True or False, static
	formAny                   // not looked at
)

// static reports whether s is a value by itself, and not only when the flow
// runs; fault tells of references where they may not be.
func (p parameter) static(s string) (ok bool, fault string) {
	switch {
	case p.form == formReference && !dynamic(s):
		return false, "must be exactly one reference"
	case !refers(s):
		return true, ""
	case p.form == formStatic:
		return false, "must not hold a reference"
	case p.form == formText || dynamic(s):
		return false, ""
	}
	return false, "must be static or exactly one reference"
}

// accepts holds one resolved value against the parameter's bounds.
func (p parameter) accepts(s string) error {
	if len(p.choices) > 0 && !slices.Contains(p.choices, s) {
		return fmt.Errorf("%s must be %s", p.name, orList(p.choices))
	}
	if p.form == formNumber {
		n, ok := integer(s)
		if !ok || n < p.min || n > p.max {
			return fmt.Errorf("%s must be a whole number from %d to %d", p.name, p.min, p.max)
		}
		return nil
	}
	n := utf8.RuneCountInString(s)
	if p.max > 0 && (n < p.min || n > p.max) {
		return fmt.Errorf("%s must have %d to %d characters", p.name, p.min, p.max)
	}
	return nil
}

// acceptsKeys holds the keys of a map, as far as they are static, against the
// parameter's bounds and tells every fault.
func (p parameter) acceptsKeys(m map[string]any) (faults []error) {
	if p.single && len(m) != 1 {
		faults = append(faults, fmt.Errorf("%s must have exactly one entry", p.name))
	}
	for _, k := range sortedKeys(m) {
		if len(p.choices) > 0 && !slices.Contains(p.choices, k) {
			faults = append(faults, fmt.Errorf("%s has no entry %q; there are %s", p.name, k, orList(p.choices)))
		}
		if p.key == nil || p.keyed && refers(k) {
			continue
		}
		if err := p.key(k); err != nil {
			faults = append(faults, fmt.Errorf("%s: %q: %w", p.name, k, err))
		}
	}
	return faults
}

// entry is the rule for one value of a map.
func (p parameter) entry() parameter {
	one := parameter{name: p.name, form: formText, resource: p.resource, typed: p.typed, min: p.min, max: p.max}
	if p.form == formValues {
		one.form = formValue
	}
	return one
}

// within is the rule for a member of an object, under its full name.
func (p parameter) within(m parameter) parameter {
	m.name = p.name + "." + m.name
	return m
}

// item is the rule for one object of a list of them.
func (p parameter) item(i int) parameter {
	return parameter{name: fmt.Sprintf("%s[%d]", p.name, i), form: formObject, members: p.members}
}

// items are the objects of a list of them.
func (p parameter) items(raw any) ([]any, error) {
	items, ok := raw.([]any)
	if !ok {
		return nil, fmt.Errorf("%s must be a list", p.name)
	}
	if p.max > 0 && (len(items) < p.min || len(items) > p.max) {
		return nil, fmt.Errorf("%s must have %d to %d items", p.name, p.min, p.max)
	}
	return items, nil
}

// scalar is a text, or a number as exports sometimes write it, or either as a map
// with types has it.
func (p parameter) scalar(raw any) (string, bool) {
	if pair, ok := raw.(map[string]any); ok && p.typed {
		raw = pair["Value"]
	}
	return scalar(raw)
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

// orList writes alternatives as a sentence does.
func orList(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " or " + items[last]
}
