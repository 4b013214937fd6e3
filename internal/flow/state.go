package flow

import (
	"encoding/json"
	"fmt"
	"slices"
)

// StateVersion is the version that this code writes. A change of State that the
// old code could not read raises it, and ParseState keeps reading the older: of
// version 1 are executions without modules and without values of their own.
const StateVersion = 2

const oldestStateVersion = 1

// State is an execution between two calls of Advance. It is plain data: JSON
// and back is exact, and two equal states continue equally.
type State struct {
	Version int      `json:"v"`
	FlowID  ID       `json:"flow"`              // the flow or module whose document has to be given to Advance
	Content string   `json:"content,omitempty"` // what the host calls that document's content
	Type    Type     `json:"type"`              // of the flow, also within a module
	Action  ActionID `json:"action,omitempty"`  // the action that was begun last
	Await   Await    `json:"await,omitempty"`
	Events  []Event  `json:"events,omitempty"` // with AwaitEvent: what wakes it, besides Timeout

	// Progress is how far Action is, in its own form; empty when it has just begun.
	Progress json.RawMessage `json:"progress,omitempty"`
	// Inputs are the parameters of Action as they were read, for the trace.
	Inputs map[string]string `json:"inputs,omitempty"`

	Steps   int    `json:"steps,omitempty"` // actions since the start or the last Wait that ended
	Random  uint64 `json:"random,string"`   // of DistributeByPercentage
	Logging bool   `json:"logging,omitempty"`

	Attributes map[string]string `json:"attributes,omitempty"` // $.FlowAttributes
	Loops      map[ActionID]int  `json:"loops,omitempty"`      // rounds begun by each Loop
	// Values are what actions have left for references, by namespace: External,
	// Lex, Metrics, Views, Modules, StoredCustomerInput, Customer, DataTables,
	// DataTableList.
	Values map[string]json.RawMessage `json:"values,omitempty"`

	// Callers are the flow and the modules that wait for this module to return,
	// the innermost last.
	Callers []Caller `json:"callers,omitempty"`
	// Leaving is what the module that is over returns, while its caller's
	// document is awaited.
	Leaving *Leaving `json:"leaving,omitempty"`
}

// Await says which input an execution needs to go on.
type Await string

// What an execution can await. AwaitNothing means that it is over.
const (
	AwaitNothing  Await = ""
	AwaitStart    Await = "start"    // Start
	AwaitResult   Await = "result"   // Result
	AwaitDocument Await = "document" // Loaded, or a Result with an error
	AwaitEvent    Await = "event"    // Timeout, Occurred, or a Result with an error
	AwaitInput    Await = "input"    // Heard, Timeout, or a Result with an error
	AwaitAnswer   Await = "answer"   // BotAnswered, FunctionAnswered, Consulted, or a Result with an error
	AwaitSignIn   Await = "sign-in"  // SignedIn, Timeout, or a Result with an error
)

// Beginning is what an execution is started with.
type Beginning struct {
	FlowID  ID
	Content string // what the host calls the document's content
	Type    Type
	Seed    uint64 // decides every DistributeByPercentage of the execution
	Logging bool   // inherited from the segment before
	Steps   int    // spent by the execution that this one follows without a wait
}

// NewState is an execution that has not begun; its first input is Start.
func NewState(b Beginning) State {
	return State{
		Version: StateVersion, FlowID: b.FlowID, Content: b.Content, Type: b.Type,
		Await: AwaitStart, Random: b.Seed, Logging: b.Logging, Steps: b.Steps,
	}
}

// Done reports whether the execution is over.
func (s State) Done() bool { return s.Await == AwaitNothing }

// WokenBy reports whether the execution is parked and e would wake it.
func (s State) WokenBy(e Event) bool {
	return s.Await == AwaitEvent && slices.Contains(s.Events, e)
}

// Encode is the state as compact JSON.
func (s State) Encode() ([]byte, error) { return encode(s) }

// ParseState reads what Encode wrote, also before text was held to what can be
// stored: that is read with U+FFFD in its place. It refuses other versions and states that
// no execution can be in.
func ParseState(data []byte) (State, error) {
	var s State
	if err := json.Unmarshal(cleanJSON(data), &s); err != nil {
		return State{}, fmt.Errorf("flow state: %w", err)
	}
	if s.Version < oldestStateVersion || s.Version > StateVersion {
		return State{}, fmt.Errorf("flow state: version %d, this program reads %d to %d", s.Version, oldestStateVersion, StateVersion)
	}
	s.Version = StateVersion
	switch s.Await {
	case AwaitNothing, AwaitStart, AwaitResult, AwaitDocument, AwaitEvent, AwaitInput, AwaitAnswer, AwaitSignIn:
	default:
		return State{}, fmt.Errorf("flow state: awaits unknown input %q", s.Await)
	}
	if s.Leaving != nil && len(s.Callers) == 0 {
		return State{}, fmt.Errorf("flow state: leaves a module that nobody called")
	}
	s.normalise()
	return s, nil
}

// normalise gives absent and empty collections one form, so that states can be
// compared and are written as they were read.
func (s *State) normalise() {
	if len(s.Events) == 0 {
		s.Events = nil
	}
	if len(s.Attributes) == 0 {
		s.Attributes = nil
	}
	if len(s.Loops) == 0 {
		s.Loops = nil
	}
	if len(s.Values) == 0 {
		s.Values = nil
	}
	if len(s.Inputs) == 0 {
		s.Inputs = nil
	}
	if len(s.Callers) == 0 {
		s.Callers = nil
	}
}

// accepts reports whether the execution can go on with in.
func (s State) accepts(in Input) bool {
	switch in := in.(type) {
	case Start:
		return s.Await == AwaitStart
	case Result:
		switch s.Await {
		case AwaitResult:
			return true
		case AwaitDocument, AwaitEvent, AwaitInput, AwaitAnswer, AwaitSignIn:
			return in.Error != ""
		}
	case Fetched:
		return s.Await == AwaitResult
	case Loaded:
		return s.Await == AwaitDocument && in.Document != nil
	case Timeout:
		return s.Await == AwaitEvent || s.Await == AwaitInput || s.Await == AwaitSignIn
	case Heard:
		return s.Await == AwaitInput
	case BotAnswered, FunctionAnswered, Consulted:
		return s.Await == AwaitAnswer
	case SignedIn:
		return s.Await == AwaitSignIn
	case Occurred:
		return s.WokenBy(in.Event)
	}
	return false
}
