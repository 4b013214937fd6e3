package flow

import (
	"encoding/json"
	"fmt"
)

// SetRoutingCriteria says which agents the contact is offered to first, for the
// queue that it is put into next. Steps follow each other as they expire; after
// the last one any agent of the queue will do. ErrorNoMatchingError when the host
// cannot route so. spec: UpdateContactRoutingCriteria.
type SetRoutingCriteria struct{ Steps []RoutingStep }

func (SetRoutingCriteria) command() {}

// RoutingStep is who may take the contact, and for how long nobody else may.
type RoutingStep struct {
	Seconds    int // 0: the step does not expire
	Expression RoutingExpression
}

// RoutingExpression is one of: a condition, the negation of one, all of several
// expressions, any of several. spec: Expression.
type RoutingExpression struct {
	Condition *RoutingCondition
	Not       *RoutingCondition
	And       []RoutingExpression
	Or        []RoutingExpression
}

// RoutingCondition is what an agent must be: good enough at something, or one of
// those named. spec: AttributeCondition.
type RoutingCondition struct {
	Name, Value string
	Min, Max    float64 // of the agent's level, 1 to 5
	AgentIDs    []string
}

// Limits of routing criteria. spec: UpdateContactRoutingCriteria; Flow language
// concepts, nested conditions; AttributeCondition.
const (
	maxRoutingSteps      = 5
	maxRoutingDepth      = 5
	maxRoutingConditions = 50
	maxRoutingSeconds    = 604_800
	maxAttributeName     = 100 // characters
	maxAttributeValue    = 128
	maxRoutingCriteria   = MaxValue // bytes of JSON
)

var routingCriteria = parameter{name: "RoutingCriteria", form: formTree, required: true}

// updateContactRoutingCriteria takes criteria as they stand, with references in
// their values, or all of them from one reference. The language reference calls it
// UpdateRoutingCriteria. spec: UpdateContactRoutingCriteria.
var updateContactRoutingCriteria = definition{
	parameters: []parameter{routingCriteria},
	branches:   []ErrorName{ErrorNoMatchingError},
	check: func(c *checker) {
		raw, ok := c.action.Parameters[routingCriteria.name].(map[string]any)
		if !ok {
			return
		}
		r := criteriaReader{lenient: true}
		r.steps(raw)
		for _, fault := range r.faults {
			c.problem("parameter RoutingCriteria: %s", fault)
		}
	},
	begin: func(x *execution) outcome {
		raw, err := x.criteria()
		if err != nil {
			return fail(err)
		}
		var r criteriaReader
		steps := r.steps(raw)
		if len(r.faults) > 0 {
			return raise(ErrorNoMatchingError, "RoutingCriteria: "+r.faults[0])
		}
		return ask(SetRoutingCriteria{Steps: steps})
	},
}

// criteria reads RoutingCriteria with its references replaced. One reference may
// name an object, or a text that holds one.
func (x *execution) criteria() (map[string]any, error) {
	if !x.has(routingCriteria) {
		return nil, fmt.Errorf("%s is missing", routingCriteria.name)
	}
	var raw json.RawMessage
	if s, isText := x.action.Parameters[routingCriteria.name].(string); isText {
		path, _ := ParsePath(s)
		if path == nil {
			return nil, fmt.Errorf("%s must be an object or exactly one reference", routingCriteria.name)
		}
		text, _ := x.lookup(path)
		raw = json.RawMessage(text)
		x.note(routingCriteria.name, text)
	} else {
		var err error
		if raw, err = x.tree(routingCriteria, maxRoutingCriteria); err != nil {
			return nil, err
		}
	}
	return decodeObject(raw, routingCriteria.name)
}
