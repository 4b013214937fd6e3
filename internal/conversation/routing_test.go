package conversation_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
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
		want := chat.Routing{Priority: 1, TimeAdjustment: -30 * time.Second, Criteria: []byte(
			`{"Steps":[{"Expiry":{"DurationInSeconds":60},"Expression":{"AttributeCondition":{"Name":"Skill","Value":"Tea","ComparisonOperator":"Range","Range":{"MinProficiencyLevel":3,"MaxProficiencyLevel":5}}}}]}`)}
		equal(w, "routing", fmt.Sprint(v.contact(1).Routing), fmt.Sprint(want))
		w.pass(time.Minute)
		equal(w, "in the other queue", fmt.Sprint(v.contact(2).Routing), fmt.Sprint(want))
	})
}
