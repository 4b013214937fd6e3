package builtin

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/strictyaml"
)

// types reads the lists of values that slots can have.
func (p *parser) types(n strictyaml.Node) {
	p.kinds = map[string]kind{
		"text": textKind{}, "phone": phoneKind, "email": emailKind,
		"number": numberKind{}, "integer": numberKind{whole: true},
		"date": dateKind{zone: p.script.zone, monthDay: p.script.monthDay},
	}
	n.Mapping().Each(func(key, value strictyaml.Node) {
		name := key.Text()
		if _, taken := p.kinds[name]; taken {
			key.Fail("%s is built in", name)
		}
		if !namePattern.MatchString(name) {
			key.Fail("type %q: want a letter and then letters, digits, _ and -", name)
		}
		p.kinds[name] = p.list(value)
	})
}

// list reads values, each alone or with its synonyms: tea, or tea: [chai].
func (p *parser) list(n strictyaml.Node) listKind {
	var k listKind
	taken := make(map[string]string)
	add := func(at strictyaml.Node, value string, names []string) {
		if slices.ContainsFunc(k.choices, func(c choice) bool { return fold(c.value) == fold(value) }) {
			at.Fail("%q is given twice", value)
		}
		for _, name := range names {
			if other, ok := taken[name]; ok && other != value {
				at.Fail("%q stands for %s already", name, other)
			}
			taken[name] = value
		}
		if value == "" || fold(value) == "" {
			at.Fail("want words")
		}
		k.choices = append(k.choices, choice{value, names})
	}
	for _, item := range n.Items() {
		if !item.IsMapping() {
			add(item, item.Text(), []string{fold(item.Text())})
			continue
		}
		item.Mapping().Each(func(key, synonyms strictyaml.Node) {
			add(key, key.Text(), append([]string{fold(key.Text())}, p.phrases(synonyms)...))
		})
	}
	if len(k.choices) == 0 {
		n.Fail("want a list of values")
	}
	return k
}

// kind reads the type of a slot: min and max belong to numbers, values to a list of
// its own.
func (p *parser) kind(m *strictyaml.Mapping) kind {
	own, low, high := m.Get("values"), m.Get("min"), m.Get("max")
	name := m.Get("type")
	if own.Given() {
		if name.Given() {
			name.Fail("want type or values, not both")
		}
		unlimited(low, high)
		return p.list(own)
	}
	text := name.Text()
	if text == "" {
		text = "text"
	}
	k, ok := p.kinds[text]
	if !ok {
		name.Fail("there is no type %q, want one of %s", text, strings.Join(slices.Sorted(maps.Keys(p.kinds)), ", "))
		return textKind{}
	}
	n, isNumber := k.(numberKind)
	if !isNumber {
		unlimited(low, high)
		return k
	}
	n.min, n.max = p.limit(low), p.limit(high)
	switch {
	case n.min == nil || n.max == nil:
	case *n.min > *n.max:
		high.Fail("no number is at least %s and at most %s", low.Text(), high.Text())
	case n.whole && math.Ceil(*n.min) > *n.max:
		high.Fail("no whole number is from %s to %s", low.Text(), high.Text())
	}
	return n
}

// unlimited refuses limits.
func unlimited(limits ...strictyaml.Node) {
	for _, limit := range limits {
		if limit.Given() {
			limit.Fail("only numbers have limits")
		}
	}
}

func (p *parser) limit(n strictyaml.Node) *float64 {
	if !n.Given() {
		return nil
	}
	v, err := strconv.ParseFloat(n.Text(), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		n.Fail("want a number")
	}
	return &v
}
