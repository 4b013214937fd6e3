package conversation_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// measures fills $.Metrics for the working queue, by all channels or the one that is named.
func measures(channel ...string) action {
	a := action{kind: "GetMetricData"}.failing(flow.ErrorNoMatchingError, "refused")
	if len(channel) > 0 {
		a.params = map[string]any{"QueueChannel": channel[0]}
	}
	return a
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

// How long one waits is told once a few were taken on, of the queue only for a channel
// that is named, and of the contact for its own place.
func TestAFlowKnowsHowLongOneWaits(t *testing.T) {
	inWorld(t, func(w *world) {
		said := says("$.Metrics.Queue.EstimatedWaitTime for who comes, $.Metrics.Contact.EstimatedWaitTime for me")
		telling := func(channel ...string) string {
			return w.flowOf(flow.TypeCustomerQueue, measures(channel...).named("tell"), said,
				waits(time.Hour).on("WaitCompleted", "tell"), says("refused").named("refused"), finishes())
		}
		chats, all := w.flow(queuesWith(telling("Chat"))...), w.flow(queuesWith(telling())...)
		tells := func(what, of, want string) {
			t.Helper()
			wantLines(w, what, lines(w.begins(through(of, asking())).listed()), "SYSTEM_MESSAGE: "+want, "Ada joined")
		}
		tells("while nobody knows", chats, " for who comes,  for me")
		for n := range 4 {
			v := w.begins(through(chats, asking()))
			w.pass(time.Minute)
			v.takenOnBy(w.hires(fmt.Sprint("Agent ", n)))
		}
		// Of four in three minutes one begins the count.
		tells("the second", chats, "180 for who comes, 120 for me")
		w.pass(time.Second)
		tells("the third, of all channels", all, " for who comes, 180 for me")
	})
}

func TestNobodyWaitsWhileAnAgentIsFree(t *testing.T) {
	inWorld(t, func(w *world) {
		w.serves("Bert", 1)
		v := w.starts(through(w.flow(targets(directory.BasicQueueID), measures("Chat"),
			says("$.Metrics.Queue.EstimatedWaitTime for who comes, $.Metrics.Contact.EstimatedWaitTime for me"), hangsUp(),
			says("refused").named("refused"), hangsUp()), asking()))
		wantLines(w, "an agent is free", lines(v.listed()), "SYSTEM_MESSAGE: 0 for who comes,  for me", "ended")
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

func TestAFlowKnowsWhoIsThere(t *testing.T) {
	inWorld(t, func(w *world) {
		tells := w.flow(targets(directory.BasicQueueID), measures(),
			says("$.Metrics.Agents.Online.Count online, $.Metrics.Agents.Staffed.Count staffed, $.Metrics.Agents.Available.Count available, $.Metrics.Agents.Busy.Count busy, $.Metrics.Agents.AfterContactWork.Count after, $.Metrics.Agents.Missed.Count missed, $.Metrics.Agents.NonProductive.Count away"),
			checks("NumberOfAgentsAvailable").when("NumberGreaterThan", "0", "yes"),
			says("yes").named("yes"), hangsUp(), says("no").named("no"), hangsUp(), says("refused").named("refused"), hangsUp())
		wants := func(when, numbers, available string) {
			t.Helper()
			v := w.starts(through(tells, asking()))
			wantLines(w, when, lines(v.listed()), "SYSTEM_MESSAGE: "+numbers, "SYSTEM_MESSAGE: "+available, "ended")
		}
		w.hasLunch()
		none := "0 online, 0 staffed, 0 available, 0 busy, 0 after, 0 missed, 0 away"
		wants("nobody", none, "no")
		w.is(w.hires("Bert"), chat.AgentRoutable) // without a routing profile
		wants("one who serves no queue", none, "no")
		carl := w.hiresAs("Carl", directory.UserSpec{RoutingProfileID: directory.BasicProfileID})
		wants("one who is offline", none, "no")
		w.is(carl, chat.AgentCustom)
		wants("one at lunch", "1 online, 0 staffed, 0 available, 0 busy, 0 after, 0 missed, 1 away", "no")
		w.is(carl, chat.AgentRoutable)
		wants("one who is available", "1 online, 1 staffed, 1 available, 0 busy, 0 after, 0 missed, 0 away", "yes")
		first, second := w.awaitsAgent(), w.awaitsAgent()
		first.offered(carl)
		wants("while he is offered a chat", "1 online, 1 staffed, 1 available, 0 busy, 0 after, 0 missed, 0 away", "yes")
		a := first.acceptedBy(carl)
		second.offered(carl)
		wants("with all places taken", "1 online, 1 staffed, 0 available, 1 busy, 0 after, 0 missed, 0 away", "no")
		w.check(w.Reject(context.Background(), instance, carl, second.current()))
		a.leaves()
		wants("after both", "1 online, 1 staffed, 0 available, 1 busy, 1 after, 1 missed, 0 away", "no")
		w.check(w.Dismiss(context.Background(), instance, carl, second.current()))
		wants("with one cleared", "1 online, 1 staffed, 1 available, 1 busy, 1 after, 0 missed, 0 away", "yes")
		w.is(carl, chat.AgentOffline)
		wants("gone with work left", "0 online, 0 staffed, 0 available, 1 busy, 1 after, 0 missed, 0 away", "no")
	})
}

// hasLunch adds a custom status.
func (w *world) hasLunch() {
	w.t.Helper()
	_, err := w.names.CreateAgentStatus(context.Background(), instance, directory.AgentStatusDraft{Name: "Lunch"})
	w.check(err)
}

func TestAFlowKnowsWhetherAnAgentIsThere(t *testing.T) {
	inWorld(t, func(w *world) {
		w.hasLunch()
		dora := w.hiresAs("Dora", directory.UserSpec{RoutingProfileID: directory.BasicProfileID})
		w.is(w.hiresAs("Emil", directory.UserSpec{RoutingProfileID: directory.BasicProfileID}), chat.AgentRoutable)
		check := checks("NumberOfAgentsStaffed").when("NumberGreaterThan", "0", "yes")
		check.params["AgentId"] = string(dora)
		asks := w.flow(check, says("yes").named("yes"), hangsUp(), says("no").named("no"), hangsUp(), says("refused").named("refused"), hangsUp())
		for _, is := range []struct {
			status chat.AgentStatusType
			answer string
		}{{chat.AgentOffline, "no"}, {chat.AgentRoutable, "yes"}, {chat.AgentCustom, "no"}} {
			w.is(dora, is.status)
			v := w.starts(through(asks, asking()))
			wantLines(w, string(is.status), lines(v.listed()), "SYSTEM_MESSAGE: "+is.answer, "ended")
		}
	})
}
