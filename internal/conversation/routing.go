package conversation

import (
	"encoding/json"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// flowSetsRouting moves the contact within the queue that it is in, or enters
// next. What was set before of the same is overwritten.
// spec: UpdateContactRoutingBehavior.
func (w *work) flowSetsRouting(cmd flow.SetRouting) {
	r := &w.touchContact().Routing
	if cmd.Priority != nil {
		r.Priority = *cmd.Priority
	}
	if cmd.TimeAdjustmentSeconds != nil {
		r.TimeAdjustment = time.Duration(*cmd.TimeAdjustmentSeconds) * time.Second
	}
}

// flowSetsCriteria says whom the contact is offered to first.
func (w *work) flowSetsCriteria(cmd flow.SetRoutingCriteria) error {
	stored := criteria{Steps: make([]criteriaStep, len(cmd.Steps))}
	for i, s := range cmd.Steps {
		stored.Steps[i].Expression = storedExpression(s.Expression)
		if s.Seconds > 0 {
			stored.Steps[i].Expiry = &criteriaExpiry{s.Seconds}
		}
	}
	text, err := json.Marshal(stored)
	if err != nil {
		return chat.Internal("write routing criteria", err)
	}
	w.touchContact().Routing.Criteria = text
	return nil
}

// criteria are routing criteria as a contact keeps them, under the names of the
// API. spec: RoutingCriteriaInput.
type criteria struct{ Steps []criteriaStep }

type criteriaStep struct {
	Expiry     *criteriaExpiry `json:",omitempty"`
	Expression criteriaExpression
}

type criteriaExpiry struct{ DurationInSeconds int }

type criteriaExpression struct {
	AttributeCondition    *criteriaCondition   `json:",omitempty"`
	NotAttributeCondition *criteriaCondition   `json:",omitempty"`
	AndExpression         []criteriaExpression `json:",omitempty"`
	OrExpression          []criteriaExpression `json:",omitempty"`
}

type criteriaCondition struct {
	Name               string         `json:",omitempty"`
	Value              string         `json:",omitempty"`
	ComparisonOperator string         `json:",omitempty"`
	Range              *criteriaRange `json:",omitempty"`
	MatchCriteria      *criteriaMatch `json:",omitempty"`
}

type criteriaRange struct{ MinProficiencyLevel, MaxProficiencyLevel float64 }

type criteriaMatch struct{ AgentsCriteria criteriaAgents }

type criteriaAgents struct {
	AgentIDs []string `json:"AgentIds"`
}

func storedExpression(e flow.RoutingExpression) criteriaExpression {
	out := criteriaExpression{
		AttributeCondition: storedCondition(e.Condition), NotAttributeCondition: storedCondition(e.Not),
	}
	for _, part := range e.And {
		out.AndExpression = append(out.AndExpression, storedExpression(part))
	}
	for _, part := range e.Or {
		out.OrExpression = append(out.OrExpression, storedExpression(part))
	}
	return out
}

func storedCondition(c *flow.RoutingCondition) *criteriaCondition {
	switch {
	case c == nil:
		return nil
	case len(c.AgentIDs) > 0:
		return &criteriaCondition{
			ComparisonOperator: "Match", MatchCriteria: &criteriaMatch{criteriaAgents{c.AgentIDs}},
		}
	}
	return &criteriaCondition{
		Name: c.Name, Value: c.Value, ComparisonOperator: "Range", Range: &criteriaRange{c.Min, c.Max},
	}
}
