package conversation

import (
	"context"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// Meets reports whether a user may be offered a waiting contact now by its routing
// criteria: while a step is active only those who meet it may, once all have expired
// everybody. spec: RoutingCriteriaInput.
func (c *Conversations) Meets(ctx context.Context, w chat.Waiting, user chat.UserID) (bool, error) {
	contact, step, err := c.activeStep(ctx, w)
	if err != nil || contact == nil || step == nil {
		return contact != nil, err
	}
	u, err := c.Directory.User(ctx, contact.InstanceID, string(user))
	if err != nil {
		return false, unlessMissing(err)
	}
	return meetsExpression(&u, step.Expression), nil
}

// StepEnds tells when the active step of a waiting contact's routing criteria
// expires, so that others may have the contact; zero for never.
func (c *Conversations) StepEnds(ctx context.Context, w chat.Waiting) (time.Time, error) {
	_, step, err := c.activeStep(ctx, w)
	if err != nil || step == nil {
		return time.Time{}, err
	}
	return step.ExpiresAt, nil
}

// activeStep reads a contact and the step of its routing criteria that is active;
// nil for a contact that is gone, and where no step is active.
func (c *Conversations) activeStep(ctx context.Context, w chat.Waiting) (*chat.Contact, *RoutingStepState, error) {
	contact, err := c.Store.Contact(ctx, w.ContactID)
	if missing(err) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, explain(err)
	}
	criteria, err := c.RoutingCriteriaOf(&contact)
	if err != nil || criteria == nil {
		return &contact, nil, err
	}
	i := slices.IndexFunc(criteria.Steps, func(s RoutingStepState) bool { return s.Status == StepActive })
	if i < 0 {
		return &contact, nil, nil
	}
	return &contact, &criteria.Steps[i], nil
}

// meetsExpression reports whether a user is what a step of routing criteria asks for.
func meetsExpression(u *directory.User, e flow.RoutingExpression) bool {
	meets := func(e flow.RoutingExpression) bool { return meetsExpression(u, e) }
	switch {
	case e.Condition != nil:
		return meetsCondition(u, e.Condition)
	case e.Not != nil:
		return !meetsCondition(u, e.Not)
	case len(e.And) > 0:
		return !slices.ContainsFunc(e.And, func(e flow.RoutingExpression) bool { return !meets(e) })
	}
	return slices.ContainsFunc(e.Or, meets)
}

func meetsCondition(u *directory.User, c *flow.RoutingCondition) bool {
	if len(c.AgentIDs) > 0 {
		return slices.Contains(c.AgentIDs, u.ID)
	}
	return slices.ContainsFunc(u.Spec.Proficiencies, func(p directory.Proficiency) bool {
		level := float64(p.Level)
		return p.Attribute == c.Name && p.Value == c.Value && level >= c.Min && level <= c.Max
	})
}
