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

// asynchronous is the documented scenario: the agent leaves, and the customer who
// returns within the patience goes where the actions given choose; without any the
// working queue is still that of before. The agent's whisper remembers agent and queue.
// spec: Flow language, the asynchronous scenario.
func (w *world) asynchronous(patience time.Duration, choosing ...action) *visit {
	w.t.Helper()
	remember := w.flowOf(flow.TypeAgentWhisper,
		sets("lastAgentArn", "$.Agent.ARN"), sets("lastQueueArn", "$.Queue.ARN"), finishes())
	steps := []action{
		says("the agent has left"),
		waits(patience, flow.EventCustomerReturned).on("CustomerReturned", "back").on("WaitCompleted", "over").
			failing(flow.ErrorNoMatchingError, "over"),
		says("welcome back").named("back"),
	}
	steps = append(steps, choosing...)
	steps = append(steps,
		enqueues().failing(flow.ErrorNoMatchingError, "over").failing(flow.ErrorQueueAtCapacity, "over").last(),
		says("good bye").named("over"), hangsUp())
	return w.awaitsAgent(hooks(w.flow(steps...)), agentWhisper(remember))
}

// wantQueuedIn fails the test unless the current contact waits in a queue.
func (v *visit) wantQueuedIn(queue chat.QueueID) {
	v.w.t.Helper()
	c := v.contact(v.session().Contacts)
	if !c.Queued() || c.QueueID != queue || c.InitiationMethod != chat.InitiatedByDisconnect {
		v.w.t.Errorf("the current contact came by %s and is in queue %q (waits: %t), want it to wait in %q after a disconnect",
			c.InitiationMethod, c.QueueID, c.Queued(), queue)
	}
}

func TestTheCustomerReturnsToThePreviousAgent(t *testing.T) {
	inWorld(t, func(w *world) {
		bert := w.hires("Bert")
		v := w.asynchronous(12*time.Hour, targetsAgent("$.Attributes.lastAgentArn").failing(flow.ErrorNoMatchingError, "over"))
		a := v.takenOnBy(bert)
		v.says("hello")
		a.says("come back when you know")
		a.leaves()
		equal(w, "reason", v.contact(1).DisconnectReason, chat.DisconnectAgent)
		w.restart(11 * time.Hour)
		v.says("now I know")
		v.wantQueuedIn(directory.OwnQueueID(bert))
		again := v.takenOnBy(bert)
		again.says("tell me")
		wantLines(w, "what the agent reads", lines(v.history(again.who, 3)),
			"Ada joined", "Bert joined", "Ada: hello", "Bert: come back when you know", "Bert left",
			"SYSTEM_MESSAGE: the agent has left", "Ada: now I know", "SYSTEM_MESSAGE: welcome back",
			"Bert joined", "Bert: tell me")
		equal(w, "contacts", v.session().Contacts, 2)
	})
}

func TestTheCustomerReturnsToThePreviousQueue(t *testing.T) {
	for what, choosing := range map[string][]action{
		"by name":              {targets("$.Attributes.lastQueueArn").failing(flow.ErrorNoMatchingError, "over")},
		"as the working queue": nil,
	} {
		t.Run(what, func(t *testing.T) {
			inWorld(t, func(w *world) {
				v := w.asynchronous(12*time.Hour, choosing...)
				v.takenOnBy(w.hires("Bert")).leaves()
				w.pass(3 * time.Hour)
				v.says("hello again")
				v.wantQueuedIn(chat.QueueID(directory.BasicQueueID))
				v.takenOnBy(w.hires("Carl")).says("Bert is off today")
			})
		})
	}
}

func TestTheCustomerReturnsToANewQueue(t *testing.T) {
	inWorld(t, func(w *world) {
		other := w.queue(directory.QueueSpec{})
		v := w.asynchronous(12*time.Hour, targets(other).failing(flow.ErrorNoMatchingError, "over"))
		v.takenOnBy(w.hires("Bert")).leaves()
		v.says("hello again")
		v.wantQueuedIn(chat.QueueID(other))
	})
}

// Typing and receipts are no return.
func TestTheCustomerDoesNotReturnInTime(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.asynchronous(15 * time.Minute)
		a := v.takenOnBy(w.hires("Bert"))
		v.says("hello")
		a.leaves()
		w.pass(14 * time.Minute)
		_, err := w.Signal(context.Background(), v.customer, conversation.Signal{ContentType: chat.EventTyping})
		w.check(err)
		w.pass(2 * time.Minute)
		v.wantEnded(chat.DisconnectContactFlow)
		wantLines(w, "listed", lines(v.listed()), "Ada joined", "Bert joined", "Ada: hello", "Bert left",
			"SYSTEM_MESSAGE: the agent has left", "SYSTEM_MESSAGE: good bye", "ended")
	})
}

// The total duration goes on through waits: who returns two minutes before its end
// is heard, and cut off. The documentation says that this is expected.
func TestTheCustomerReturnsAfter24Hours58(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.asynchronous(25 * time.Hour)
		bert := w.hires("Bert")
		v.takenOnBy(bert).leaves()
		w.pass(24*time.Hour + 58*time.Minute - w.clock.Now().Sub(v.session().CreatedAt))
		v.says("I am back")
		v.takenOnBy(bert).says("good to see you")
		w.pass(time.Minute)
		v.wantActive()
		w.pass(time.Minute)
		v.wantEnded(chat.DisconnectExpired)
		equal(w, "contacts", v.session().Contacts, 2)
		all := v.listed()
		equal(w, "the last", line(all[len(all)-1]), "ended")
	})
}

func TestTheCustomerReturnsFiftyTimes(t *testing.T) {
	inWorld(t, func(w *world) {
		const cycles = 50
		bert := w.hires("Bert")
		v := w.asynchronous(time.Hour, targetsAgent("$.Attributes.lastAgentArn").failing(flow.ErrorNoMatchingError, "over"))
		var want []string
		for n := range cycles {
			a := v.takenOnBy(bert)
			said := fmt.Sprint("answer ", n)
			a.says(said)
			a.leaves()
			if n%10 == 0 {
				w.restart(10 * time.Minute)
			}
			w.pass(10 * time.Minute)
			v.says(fmt.Sprint("question ", n))
			want = append(want, "Bert joined", "Bert: "+said, "Bert left", "SYSTEM_MESSAGE: the agent has left",
				fmt.Sprint("Ada: question ", n), "SYSTEM_MESSAGE: welcome back")
		}
		equal(w, "contacts", v.session().Contacts, cycles+1)
		v.wantQueuedIn(directory.OwnQueueID(bert))
		wantLines(w, "what the customer reads", v.reads(), append([]string{"Ada joined"}, want...)...)
		v.leaves()
		v.wantEnded(chat.DisconnectCustomer)
		for n, c := range v.contacts() {
			if n > 0 && (c.PreviousID != v.contact(n).ID || v.contact(n).NextID != c.ID) {
				t.Errorf("contact %d is not chained to the one before", n+1)
			}
		}
	})
}
