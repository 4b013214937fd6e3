package conversation_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

func TestRoutingIsSetAndGoesAlongToAnotherQueue(t *testing.T) {
	inWorld(t, func(w *world) {
		routes := func(name string, value int) action {
			return action{kind: "UpdateContactRoutingBehavior", params: map[string]any{name: fmt.Sprint(value)}}
		}
		steps := []any{map[string]any{
			"Expiry":     map[string]any{"DurationInSeconds": 60},
			"Expression": map[string]any{"AttributeCondition": map[string]any{"Name": "Skill", "Value": "Tea", "ComparisonOperator": "NumberGreaterOrEqualTo", "ProficiencyLevel": 3}},
		}}
		moves := w.flowOf(flow.TypeCustomerQueue, waits(time.Minute).on("WaitCompleted", "go"),
			action{kind: "DequeueContactAndTransferToQueue", params: map[string]any{"QueueId": directory.BasicQueueID}}.named("go").
				failing(flow.ErrorNoMatchingError, "end").failing(flow.ErrorQueueAtCapacity, "end"),
			finishes().named("end"))
		v := w.begins(through(w.flow(append([]action{
			routes("QueuePriority", 2), routes("QueuePriority", 1), routes("QueueTimeAdjustmentSeconds", -30),
			action{kind: "UpdateContactRoutingCriteria", params: map[string]any{"RoutingCriteria": map[string]any{"Steps": steps}}}.
				failing(flow.ErrorNoMatchingError, "refused"),
		}, queuesWith(moves)...)...), asking()))
		began, err := v.session().CreatedAt.MarshalText()
		w.check(err)
		want := chat.Routing{Priority: 1, TimeAdjustment: -30 * time.Second, Criteria: []byte(
			`{"Steps":[{"Expiry":{"DurationInSeconds":60},"Expression":{"AttributeCondition":{"Name":"Skill","Value":"Tea","ComparisonOperator":"Range","Range":{"MinProficiencyLevel":3,"MaxProficiencyLevel":5}}}}],"Since":"` + string(began) + `"}`)}
		equal(w, "routing", fmt.Sprint(v.contact(1).Routing), fmt.Sprint(want))
		w.pass(time.Minute)
		equal(w, "in the other queue", fmt.Sprint(v.contact(2).Routing), fmt.Sprint(want))
	})
}

// level is a step that wants an agent who is good enough, for so many seconds.
func level(least float64, seconds int) flow.RoutingStep {
	return flow.RoutingStep{Seconds: seconds, Expression: flow.RoutingExpression{
		Condition: &flow.RoutingCondition{Name: "Tea", Value: "Green", Min: least, Max: 5},
	}}
}

// stepLines tell how far routing criteria are, counted from the chat's start.
func (v *visit) stepLines() string {
	v.w.t.Helper()
	c := v.contact(v.session().Contacts)
	r, err := v.w.RoutingCriteriaOf(&c)
	v.w.check(err)
	if r == nil {
		return ""
	}
	from := v.session().CreatedAt
	out := fmt.Sprintf("%d", r.Index)
	if !r.ActivatedAt.IsZero() {
		out += fmt.Sprintf(" @%v", r.ActivatedAt.Sub(from))
	}
	for _, s := range r.Steps {
		out += fmt.Sprintf(", %v %s", s.Expression.Condition.Min, s.Status)
		if !s.ExpiresAt.IsZero() {
			out += fmt.Sprintf(" until %v", s.ExpiresAt.Sub(from))
		}
	}
	return out
}

func TestRoutingOfAWaitingContactIsChanged(t *testing.T) {
	inWorld(t, func(w *world) {
		ctx := context.Background()
		bert := w.hires("Bert")
		v := w.awaitsAgent(waits(time.Minute).on("WaitCompleted", "go"), says("now").named("go"))
		change := func(c conversation.RoutingChange) error {
			return w.ChangeRouting(ctx, instance, v.current(), c)
		}
		priority, adjustment := 3, -time.Hour
		w.check(change(conversation.RoutingChange{Priority: &priority, Criteria: &[]flow.RoutingStep{level(4, 60), level(2, 30), level(1, 0)}}))
		equal(w, "before it is in a queue", v.stepLines(), "0, 4 INACTIVE, 2 INACTIVE, 1 INACTIVE")
		w.pass(time.Minute)
		equal(w, "in the queue", v.stepLines(), "0 @1m0s, 4 ACTIVE until 2m0s, 2 INACTIVE, 1 INACTIVE")
		w.pass(time.Minute)
		equal(w, "a minute later", v.stepLines(), "0 @1m0s, 4 EXPIRED until 2m0s, 2 ACTIVE until 2m30s, 1 INACTIVE")
		w.check(change(conversation.RoutingChange{TimeAdjustment: &adjustment, Criteria: &[]flow.RoutingStep{level(3, 60), level(2, 60)}}))
		c := v.contact(1)
		equal(w, "routing", fmt.Sprint(c.Routing.Priority, c.Routing.TimeAdjustment), "3 -1h0m0s")
		equal(w, "set anew", v.stepLines(), "1 @2m0s, 3 ACTIVE until 3m0s, 2 INACTIVE")
		w.pass(70 * time.Second)
		v.takenOnBy(bert)
		w.pass(time.Hour)
		equal(w, "with an agent", v.stepLines(), "1 @2m0s, 3 EXPIRED until 3m0s, 2 JOINED until 4m0s")
		w.wantKind("with an agent", change(conversation.RoutingChange{Priority: &priority}), chat.KindConflict)
		w.wantKind("an unknown contact", w.ChangeRouting(ctx, instance, nobody, conversation.RoutingChange{Priority: &priority}), chat.KindNotFound)
		w.wantKind("another instance's contact", w.ChangeRouting(ctx, nobody, v.current(), conversation.RoutingChange{Priority: &priority}), chat.KindNotFound)
	})
}

func TestRoutingOfWhatIsOverStays(t *testing.T) {
	inWorld(t, func(w *world) {
		ctx := context.Background()
		v := w.begins(asking())
		none, one := []flow.RoutingStep{}, []flow.RoutingStep{level(1, 30)}
		w.check(w.ChangeRouting(ctx, instance, v.current(), conversation.RoutingChange{Criteria: &one}))
		w.check(w.ChangeRouting(ctx, instance, v.current(), conversation.RoutingChange{Criteria: &none}))
		equal(w, "without criteria", v.stepLines(), "")
		w.check(w.ChangeRouting(ctx, instance, v.current(), conversation.RoutingChange{Criteria: &one}))
		w.pass(10 * time.Second)
		v.stops()
		w.pass(time.Hour)
		equal(w, "when it has ended", v.stepLines(), "0 @0s, 1 INACTIVE until 30s")
		w.wantKind("an ended contact", w.ChangeRouting(ctx, instance, v.current(), conversation.RoutingChange{Criteria: &one}), chat.KindConflict)
	})
}
