package conversation_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// steps are the events that wait to be told since, with what each says of the steps of
// routing criteria.
func (v *visit) stepEvents() (lines []string) {
	v.w.t.Helper()
	list, err := v.w.store.Outgoing(context.Background(), conversation.StreamEvents, 1000)
	v.w.check(err)
	for _, o := range list {
		var event struct {
			Detail struct {
				EventType         string
				UpdatedProperties []string
				RoutingCriteria   struct {
					Index int
					Steps []struct{ Status string }
				}
			}
		}
		v.w.check(json.Unmarshal(o.Data, &event))
		d := event.Detail
		words := append([]string{d.EventType}, d.UpdatedProperties...)
		if len(d.RoutingCriteria.Steps) > 0 {
			words = append(words, fmt.Sprint(d.RoutingCriteria.Index))
		}
		for _, s := range d.RoutingCriteria.Steps {
			words = append(words, s.Status)
		}
		lines = append(lines, strings.Join(words, " "))
	}
	v.w.check(v.w.store.DropOutgoing(context.Background(), list))
	return lines
}

// Events tell how far routing criteria are, that they were set and that a step is over.
// spec: Amazon Connect contact events, routing step.
func TestEventsTellOfRoutingCriteria(t *testing.T) {
	inWorld(t, func(w *world) {
		ctx := context.Background()
		w.Streams = conversation.Streams{Records: true, Events: true}
		bert := w.hires("Bert")
		v := w.awaitsAgent()
		wantSteps := func(what string, want ...string) {
			t.Helper()
			equal(w, what, strings.Join(v.stepEvents(), "\n"), strings.Join(want, "\n"))
		}
		wantSteps("without criteria", "INITIATED", "CONNECTED_TO_SYSTEM", "QUEUED")
		const updated = "CONTACT_DATA_UPDATED RoutingCriteria.Step.Status "
		w.check(w.ChangeRouting(ctx, instance, v.current(), conversation.RoutingChange{Criteria: &[]flow.RoutingStep{level(4, 60), level(2, 30)}}))
		wantSteps("set", updated+"0 ACTIVE INACTIVE")
		looksAgain := func(after time.Duration) {
			w.check(w.LookAgain(ctx, v.session().ID, v.current(), w.Clock.Now().Add(after)))
			w.pass(after)
		}
		looksAgain(30 * time.Second)
		wantSteps("looked at within a step")
		looksAgain(30 * time.Second)
		wantSteps("a step is over", updated+"0 EXPIRED ACTIVE")
		v.takenOnBy(bert)
		wantSteps("taken on", "CONNECTED_TO_AGENT 0 EXPIRED JOINED")
		r, err := w.Record(ctx, instance, v.current())
		w.check(err)
		if c := r.Criteria; c == nil || len(c.Steps) != 2 || c.Steps[1].Status != "JOINED" || c.Steps[1].Expression.Condition.Min != 2 {
			t.Errorf("got %+v in the record", c)
		}
	})
}
