package conversation_test

import (
	"context"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// tea is a step for who is good at it, for so many seconds, 0 for ever.
func tea(atLeast float64, seconds int) flow.RoutingStep {
	return flow.RoutingStep{Seconds: seconds, Expression: flow.RoutingExpression{
		Condition: &flow.RoutingCondition{Name: "Skill", Value: "Tea", Min: atLeast, Max: 5},
	}}
}

// Whoever may have a waiting contact since its routing criteria were changed is offered
// it at once, and when one of its new steps expires; no sweep has to come first.
func TestAContactIsOfferedToWhomItsNewCriteriaAreFor(t *testing.T) {
	for name, c := range map[string]struct {
		steps []flow.RoutingStep
		after time.Duration
	}{
		"no criteria any more": {nil, 0},
		"others":               {[]flow.RoutingStep{tea(3, 0)}, 0},
		"others later":         {[]flow.RoutingStep{tea(5, 1), tea(3, 0)}, time.Second},
		"everybody later":      {[]flow.RoutingStep{tea(5, 1), tea(5, 1)}, 2 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.dispatches()
				users := w.staff(2) // of whom the second one makes tea
				w.is(users[0], chat.AgentOffline)
				v := w.lined()
				w.settle()
				ctx := context.Background()
				w.check(w.Reject(ctx, instance, users[1], v.current()))
				w.check(w.ChangeRouting(ctx, instance, v.current(), conversation.RoutingChange{Criteria: &[]flow.RoutingStep{tea(5, 0)}}))
				w.check(w.Dismiss(ctx, instance, users[1], v.current()))
				w.settle()
				if got := v.contact(1); !got.Waiting() {
					t.Fatalf("got %+v, want it to wait for who makes better tea", got.Agent)
				}
				w.check(w.ChangeRouting(ctx, instance, v.current(), conversation.RoutingChange{Criteria: &c.steps}))
				w.settle()
				if c.after > 0 {
					if got := v.contact(1); !got.Waiting() {
						t.Fatalf("got %+v, want it to wait for the step to expire", got.Agent)
					}
					w.pass(c.after)
					w.settle()
				}
				if got := v.contact(1); got.Agent.UserID != users[1] {
					t.Errorf("got %+v, want it offered to who waited", got.Agent)
				}
			})
		})
	}
}
