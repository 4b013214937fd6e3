package flow

import "slices"

// definition is one action type: all that the linter and the machine know of
// it. A new action is a file with a definition and a line in table.go.
type definition struct {
	parameters []parameter
	oneOf      []string // names of parameters of which exactly one must be set
	conditions conditions
	branches   []ErrorName // error branches without which it cannot be published
	flows      []Type      // flow types that may hold it; nil: every type
	ends       ending

	// unfailing is an action without errors: what the host cannot do is passed over,
	// since the document could not branch on it.
	unfailing bool

	// moduleOnly is an action that has a meaning in a module alone.
	moduleOnly bool

	// check finds faults that parameters and conditions alone do not show.
	check func(*checker)

	// begin starts the action. It reads parameters through the execution.
	begin func(*execution) outcome

	// resume takes the host's answer to the command that begin gave, unless it
	// is an error, which is raised as it is. Nil: the answer's Value decides.
	resume func(*execution, Input) outcome
}

// ending says what has to follow an action that succeeds.
type ending int

const (
	goesOn        ending = iota // NextAction, unless conditions decide
	departs                     // nothing: success leaves the flow, errors branch
	terminal                    // nothing: it has no transitions at all
	unknownEnding               // not looked at: the action is known by name only
)

// allowedIn reports whether a document of the type may hold the action. Modules run
// as part of inbound flows and may hold what these may.
// spec: InvokeFlowModule restrictions.
func (d definition) allowedIn(t Type) bool {
	if t == TypeModule {
		t = TypeContactFlow
	}
	return len(d.flows) == 0 || slices.Contains(d.flows, t)
}

// conditions say on what an action can branch. The zero value is: on nothing.
type conditions struct {
	operators []Operator
	operands  []string // the only possible results; nil: any text

	// required are the operands that must have a condition; one at least must
	// exist anyway.
	required func(Parameters) []string
	optional bool // there may be none at all

	// besides says that success without a result goes on at NextAction, whatever the
	// conditions are, and that NextAction is for nothing else.
	besides bool
}

// decide reports whether conditions, not NextAction, choose the branch.
func (c conditions) decide() bool { return len(c.operators) > 0 }

// inboundAndTransfer are the flow types that may choose a queue and leave for
// another flow. spec: UpdateContactTargetQueue, TransferContactToQueue,
// TransferToFlow restrictions.
var inboundAndTransfer = []Type{TypeContactFlow, TypeAgentTransfer, TypeQueueTransfer}
