package conversation_test

import (
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// requeues takes the contact into the basic queue anew.
func requeues() action {
	return action{kind: "DequeueContactAndTransferToQueue", params: map[string]any{"QueueId": directory.BasicQueueID}}.
		failing(flow.ErrorNoMatchingError, "end").failing(flow.ErrorQueueAtCapacity, "end")
}

// A queue flow is hooked to whichever queue the contact is in. One that moves the
// contact at once would begin itself for ever: it stops when the steps are spent, and
// the contact waits where it came to.
func TestQueueFlowThatQueuesAgainAtOnceEnds(t *testing.T) {
	inWorld(t, func(w *world) {
		moves := w.flowOf(flow.TypeCustomerQueue, requeues(), finishes().named("end"))
		v := w.begins(through(w.flow(queuesWith(moves)...), asking()))
		v.wantActive()
		n := v.session().Contacts
		if n < 10 || n > 30 {
			t.Errorf("got %d contacts, want about as many as the step budget has room for", n)
		}
		if c := v.contact(n); !c.Queued() {
			t.Errorf("got a contact that is not queued: %+v", c)
		}
	})
}

// Nor does it help to call a function in between.
func TestQueueFlowThatQueuesAgainAfterACallEnds(t *testing.T) {
	inWorld(t, func(w *world) {
		w.partner.function = func([]byte) []byte { return []byte(`{}`) }
		moves := w.flowOf(flow.TypeCustomerQueue,
			invokes("arn:any").failing(flow.ErrorNoMatchingError, "end"), requeues(), finishes().named("end"))
		v := w.begins(through(w.flow(queuesWith(moves)...), asking()))
		w.pass(time.Second)
		v.wantActive()
		made := len(w.partner.made())
		if made < 10 || made > 30 {
			t.Errorf("got %d calls, want about as many as the step budget has room for", made)
		}
		w.pass(time.Hour)
		equal(w, "calls an hour later", len(w.partner.made()), made)
		if c := v.contact(v.session().Contacts); !c.Queued() {
			t.Errorf("got a contact that is not queued: %+v", c)
		}
	})
}

// Whoever waits in between may be moved as often as the chat lasts.
func TestQueueFlowThatWaitsQueuesAgainAsOftenAsItLikes(t *testing.T) {
	inWorld(t, func(w *world) {
		moves := w.flowOf(flow.TypeCustomerQueue,
			waits(time.Second).on("WaitCompleted", "go"), requeues().named("go"), finishes().named("end"))
		r := through(w.flow(queuesWith(moves)...), asking())
		v := w.begins(r)
		w.pass(40*time.Second + time.Millisecond)
		v.wantActive()
		equal(w, "contacts", v.session().Contacts, 41)
	})
}

// The move is the last that the flow did in the contact that it ends.
func TestTraceTellsAMoveWhereItWasMade(t *testing.T) {
	inWorld(t, func(w *world) {
		moves := w.flowOf(flow.TypeCustomerQueue,
			waits(time.Minute).on("WaitCompleted", "go"), requeues().named("go"), finishes().named("end"))
		v := w.begins(through(w.flow(queuesWith(moves)...), asking()))
		w.pass(90 * time.Second)
		first, second := v.traced(v.contact(1).ID), v.traced(v.contact(2).ID)
		if last := first[len(first)-1].Entry; last.Type != "DequeueContactAndTransferToQueue" || len(second) != 0 {
			t.Errorf("the first contact ends with %s, and the second has %v; want the move in the first", last.Type, second)
		}
	})
}
