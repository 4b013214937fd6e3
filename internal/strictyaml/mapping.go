package strictyaml

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// Mapping is a value with keys, each of which is asked for by name.
type Mapping struct {
	node  Node
	names []string // that were asked for
}

// Mapping takes the value as one with keys; as one without any when it is not
// given.
func (n Node) Mapping() *Mapping {
	if n.Given() && n.y.Kind != yaml.MappingNode {
		n.Fail("want keys and values")
		return &Mapping{}
	}
	return &Mapping{node: n}
}

// Node is the value as a whole.
func (m *Mapping) Node() Node { return m.node }

// Get is the value of a key. A key that is never asked for is a fault.
func (m *Mapping) Get(name string) Node {
	m.names = append(m.names, name)
	if m.node.Given() {
		for i := 0; i+1 < len(m.node.y.Content); i += 2 {
			if m.node.y.Content[i].Value == name {
				return Node{m.node.doc, m.node.y.Content[i+1]}
			}
		}
	}
	return Node{doc: m.node.doc, y: nil}
}

// Need is Get of a key that has to be there.
func (m *Mapping) Need(name string) Node {
	n := m.Get(name)
	if !n.Given() {
		m.node.Fail("%s is missing", name)
	}
	return n
}

// Each calls f for every key in the order of the file; all of them count as asked
// for.
func (m *Mapping) Each(f func(key, value Node)) {
	if !m.node.Given() {
		return
	}
	for i := 0; i+1 < len(m.node.y.Content); i += 2 {
		m.names = append(m.names, m.node.y.Content[i].Value)
		f(Node{m.node.doc, m.node.y.Content[i]}, Node{m.node.doc, m.node.y.Content[i+1]})
	}
}

// End notes a fault at each key that was not asked for.
func (m *Mapping) End() {
	if !m.node.Given() {
		return
	}
	for i := 0; i+1 < len(m.node.y.Content); i += 2 {
		key := m.node.y.Content[i]
		if !m.asked(key.Value) {
			m.node.doc.fail(key, "there is no setting %q here, want one of %s", key.Value, strings.Join(m.names, ", "))
		}
	}
}

func (m *Mapping) asked(name string) bool {
	for _, known := range m.names {
		if known == name {
			return true
		}
	}
	return false
}
