package conversation

import (
	"context"
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
	return w.keepCriteria(cmd.Steps)
}

// RoutingChange says what to change of where a contact stands in its queue. Nil
// members stay as they are; at least one is set.
type RoutingChange struct {
	Priority       *int
	TimeAdjustment *time.Duration
	// Criteria are the steps of new routing criteria; none takes those away that
	// there were.
	Criteria *[]flow.RoutingStep
}

// ChangeRouting moves a contact within its queue, or within the next one when it
// is in none yet, and says whom it is offered to first. KindNotFound, and
// KindConflict when the contact waits for no agent any more.
// spec: UpdateContactRoutingData.
func (c *Conversations) ChangeRouting(ctx context.Context, instance chat.InstanceID, id chat.ContactID, change RoutingChange) error {
	contact, err := c.contactOf(ctx, instance, memberContact, id)
	if err != nil {
		return err
	}
	return c.update(ctx, contact.SessionID, func(w *work) error {
		switch {
		case !w.session.Active() || w.contact.ID != id:
			return &chat.Error{Kind: chat.KindConflict, Member: memberContact, Detail: "the contact has ended"}
		case w.contact.Taken():
			return &chat.Error{Kind: chat.KindConflict, Member: memberContact, Detail: "the contact waits in no queue any more"}
		}
		r := &w.touchContact().Routing
		if change.Priority != nil {
			r.Priority = *change.Priority
		}
		if change.TimeAdjustment != nil {
			r.TimeAdjustment = *change.TimeAdjustment
		}
		if change.Criteria == nil {
			return nil
		}
		return w.keepCriteria(*change.Criteria)
	})
}

// keepCriteria replaces the contact's routing criteria; they begin anew. For one that
// waits already others may be meant now, or later than was looked for.
func (w *work) keepCriteria(steps []flow.RoutingStep) error {
	if w.contact.Waiting() {
		w.waitsForAgent()
	}
	r := &w.touchContact().Routing
	if len(steps) == 0 {
		r.Criteria = nil
		return nil
	}
	stored := criteria{Steps: make([]criteriaStep, len(steps)), Since: w.now}
	if before, err := readCriteria(r.Criteria); err == nil && before != nil {
		stored.Index = before.Index + 1
	}
	for i, s := range steps {
		stored.Steps[i].Expression = storedExpression(s.Expression)
		if s.Seconds > 0 {
			stored.Steps[i].Expiry = &criteriaExpiry{s.Seconds}
		}
	}
	text, err := json.Marshal(stored)
	if err != nil {
		return chat.Internal("write routing criteria", err)
	}
	r.Criteria = text
	return nil
}

// criteria are routing criteria as a contact keeps them, under the names of the
// API. spec: RoutingCriteriaInput.
type criteria struct {
	Steps []criteriaStep
	// Index counts the criteria that the contact had before.
	Index int `json:",omitempty"`
	// Since is when they were set.
	Since time.Time `json:",omitzero"`
}

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
