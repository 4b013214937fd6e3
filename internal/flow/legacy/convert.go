package legacy

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// Flow is what an export says.
type Flow struct {
	Name        string
	Description string
	Type        flow.Type // empty when the export does not say
	Content     string    // a document of the language
	Problems    []Problem
}

// Problem is something that could not be carried over as it was.
type Problem struct {
	Module     flow.ActionID // the id of the module; its position, as #3, when it has none
	ModuleType string
	Message    string

	// Lost says that the flow lacks something that it had, so that it should not
	// run before somebody has looked at it.
	Lost bool
}

// Read reads an export of either format. One of the language is left as it is,
// byte for byte; of an old one the content is what Convert makes of it. It fails
// only when the content is no export at all.
func Read(content string) (Flow, error) {
	if Is(content) {
		return Convert(content)
	}
	doc, err := flow.Parse(content)
	if err != nil {
		return Flow{}, err
	}
	var named struct{ Name, Description, Type string }
	_ = json.Unmarshal(doc.Metadata, &named) // metadata of another shape names nothing
	t, _ := FlowType(named.Type)
	if len(doc.Settings) > 0 {
		t = flow.TypeModule // only modules have settings
	}
	return Flow{Name: named.Name, Description: named.Description, Type: t, Content: content}, nil
}

// document is a flow of the language, as it is written.
type document struct {
	Version     string
	StartAction string
	Metadata    map[string]any
	Actions     []action
}

type action struct {
	Identifier  string
	Type        string
	Parameters  map[string]any
	Transitions transitions
}

type transitions struct {
	NextAction string        `json:",omitempty"`
	Conditions []condition   `json:",omitempty"`
	Errors     []errorBranch `json:",omitempty"`
}

type condition struct {
	NextAction string
	Condition  comparison
}

type comparison struct {
	Operator flow.Operator
	Operands []string
}

type errorBranch struct {
	NextAction string
	ErrorType  flow.ErrorName
}

// Convert turns an old export into a document of the language. It fails when the
// content is no old export; every smaller fault is one of the problems, or a
// finding of the linter in the result.
func Convert(content string) (Flow, error) {
	e, err := readExport(content)
	if err != nil {
		return Flow{}, err
	}
	f := Flow{Name: e.text("name"), Description: e.text("description")}
	if t := e.text("type"); t != "" {
		e.Type = t
	}
	var known bool
	if f.Type, known = FlowType(e.Type); !known && e.Type != "" {
		f.Problems = append(f.Problems, Problem{
			ModuleType: "flow", Message: fmt.Sprintf("the flow type %q is not known", e.Type), Lost: true,
		})
	}
	perAction := map[string]any{}
	doc := document{
		Version: flow.Version, StartAction: e.Start, Actions: []action{},
		Metadata: map[string]any{"ActionMetadata": perAction},
	}
	for name, value := range e.Metadata {
		if name != "ActionMetadata" {
			doc.Metadata[name] = value
		}
	}
	for i, raw := range e.Modules {
		f.add(&doc, perAction, i, raw)
	}
	if len(e.Modules) > 0 && len(doc.Actions) == 0 {
		return Flow{}, errors.New("read the old export: its modules are no modules of a flow")
	}
	data, err := json.Marshal(doc)
	if err != nil {
		return Flow{}, fmt.Errorf("write the converted flow: %w", err)
	}
	f.Content = string(data)
	return f, nil
}

// add converts one module.
func (f *Flow) add(doc *document, perAction map[string]any, i int, raw json.RawMessage) {
	m, err := readModule(raw)
	if err != nil {
		f.Problems = append(f.Problems, Problem{
			Module: flow.ActionID(fmt.Sprintf("#%d", i+1)), ModuleType: "unreadable",
			Message: fmt.Sprintf("the module is not of the shape of a module: %v", err), Lost: true,
		})
		return
	}
	b := newBlock(&m, f)
	if m.ID == "" {
		b.name = flow.ActionID(fmt.Sprintf("#%d", i+1))
	}
	b.convert()
	doc.Actions = append(doc.Actions, b.action)
	doc.Actions = append(doc.Actions, b.more...)
	if m.ID != "" {
		perAction[m.ID] = b.metadata()
	}
}

// text reads a text of the export's metadata.
func (e *export) text(name string) string {
	var s string
	_ = json.Unmarshal(e.Metadata[name], &s) // what is no text names nothing
	return s
}
