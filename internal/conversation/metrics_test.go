package conversation_test

import (
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// measures fills $.Metrics for the working queue.
func measures() action {
	return action{kind: "GetMetricData"}.failing(flow.ErrorNoMatchingError, "refused")
}

func checks(metric string) action {
	return action{kind: "CheckMetricData", params: map[string]any{"MetricType": metric}}.
		failing(flow.ErrorNoMatchingError, "refused").failing(flow.ErrorNoMatchingCondition, "no")
}

// Customers in a queue are told of those who wait with them. The one with priority
// is first, and the numbers follow who comes and goes.
func TestAQueueFlowKnowsWhoWaits(t *testing.T) {
	inWorld(t, func(w *world) {
		tells := w.flowOf(flow.TypeCustomerQueue,
			measures().named("tell"),
			says("$.Metrics.Contact.PositionInQueue of $.Metrics.Queue.Size in $.Metrics.Queue.Name, first came $.Metrics.Queue.OldestContactAge s ago, $.Metrics.Agents.Online.Count agents"),
			waits(time.Hour).on("WaitCompleted", "tell"), says("refused").named("refused"), finishes())
		plain := w.flow(queuesWith(tells)...)
		urgent := w.flow(append([]action{{kind: "UpdateContactRoutingBehavior", params: map[string]any{"QueuePriority": "1"}}}, queuesWith(tells)...)...)
		first := w.begins(through(plain, asking()))
		w.pass(10 * time.Second)
		second := w.begins(through(plain, asking()))
		w.pass(10 * time.Second)
		third := w.begins(through(urgent, asking()))
		wantLines(w, "the first", lines(first.listed()), "SYSTEM_MESSAGE: 1 of 1 in BasicQueue, first came 0 s ago, 0 agents", "Ada joined")
		wantLines(w, "the second", lines(second.listed()), "SYSTEM_MESSAGE: 2 of 2 in BasicQueue, first came 10 s ago, 0 agents", "Ada joined")
		wantLines(w, "the urgent third", lines(third.listed()), "SYSTEM_MESSAGE: 1 of 3 in BasicQueue, first came 20 s ago, 0 agents", "Ada joined")
		third.leaves()
		first.takenOnBy(w.hires("Bert"))
		w.pass(time.Hour)
		wantLines(w, "the second, later", lines(second.listed()),
			"SYSTEM_MESSAGE: 2 of 2 in BasicQueue, first came 10 s ago, 0 agents", "Ada joined",
			"SYSTEM_MESSAGE: 1 of 1 in BasicQueue, first came 3600 s ago, 0 agents")
	})
}

func TestAFlowChecksHowManyWait(t *testing.T) {
	inWorld(t, func(w *world) {
		small := w.queue(directory.QueueSpec{})
		into := w.flow(targets(small), enqueues().last())
		checking := func(c action) string {
			return w.flow(targets(small), c, says("yes").named("yes"), finishes(), says("no").named("no"), finishes(), says("refused").named("refused"), finishes())
		}
		busy := checking(checks("NumberOfContactsInQueue").when("NumberGreaterThan", "1", "yes"))
		old := checking(checks("OldestContactInQueueAgeSeconds").when("NumberGreaterOrEqualTo", "60", "yes"))
		staffed := checking(checks("NumberOfAgentsStaffed").when("NumberGreaterThan", "0", "yes"))
		answers := func(flow, want string) {
			t.Helper()
			v := w.starts(through(flow, asking()))
			wantLines(w, "answer", lines(v.listed()[:1]), "SYSTEM_MESSAGE: "+want)
		}
		answers(busy, "no")
		answers(old, "no")
		w.begins(through(into, asking()))
		answers(busy, "no")
		w.begins(through(into, asking()))
		answers(busy, "yes")
		w.pass(59 * time.Second)
		answers(old, "no")
		w.pass(time.Second)
		answers(old, "yes")
		answers(staffed, "no")
		answers(w.flow(checks("NumberOfContactsInQueue").when("NumberGreaterThan", "0", "yes"),
			says("yes").named("yes"), finishes(), says("no").named("no"), finishes(), says("refused").named("refused"), finishes()), "refused")
	})
}

// Until agents can sign in, those are there who take chats on without being asked.
func TestAFlowKnowsWhoIsThere(t *testing.T) {
	inWorld(t, func(w *world) {
		tells := w.flow(targets(directory.BasicQueueID), measures(),
			says("$.Metrics.Agents.Staffed.Count staffed, $.Metrics.Agents.Available.Count available, $.Metrics.Agents.Busy.Count busy"),
			checks("NumberOfAgentsAvailable").when("NumberGreaterThan", "0", "yes"),
			says("yes").named("yes"), hangsUp(), says("no").named("no"), hangsUp(), says("refused").named("refused"), hangsUp())
		wants := func(numbers, available string) {
			t.Helper()
			v := w.starts(through(tells, asking()))
			wantLines(w, "told", lines(v.listed()), "SYSTEM_MESSAGE: "+numbers, "SYSTEM_MESSAGE: "+available, "ended")
		}
		wants("0 staffed, 0 available, 0 busy", "no")
		w.hires("Bert") // has to be asked
		wants("0 staffed, 0 available, 0 busy", "no")
		carl := w.hiresAs("Carl", directory.UserSpec{
			RoutingProfileID: directory.BasicProfileID, PhoneConfig: directory.PhoneConfig{AutoAccept: true},
		})
		wants("1 staffed, 1 available, 0 busy", "yes")
		first, second := w.awaitsAgent(), w.awaitsAgent()
		first.takenOnBy(carl)
		wants("1 staffed, 1 available, 1 busy", "yes")
		a := second.takenOnBy(carl)
		wants("1 staffed, 0 available, 1 busy", "no")
		a.leaves()
		wants("1 staffed, 1 available, 1 busy", "yes")
	})
}
