package conversation_test

import (
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// queuesWith puts the contact into the basic queue with a flow of its own there.
func queuesWith(queueFlow string) []action {
	return []action{
		hooksTo(chat.HookCustomerQueue, queueFlow),
		targets(directory.BasicQueueID),
		enqueues().failing(flow.ErrorNoMatchingError, "refused").last(),
		says("refused").named("refused"), hangsUp(),
	}
}

func TestQueueFlowRunsWhileTheContactWaits(t *testing.T) {
	inWorld(t, func(w *world) {
		patience := w.flowOf(flow.TypeCustomerQueue,
			says("you are queued"),
			waits(time.Minute).on("WaitCompleted", "still"),
			says("still queued").named("still"), finishes(),
		)
		v := w.begins(through(w.flow(queuesWith(patience)...), asking()))
		wantLines(w, "at first", lines(v.listed()), "SYSTEM_MESSAGE: you are queued", "Ada joined")
		w.pass(time.Minute)
		wantLines(w, "after a minute", lines(v.listed()),
			"SYSTEM_MESSAGE: you are queued", "Ada joined", "SYSTEM_MESSAGE: still queued")
		w.pass(time.Hour)
		v.wantActive() // the flow is over, the contact waits on
		if c := v.contact(1); !c.Queued() {
			t.Errorf("got a contact that is not queued: %+v", c)
		}
	})
}

func TestQueueFlowSurvivesARestart(t *testing.T) {
	inWorld(t, func(w *world) {
		patience := w.flowOf(flow.TypeCustomerQueue, waits(time.Hour).on("WaitCompleted", "still"), says("still queued").named("still"), finishes())
		v := w.begins(through(w.flow(queuesWith(patience)...), asking()))
		w.restart(2 * time.Hour)
		wantLines(w, "afterwards", lines(v.listed()), "Ada joined", "SYSTEM_MESSAGE: still queued")
	})
}

// A queue flow that is gone gives way to the instance's own, which says nothing in
// a chat.
func TestWithdrawnQueueFlowGivesWayToTheDefault(t *testing.T) {
	inWorld(t, func(w *world) {
		patience := w.flowOf(flow.TypeCustomerQueue, says("you are queued"), finishes())
		waitsThen := append([]action{hooksTo(chat.HookCustomerQueue, patience), waits(time.Minute).on("WaitCompleted", "go")},
			targets(directory.BasicQueueID).named("go"), enqueues().last())
		v := w.begins(through(w.flow(waitsThen...), asking()))
		w.withdraws(patience)
		w.pass(time.Minute)
		v.wantActive()
		wantLines(w, "listed", lines(v.listed()), "Ada joined")
		if c := v.contact(1); !c.Queued() {
			t.Error("the contact is not queued, want it to wait")
		}
	})
}

func TestQueueFlowEndsWithItsContact(t *testing.T) {
	inWorld(t, func(w *world) {
		patience := w.flowOf(flow.TypeCustomerQueue, waits(time.Hour).on("WaitCompleted", "still"), says("still queued").named("still"), finishes())
		v := w.begins(through(w.flow(queuesWith(patience)...), asking()))
		v.leaves()
		w.pass(2 * time.Hour)
		v.wantEnded(chat.DisconnectCustomer)
		wantLines(w, "listed", lines(v.listed()), "Ada joined", "Ada left", "ended")
	})
}
