package conversation

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/routing"
)

// SetStatus has an agent take one of the instance's statuses, now, or once he has no
// contact before him. KindNotFound; KindRejected for a status that is disabled.
// spec: PutUserStatus; PutAgentState of Streams.
func (c *Conversations) SetStatus(ctx context.Context, instance chat.InstanceID, user chat.UserID, status string, next bool) error {
	s, err := c.Directory.AgentStatus(ctx, instance, status)
	if err != nil {
		return err
	}
	if s.Spec.Disabled {
		return chat.Rejected("AgentStatusId", "the agent status is disabled")
	}
	wanted := chat.AgentStatus{ID: s.ID, Type: chat.AgentStatusType(s.Spec.Type)}
	return c.changeAgent(ctx, instance, user, func(a routing.Agent, now time.Time) error {
		if next {
			a.SetNext(wanted, now)
		} else {
			a.SetStatus(wanted, now)
		}
		return nil
	})
}

// changeAgent runs a change of an agent alone as a transaction, has it told, and has
// the routing look for contacts for him if he can have one.
func (c *Conversations) changeAgent(ctx context.Context, instance chat.InstanceID, user chat.UserID, change func(a routing.Agent, now time.Time) error) error {
	u, err := c.Directory.User(ctx, instance, string(user))
	if err != nil {
		return err
	}
	p, err := c.Directory.RoutingProfile(ctx, instance, u.Spec.RoutingProfileID)
	if unlessMissing(err) != nil {
		return err
	}
	var rules routing.Rules
	if err == nil {
		rules = p.Rules()
	}
	free := false
	err = c.Store.UpdateAgent(ctx, instance, user, func(stored *chat.Agent) error {
		a := routing.Agent{Agent: stored, Rules: rules}
		if err := change(a, chat.Instant(c.Clock.Now())); err != nil {
			return err
		}
		stored.ProfileID = rules.ProfileID
		free = a.Free()
		return nil
	})
	if err != nil {
		return explain(err)
	}
	c.Broker.Publish(fanout.AgentChanged(instance, user))
	if free && c.Look != nil {
		c.Look(routing.Look{Instance: instance, Agent: user})
	}
	return nil
}

// Reprofile has an agent go by the routing profile that his user has now. One who never
// was any stays none.
func (c *Conversations) Reprofile(ctx context.Context, instance chat.InstanceID, user chat.UserID) error {
	a, err := c.AgentNow(ctx, instance, user)
	if err != nil || a == nil {
		return err
	}
	return c.changeAgent(ctx, instance, user, func(routing.Agent, time.Time) error { return nil })
}

// Retire has an agent whose user is gone be offline and served by nothing, so that he
// is counted and offered contacts no more. What he has before him goes on.
func (c *Conversations) Retire(ctx context.Context, instance chat.InstanceID, user chat.UserID) error {
	a, err := c.AgentNow(ctx, instance, user)
	if err != nil || a == nil {
		return err
	}
	return explain(c.Store.UpdateAgent(ctx, instance, user, func(a *chat.Agent) error {
		a.ProfileID, a.Next = "", nil
		a.Status = chat.AgentStatus{Type: chat.AgentOffline, Since: chat.Instant(c.Clock.Now())}
		return nil
	}))
}

// AgentNow reads what a user does as an agent, nil when he never was one.
func (c *Conversations) AgentNow(ctx context.Context, instance chat.InstanceID, user chat.UserID) (*chat.Agent, error) {
	a, err := c.Store.Agent(ctx, instance, user)
	if missing(err) {
		return nil, nil
	}
	return &a, explain(err)
}
