package flow

import "encoding/json"

// Limits of a document. spec: Flow language concepts; CreateContactFlow Content.
const (
	MaxActions       = 250
	MaxContentLength = 256_000 // characters
)

// Document is a parsed flow. It may be faulty (content with status SAVED is not
// validated): what could not be read is left out here and told by Lint. It is
// read-only and safe to share between executions.
type Document struct {
	Version     string
	StartAction ActionID
	Actions     []Action // in the order of the content

	// Metadata and Settings are the designer's and the module's data, byte for
	// byte; nothing here is executed.
	Metadata json.RawMessage
	Settings json.RawMessage

	content string
	index   map[ActionID]int // first action of each identifier
	faults  []Problem        // what Parse could not read
	unread  unread           // what was left out because of that
}

// Action is one step of a flow.
type Action struct {
	Identifier  ActionID
	Type        ActionType
	Parameters  Parameters
	Transitions Transitions

	unread unread
}

// unread are the parts of a document or of an action that Parse could not read, which
// has been told: that they are missing then is no fault of its own.
type unread struct {
	version, start, actions                          bool // of a document
	whole, identifier, kind, parameters, transitions bool // of an action
}

// Parameters are the settings of an action as JSON values: string, bool,
// json.Number, nil, []any and map[string]any.
type Parameters map[string]any

// Transitions say where an action goes.
type Transitions struct {
	NextAction ActionID
	Conditions []Condition
	Errors     []ErrorBranch
}

// Condition is a branch that is taken when the action's result compares as
// Operator says with Operand.
type Condition struct {
	NextAction ActionID
	Operator   Operator
	Operand    string

	faulty bool // it could not be read whole, which has been told
}

// ErrorBranch is a branch that is taken when the action raises ErrorType.
type ErrorBranch struct {
	NextAction ActionID
	ErrorType  ErrorName

	faulty bool
}

// Content is the text that the document was parsed from, unchanged.
func (d *Document) Content() string { return d.content }

// Action finds an action. Of several with one identifier it is the first.
func (d *Document) Action(id ActionID) (*Action, bool) {
	i, ok := d.index[id]
	if !ok {
		return nil, false
	}
	return &d.Actions[i], true
}

// errorBranch is where the action goes for an error, not looking further than
// the name itself.
func (t *Transitions) errorBranch(name ErrorName) (ActionID, bool) {
	for _, b := range t.Errors {
		if b.ErrorType == name {
			return b.NextAction, true
		}
	}
	return "", false
}
