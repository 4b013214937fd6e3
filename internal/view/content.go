package view

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// The limits of a view. spec: CreateView Content; CloudFormation AWS::Connect::View
// Actions; ShowView ViewData.
const (
	MaxContent = 400_000 // bytes of template and actions together
	MaxActions = 1_000
	MaxData    = 16_384 // bytes of the data that a flow hands to a view
)

// Content is all that a client needs to draw a view, but for the data.
type Content struct {
	Template string // JSON: Head and Body
	// InputSchema is the JSON Schema of the data that the template takes.
	InputSchema string
	Actions     []string // by which a view can be left
}

// Hash names content by what its author gave: the template and the actions.
func (c Content) Hash() string {
	h := sha256.New()
	h.Write([]byte(c.Template))
	for _, a := range c.Actions {
		h.Write([]byte{0})
		h.Write([]byte(a))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// New makes content of a template and actions, with the schema of its data. Saved
// content must be JSON of the right size; what is published must be a view too. The
// error names the first fault.
func New(template string, actions []string, publish bool) (Content, error) {
	c := Content{Template: template, Actions: actions}
	size := len(template)
	for _, a := range actions {
		size += len(a)
	}
	switch {
	case size > MaxContent:
		return c, fmt.Errorf("the content has %d bytes, the limit is %d", size, MaxContent)
	case len(actions) > MaxActions:
		return c, fmt.Errorf("there are %d actions, the limit is %d", len(actions), MaxActions)
	}
	root, err := decode(template)
	if err != nil {
		return c, err
	}
	if publish {
		if err := checkTemplate(root, actions); err != nil {
			return c, err
		}
	}
	c.InputSchema = schemaOf(root)
	return c, nil
}

// decode reads one JSON object.
func decode(template string) (map[string]any, error) {
	dec := json.NewDecoder(bytes.NewReader([]byte(template)))
	dec.UseNumber()
	var root map[string]any
	if err := dec.Decode(&root); err != nil || root == nil || dec.More() {
		return nil, fmt.Errorf("the template must be one JSON object")
	}
	return root, nil
}
