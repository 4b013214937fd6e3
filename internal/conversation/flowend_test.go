package conversation_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// A flow that is over ends the chat where nothing would ever follow: in a chat
// that neither waits in a queue nor has anybody besides the customer.
func TestFlowThatIsOver(t *testing.T) {
	for name, ending := range map[string][]action{
		"on purpose":                     {finishes()},
		"by hanging up":                  {hangsUp()},
		"without a next action":          {says("hi").last()},
		"at an action that is not there": {says("hi")},
		"by an error without a branch":   {enqueues()},
		"at an unknown action":           {{kind: "CreateRainbow"}},
		"in a loop without a wait":       {says("a").named("a"), goesNowhere("a")},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.starts(through(w.flow(ending...), asking())).wantEnded(chat.DisconnectContactFlow)

				waiting := append([]action{waits(time.Minute)}, ending...)
				w.begins(through(w.flow(waiting...), asking())).wantEndedAfter(time.Minute, chat.DisconnectContactFlow)

				accompanied := w.begins(through(w.flow(waiting...), asking()))
				accompanied.joinedBy("Bot")
				w.pass(time.Minute)
				left := accompanied.session()
				equal(w, "a chat with a bot goes on", left.Active(), name != "by hanging up")

				hooked := []action{hooks(w.flow(waiting...)), targets(directory.BasicQueueID), enqueues().last()}
				v := w.begins(through(w.flow(hooked...), asking()))
				v.served("Bot")
				if name == "by an error without a branch" {
					w.pass(time.Minute)
					v.wantActive() // the working queue was carried over: it is no error here
					return
				}
				v.wantEndedAfter(time.Minute, chat.DisconnectContactFlow)
				equal(w, "contacts", len(v.contacts()), 2)
			})
		})
	}
}

// goesNowhere is an action without effect that leads back.
func goesNowhere(to string) action {
	return action{kind: "Compare", params: map[string]any{"ComparisonValue": "$.Channel"}}.
		on("CHAT", to).failing(flow.ErrorNoMatchingCondition, to)
}

func (v *visit) wantEndedAfter(d time.Duration, reason chat.DisconnectReason) {
	v.w.t.Helper()
	v.wantActive()
	v.w.pass(d)
	v.wantEnded(reason)
}

// A flow that ends by itself after it has queued the chat leaves it there.
func TestQueuedChatOutlivesItsFlow(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(asking())
		c := v.contact(1)
		equal(w, "queued", c.Queued(), true)
		equal(w, "queue", string(c.QueueID), directory.BasicQueueID)
		w.pass(24 * time.Hour)
		v.wantActive()
	})
}

func TestFlowGoesOnInAnother(t *testing.T) {
	inWorld(t, func(w *world) {
		other := w.flow(says("other"), waits(time.Minute), says("later"), hangsUp())
		v := w.begins(through(w.flow(says("one"), goesTo(other)), asking()))
		w.pass(time.Minute)
		wantLines(w, "listed", lines(v.listed()), "SYSTEM_MESSAGE: one", "SYSTEM_MESSAGE: other", "Ada joined",
			"SYSTEM_MESSAGE: later", "ended")

		lost := w.starts(through(w.flow(goesTo(nobody).failing(flow.ErrorNoMatchingError, "lost"), says("lost").named("lost"), hangsUp()), asking()))
		equal(w, "said", line(lost.listed()[0]), "SYSTEM_MESSAGE: lost")
	})
}

func TestChatStartsWithAPublishedFlowOnly(t *testing.T) {
	inWorld(t, func(w *world) {
		names := directory.Names{Region: "eu-west-1", Account: "123456789012"}
		f := w.flow(waits(time.Hour))
		w.starts(through(names.Resource(instance, directory.KindFlow, f), asking()))
		w.withdraws(f)
		w.refuses("a flow that was withdrawn", through(f, asking()), chat.KindNotFound)
		w.refuses("no flow", through("", asking()), chat.KindNotFound)
		w.refuses("a queue for a flow", through(names.Resource(instance, directory.KindQueue, directory.BasicQueueID), asking()), chat.KindNotFound)
		w.refuses("a flow of another instance", through(names.Resource(nobody, directory.KindFlow, string(directory.SampleInboundID)), asking()), chat.KindNotFound)
		elsewhere := asking()
		elsewhere.Instance = nobody
		w.refuses("an unknown instance", elsewhere, chat.KindNotFound)
	})
}

// queue creates a queue.
func (w *world) queue(spec directory.QueueSpec) string {
	w.t.Helper()
	raw, err := json.Marshal(spec)
	w.check(err)
	id := w.newID()
	w.check(w.store.CreateResource(context.Background(), store.Resource{
		InstanceID: instance, Kind: directory.KindQueue.Store, ID: id, Name: "queue " + id, Spec: raw,
	}))
	return id
}

func TestQueueing(t *testing.T) {
	into := func(before ...action) []action {
		return append(before, enqueues().last().
			failing(flow.ErrorQueueAtCapacity, "full").failing(flow.ErrorNoMatchingError, "refused"),
			says("full").named("full"), hangsUp(), says("refused").named("refused"), hangsUp())
	}
	branching := func(q string) action { return targets(q).failing(flow.ErrorNoMatchingError, "refused") }
	inWorld(t, func(w *world) {
		closed, small := w.queue(directory.QueueSpec{Disabled: true}), w.queue(directory.QueueSpec{MaxContacts: 2})
		for _, tc := range []struct {
			name  string
			flow  []action
			said  string
			queue string
		}{
			{"no working queue", into(), "refused", ""},
			{"an unknown queue", into(branching(nobody)), "refused", ""},
			{"a closed queue", into(branching(closed)), "refused", ""},
			{"an open queue", into(branching(directory.BasicQueueID)), "", directory.BasicQueueID},
			{"a small queue", into(branching(small)), "", small},
			{"a small queue once more", into(branching(small)), "", small},
			{"a full queue", into(branching(small)), "full", ""},
		} {
			v := w.starts(through(w.flow(tc.flow...), asking()))
			c := v.contact(1)
			equal(w, tc.name+": queue", string(c.QueueID), tc.queue)
			equal(w, tc.name+": queued", c.Queued(), tc.queue != "")
			if tc.said != "" {
				equal(w, tc.name+": said", line(v.listed()[0]), "SYSTEM_MESSAGE: "+tc.said)
			}
			if tc.name == "a full queue" {
				equal(w, "queued in the small queue", w.queued(small), 2)
			}
		}
		v := w.begins(through(w.flow(into(branching(directory.BasicQueueID))...), asking()))
		v.stops()
		c := v.contact(1)
		equal(w, "queued after the end", c.Queued(), false)
	})
}

func (w *world) queued(queue string) (n int) {
	w.t.Helper()
	w.check(w.store.Update(context.Background(), nobody, func(tx store.Tx) (err error) {
		q, err := tx.Queued(instance, chat.QueueID(queue))
		n = q.Contacts
		return err
	}))
	return n
}
