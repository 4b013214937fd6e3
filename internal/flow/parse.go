package flow

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Parse reads the content of a flow. It fails only when the content is not one
// JSON object; every smaller fault is kept for Lint, so that content which was
// saved unfinished can still be opened.
//
// Names of members are matched exactly, as the service does, unlike
// encoding/json's own matching.
func Parse(content string) (*Document, error) {
	d := &Document{content: content, index: map[ActionID]int{}}
	fields, ok := object([]byte(content))
	if !ok {
		return nil, fmt.Errorf("flow content must be one JSON object")
	}
	r := reader{doc: d}
	d.Version = r.text(fields, "Version")
	d.unread.version = r.faulty(0)
	n := len(d.faults)
	d.StartAction = ActionID(r.text(fields, "StartAction"))
	d.unread.start = r.faulty(n)
	d.Metadata = fields["Metadata"]
	d.Settings = fields["Settings"]
	n = len(d.faults)
	actions := r.list(fields, "Actions")
	d.unread.actions = r.faulty(n)
	for i, raw := range actions {
		r.action = position(i)
		r.readAction(raw)
	}
	return d, nil
}

// position names an action that has no name.
func position(i int) ActionID { return ActionID(fmt.Sprintf("#%d", i+1)) }

// reader takes a document apart and notes what does not have the right shape.
type reader struct {
	doc    *Document
	action ActionID // the one being read; its position until its name is known
}

func (r *reader) fault(format string, args ...any) {
	r.doc.faults = append(r.doc.faults, Problem{r.action, fmt.Sprintf(format, args...)})
}

// faulty reports whether there are more than n faults by now.
func (r *reader) faulty(n int) bool { return len(r.doc.faults) > n }

func (r *reader) readAction(raw json.RawMessage) {
	fields, ok := object(raw)
	if !ok {
		r.fault("an action must be an object")
		fields = nil // it keeps its position
	}
	n := len(r.doc.faults)
	a := Action{Identifier: ActionID(r.text(fields, "Identifier"))}
	a.unread.whole, a.unread.identifier = !ok, r.faulty(n)
	if a.Identifier != "" {
		r.action = a.Identifier
	}
	n = len(r.doc.faults)
	a.Type = ActionType(r.text(fields, "Type"))
	a.unread.kind = r.faulty(n)
	a.Parameters = r.parameters(fields)
	a.unread.parameters = a.Parameters == nil && !absent(fields["Parameters"])
	n = len(r.doc.faults)
	a.Transitions = r.transitions(fields)
	a.unread.transitions = r.faulty(n)
	if _, taken := r.doc.index[a.Identifier]; !taken && a.Identifier != "" {
		r.doc.index[a.Identifier] = len(r.doc.Actions)
	}
	r.doc.Actions = append(r.doc.Actions, a)
}

func (r *reader) parameters(fields map[string]json.RawMessage) Parameters {
	raw := fields["Parameters"]
	if absent(raw) {
		return nil
	}
	var p Parameters
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if dec.Decode(&p) != nil {
		r.fault("Parameters must be an object")
		return nil
	}
	for _, name := range sortedKeys(p) {
		p[name] = r.kept("parameter "+name, p[name])
	}
	return p
}

// kept is a JSON value whose texts can be stored, and so can the names in it.
func (r *reader) kept(what string, value any) any {
	switch v := value.(type) {
	case string:
		return r.keptText(what, v)
	case []any:
		for i, item := range v {
			v[i] = r.kept(what, item)
		}
	case map[string]any:
		for _, name := range sortedKeys(v) {
			item := r.kept(what+"."+clean(name), v[name])
			delete(v, name)
			v[r.keptText("a name in "+what, name)] = item
		}
	}
	return value
}

func (r *reader) keptText(what, s string) string {
	if !storable(s) {
		r.fault("%s holds the character U+0000, which cannot be stored", what)
	}
	return clean(s)
}

func (r *reader) transitions(fields map[string]json.RawMessage) Transitions {
	t := r.object(fields, "Transitions")
	out := Transitions{NextAction: ActionID(r.text(t, "NextAction"))}
	for _, raw := range r.list(t, "Conditions") {
		branch, ok := object(raw)
		if !ok {
			r.fault("each of Conditions must be an object")
			continue
		}
		out.Conditions = append(out.Conditions, r.condition(branch))
	}
	for _, raw := range r.list(t, "Errors") {
		branch, ok := object(raw)
		if !ok {
			r.fault("each of Errors must be an object")
			continue
		}
		n := len(r.doc.faults)
		b := ErrorBranch{
			NextAction: ActionID(r.text(branch, "NextAction")),
			ErrorType:  ErrorName(r.text(branch, "ErrorType")),
		}
		b.faulty = r.faulty(n)
		out.Errors = append(out.Errors, b)
	}
	return out
}

func (r *reader) condition(branch map[string]json.RawMessage) (c Condition) {
	n := len(r.doc.faults)
	defer func() { c.faulty = r.faulty(n) }()
	c.NextAction = ActionID(r.text(branch, "NextAction"))
	before := len(r.doc.faults)
	compare := r.object(branch, "Condition")
	if r.faulty(before) {
		return c
	}
	c.Operator = Operator(r.text(compare, "Operator"))
	operands := r.list(compare, "Operands")
	if len(operands) != 1 || json.Unmarshal(operands[0], &c.Operand) != nil {
		r.fault("a condition must have exactly one operand, a string")
	}
	c.Operand = r.keptText("the operand of a condition", c.Operand)
	return c
}

func (r *reader) text(fields map[string]json.RawMessage, name string) (s string) {
	if raw := fields[name]; !absent(raw) && json.Unmarshal(raw, &s) != nil {
		r.fault("%s must be a string", name)
	}
	return r.keptText(name, s)
}

func (r *reader) list(fields map[string]json.RawMessage, name string) (l []json.RawMessage) {
	if raw := fields[name]; !absent(raw) && json.Unmarshal(raw, &l) != nil {
		r.fault("%s must be a list", name)
	}
	return l
}

func (r *reader) object(fields map[string]json.RawMessage, name string) map[string]json.RawMessage {
	raw := fields[name]
	if absent(raw) {
		return nil
	}
	o, ok := object(raw)
	if !ok {
		r.fault("%s must be an object", name)
	}
	return o
}

// object reads exactly one JSON object.
func object(raw []byte) (map[string]json.RawMessage, bool) {
	var o map[string]json.RawMessage
	err := json.Unmarshal(raw, &o)
	return o, err == nil && o != nil
}

func absent(raw json.RawMessage) bool { return raw == nil || string(raw) == "null" }
