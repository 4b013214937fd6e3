package conversation

import (
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/record"
)

// recordCriteria are the routing criteria of a contact as they are told, nil for none.
func (c *Conversations) recordCriteria(of *chat.Contact) (*record.Criteria, error) {
	now, err := c.RoutingCriteriaOf(of)
	if err != nil || now == nil {
		return nil, err
	}
	out := &record.Criteria{Index: now.Index, ActivatedAt: now.ActivatedAt}
	for i := range now.Steps {
		s := &now.Steps[i]
		out.Steps = append(out.Steps, record.Step{
			Status: string(s.Status), Seconds: s.Seconds, ExpiresAt: s.ExpiresAt, Expression: toldExpression(&s.Expression),
		})
	}
	return out, nil
}

func toldExpression(e *flow.RoutingExpression) record.Expression {
	return record.Expression{
		Condition: toldCondition(e.Condition), Not: toldCondition(e.Not),
		And: toldExpressions(e.And), Or: toldExpressions(e.Or),
	}
}

func toldExpressions(list []flow.RoutingExpression) (out []record.Expression) {
	for i := range list {
		out = append(out, toldExpression(&list[i]))
	}
	return out
}

func toldCondition(c *flow.RoutingCondition) *record.Condition {
	if c == nil {
		return nil
	}
	return &record.Condition{Name: c.Name, Value: c.Value, Min: c.Min, Max: c.Max, AgentIDs: c.AgentIDs}
}

// stepExpires has the end of a step of routing criteria told, if the contact that waits
// has one that a timer was set for. One that ends while the contact is offered to an
// agent has no event of its own. spec: Amazon Connect contact events, routing step.
func (w *work) stepExpires(t chat.Timer) error {
	if !w.conversations.Streams.Events || t.Kind != chat.TimerRoute {
		return nil
	}
	criteria, err := w.conversations.RoutingCriteriaOf(&w.contact)
	if err != nil || criteria == nil {
		return err
	}
	for i := range criteria.Steps {
		if s := &criteria.Steps[i]; s.Status == StepExpired && s.ExpiresAt.Equal(t.DueAt) {
			o, err := w.event(record.StepExpired(), &w.contact)
			if err != nil {
				return err
			}
			w.outbox = append(w.outbox, o)
		}
	}
	return nil
}
