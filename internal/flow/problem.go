package flow

import "fmt"

// Problem is one reason why a flow cannot be published.
// spec: InvalidContactFlowException problems.
type Problem struct {
	Action  ActionID // empty when the problem is the document's
	Message string
}

// String is the problem as one sentence that names the action.
func (p Problem) String() string {
	if p.Action == "" {
		return p.Message
	}
	return fmt.Sprintf("action %q: %s", p.Action, p.Message)
}
