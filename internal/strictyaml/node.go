package strictyaml

import (
	"encoding/json"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"
)

// Node is one value of a file. The zero value is one that is not there.
type Node struct {
	doc *Document
	y   *yaml.Node
}

// Given reports whether the value is there and not null.
func (n Node) Given() bool { return n.y != nil && n.y.Tag != "!!null" }

// Fail notes a fault at the value; format and args are as for fmt.Errorf.
func (n Node) Fail(format string, args ...any) {
	if n.doc != nil {
		n.doc.fail(n.y, format, args...)
	}
}

// Line is where the value stands.
func (n Node) Line() int {
	if n.y == nil {
		return 0
	}
	return n.y.Line
}

// IsMapping reports whether the value has keys.
func (n Node) IsMapping() bool { return n.Given() && n.y.Kind == yaml.MappingNode }

// IsList reports whether the value is a list.
func (n Node) IsList() bool { return n.Given() && n.y.Kind == yaml.SequenceNode }

// Text is a scalar as it is written, quotes aside; "" when it is not given.
func (n Node) Text() string {
	if !n.Given() {
		return ""
	}
	if n.y.Kind != yaml.ScalarNode {
		n.Fail("want a text")
		return ""
	}
	return n.y.Value
}

// Bool is true or false; false when it is not given.
func (n Node) Bool() bool {
	if !n.Given() {
		return false
	}
	v, err := strconv.ParseBool(n.Text())
	if err != nil || n.y.Tag != "!!bool" {
		n.Fail("want true or false")
	}
	return v
}

// Int is a whole number within limits, or the default when it is not given.
func (n Node) Int(otherwise, least, most int) int {
	if !n.Given() {
		return otherwise
	}
	v, err := strconv.Atoi(n.Text())
	if err != nil || v < least || v > most {
		n.Fail("want a whole number from %d to %d", least, most)
		return otherwise
	}
	return v
}

// Duration is what time.ParseDuration takes, within limits, or the default when it
// is not given.
func (n Node) Duration(otherwise, least, most time.Duration) time.Duration {
	if !n.Given() {
		return otherwise
	}
	v, err := time.ParseDuration(n.Text())
	if err != nil || v < least || v > most {
		n.Fail("want a duration from %v to %v, such as 5m", least, most)
		return otherwise
	}
	return v
}

// Items are the values of a list; none when it is not given.
func (n Node) Items() []Node {
	if !n.Given() {
		return nil
	}
	if n.y.Kind != yaml.SequenceNode {
		n.Fail("want a list")
		return nil
	}
	items := make([]Node, len(n.y.Content))
	for i, child := range n.y.Content {
		items[i] = Node{n.doc, child}
	}
	return items
}

// JSON is the value as JSON, with keys in alphabetical order.
func (n Node) JSON() json.RawMessage {
	if !n.Given() {
		return nil
	}
	var v any
	if err := n.y.Decode(&v); err != nil {
		n.Fail("want what JSON can say")
		return nil
	}
	text, err := json.Marshal(v)
	if err != nil {
		n.Fail("want what JSON can say")
		return nil
	}
	return text
}
