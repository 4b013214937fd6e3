package legacy

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// block is a module on its way to an action. It keeps count of the parameters
// and branches that its converter has looked at, so that none is lost unseen.
type block struct {
	*module
	flow   *Flow
	name   flow.ActionID // what problems call it
	action action
	more   []action       // further actions that the block needs
	names  map[string]any // names of resources, in the tree of the parameters
	seen   map[int]bool   // parameters
	taken  map[int]bool   // branches
}

func newBlock(m *module, f *Flow) *block {
	return &block{
		module: m, flow: f, name: flow.ActionID(m.ID),
		action: action{Identifier: m.ID, Parameters: map[string]any{}},
		names:  map[string]any{}, seen: map[int]bool{}, taken: map[int]bool{},
	}
}

func (b *block) convert() {
	c, known := table[b.Type+"/"+b.Target]
	if !known {
		c, known = table[b.Type]
	}
	if !known {
		b.warn("the block type is not known; it was taken over with its own names")
		c = (*block).asItStands
	}
	c(b)
	b.leftOvers()
}

// leftOvers tells what no converter has looked at.
func (b *block) leftOvers() {
	for i, p := range b.Parameters {
		if !b.seen[i] && (p.Value != nil && p.Value != "" || p.ResourceName != "") {
			b.warn("the parameter %s is not known and was left out", p.Name)
		}
	}
	for i, br := range b.Branches {
		if !b.taken[i] && br.Transition != "" {
			b.lose("the branch %s is not known and was left out", br.Condition)
		}
	}
}

func (b *block) warn(format string, args ...any) { b.problem(false, format, args...) }
func (b *block) lose(format string, args ...any) { b.problem(true, format, args...) }

func (b *block) problem(lost bool, format string, args ...any) {
	kind := b.Type
	if b.Target != "" {
		kind += "/" + b.Target
	}
	b.flow.Problems = append(b.flow.Problems, Problem{b.name, kind, fmt.Sprintf(format, args...), lost})
}

// is makes the action one of a type.
func (b *block) is(t flow.ActionType) { b.action.Type = string(t) }

// find looks for the first parameter of one of the names.
func (b *block) find(names ...string) (parameter, bool) {
	for _, name := range names {
		for i, p := range b.Parameters {
			if p.Name == name {
				b.seen[i] = true
				return p, true
			}
		}
	}
	return parameter{}, false
}

// all are the parameters of a name.
func (b *block) all(names ...string) (found []parameter) {
	for i, p := range b.Parameters {
		if slices.Contains(names, p.Name) {
			b.seen[i] = true
			found = append(found, p)
		}
	}
	return found
}

// ignore notes parameters that mean nothing in the language.
func (b *block) ignore(names ...string) { b.all(names...) }

// text is a parameter's value as the language writes it.
func (p parameter) text() string {
	if p.Namespace != "" {
		return reference(p.Namespace, plain(p.Value))
	}
	return plain(p.Value)
}

// value is the text of the first parameter of one of the names; empty when there
// is none.
func (b *block) value(names ...string) string {
	p, _ := b.find(names...)
	return p.text()
}

// set puts a parameter into the action under the language's name, when it has a
// value.
func (b *block) set(as string, names ...string) bool {
	v := b.value(names...)
	if v != "" {
		b.action.Parameters[as] = v
	}
	return v != ""
}

// entries collects the parameters that have keys into one object.
func (b *block) entries(as string, names ...string) {
	m := map[string]any{}
	for _, p := range b.all(names...) {
		if p.Key != "" {
			m[p.Key] = p.text()
		}
	}
	if len(m) > 0 {
		b.action.Parameters[as] = m
	}
}

// resource puts in a parameter that names a resource, and keeps its name. Exports
// leave the value empty where they know the name only.
func (b *block) resource(as string, names ...string) bool {
	p, found := b.find(names...)
	if !found {
		return false
	}
	v, name := b.named(p)
	if v == "" {
		return false
	}
	b.action.Parameters[as] = v
	if name != "" {
		b.names[as] = displayed(name)
	}
	return true
}

// named is what a parameter says of a resource, and the resource's name where it
// is static and told.
func (b *block) named(p parameter) (value, name string) {
	value = p.text()
	if p.Namespace != "" {
		return value, ""
	}
	if name = p.ResourceName; name == "" {
		name = b.nameInMetadata()
	}
	if value == "" {
		value = name
	}
	return value, name
}

// displayed is how the metadata of the language tells a resource's name.
func displayed(name string) map[string]any { return map[string]any{"displayName": name} }

// nameInMetadata is the name that old exports kept in the module's metadata only.
func (b *block) nameInMetadata() string {
	for _, key := range []string{"queue", "contactFlow", "ContactFlow", "hours"} {
		var named struct{ Text string }
		if raw, ok := b.Metadata[key]; ok && json.Unmarshal(raw, &named) == nil && named.Text != "" {
			return named.Text
		}
	}
	return ""
}

// metadata is what the designer keeps for the action.
func (b *block) metadata() map[string]any {
	m := make(map[string]any, len(b.Metadata)+1)
	for k, v := range maps.All(b.Metadata) {
		m[k] = v
	}
	if len(b.names) > 0 {
		m["parameters"] = b.names
	}
	return m
}
