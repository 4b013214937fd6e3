package connectsvc

import (
	"context"
	"encoding/json"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// UpdateContactRoutingData moves a contact within its queue, and says which agents
// it is offered to first. spec: UpdateContactRoutingData.
func (s contacts) UpdateContactRoutingData(ctx context.Context, in *connect.UpdateContactRoutingDataInput) (*connect.UpdateContactRoutingDataOutput, error) {
	change, err := routingChange(in)
	if err != nil {
		return nil, err
	}
	instance := instanceOf(in.InstanceId)
	return nil, s.Conversations.ChangeRouting(ctx, instance, contactOf(instance, in.ContactId), change)
}

func routingChange(in *connect.UpdateContactRoutingDataInput) (c conversation.RoutingChange, err error) {
	switch {
	case in.QueuePriority == nil && in.QueueTimeAdjustmentSeconds == nil && in.RoutingCriteria == nil:
		return c, chat.Invalid("", "one of QueuePriority, QueueTimeAdjustmentSeconds and RoutingCriteria is required")
	case in.QueuePriority != nil && in.QueueTimeAdjustmentSeconds != nil:
		return c, chat.Invalid("", "only one of QueuePriority and QueueTimeAdjustmentSeconds can be given")
	}
	if in.QueuePriority != nil {
		c.Priority = new(int(*in.QueuePriority))
	}
	if in.QueueTimeAdjustmentSeconds != nil {
		c.TimeAdjustment = new(time.Duration(*in.QueueTimeAdjustmentSeconds) * time.Second)
	}
	if in.RoutingCriteria != nil {
		c.Criteria, err = routingSteps(in.RoutingCriteria)
	}
	return c, err
}

// routingSteps reads criteria by the rules of flows. An empty list of steps is
// none.
func routingSteps(in *connect.RoutingCriteriaInput) (*[]flow.RoutingStep, error) {
	if in.Steps != nil && len(in.Steps) == 0 {
		return &[]flow.RoutingStep{}, nil
	}
	raw, err := json.Marshal(in)
	if err != nil {
		return nil, chat.Internal("read routing criteria", err)
	}
	steps, err := flow.ReadRoutingSteps(raw)
	if err != nil {
		return nil, chat.Invalid("RoutingCriteria", err.Error())
	}
	return &steps, nil
}

// tellRouting writes what of a contact's routing was set.
func (s contacts) tellRouting(out *connect.Contact, c *chat.Contact) error {
	if c.Routing.Priority != 0 {
		out.QueuePriority = new(int64(c.Routing.Priority))
	}
	if c.Routing.TimeAdjustment != 0 {
		out.QueueTimeAdjustmentSeconds = new(int32(c.Routing.TimeAdjustment / time.Second))
	}
	criteria, err := s.Conversations.RoutingCriteriaOf(c)
	if err != nil || criteria == nil {
		return err
	}
	out.RoutingCriteria = &connect.RoutingCriteria{
		ActivationTimestamp: at(criteria.ActivatedAt), Index: new(int32(criteria.Index)), Steps: []connect.Step{},
	}
	for _, step := range criteria.Steps {
		wire := connect.Step{Expression: wireExpression(&step.Expression), Status: new(string(step.Status))}
		if step.Seconds > 0 {
			wire.Expiry = &connect.Expiry{DurationInSeconds: new(int32(step.Seconds)), ExpiryTimestamp: at(step.ExpiresAt)}
		}
		out.RoutingCriteria.Steps = append(out.RoutingCriteria.Steps, wire)
	}
	return nil
}

func wireExpression(e *flow.RoutingExpression) *connect.Expression {
	return &connect.Expression{
		AttributeCondition: wireCondition(e.Condition), NotAttributeCondition: wireCondition(e.Not),
		AndExpression: wireExpressions(e.And), OrExpression: wireExpressions(e.Or),
	}
}

func wireExpressions(list []flow.RoutingExpression) (out []connect.Expression) {
	for i := range list {
		out = append(out, *wireExpression(&list[i]))
	}
	return out
}

// topProficiency is the best that an agent can be. spec: AttributeCondition,
// ProficiencyLevel.
const topProficiency = 5

// wireCondition writes a condition in its shortest form.
func wireCondition(c *flow.RoutingCondition) *connect.AttributeCondition {
	switch {
	case c == nil:
		return nil
	case len(c.AgentIDs) > 0:
		return &connect.AttributeCondition{
			ComparisonOperator: new("Match"),
			MatchCriteria:      &connect.MatchCriteria{AgentsCriteria: &connect.AgentsCriteria{AgentIds: c.AgentIDs}},
		}
	}
	out := &connect.AttributeCondition{Name: &c.Name, Value: &c.Value}
	if c.Max == topProficiency {
		out.ComparisonOperator, out.ProficiencyLevel = new("NumberGreaterOrEqualTo"), &c.Min
		return out
	}
	out.ComparisonOperator = new("Range")
	out.Range = &connect.Range{MinProficiencyLevel: &c.Min, MaxProficiencyLevel: &c.Max}
	return out
}
