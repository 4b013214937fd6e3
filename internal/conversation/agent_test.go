package conversation_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// hires makes a user, whose own queue comes with it.
func (w *world) hires(firstName string) chat.UserID {
	w.t.Helper()
	return w.hiresAs(firstName, directory.UserSpec{})
}

func (w *world) hiresAs(firstName string, user directory.UserSpec) chat.UserID {
	w.t.Helper()
	id := w.newID()
	user.FirstName, user.LastName = firstName, "Agent"
	spec, err := json.Marshal(user)
	w.check(err)
	w.check(w.store.CreateResource(context.Background(), store.Resource{
		InstanceID: instance, Kind: directory.KindUser.Store, ID: id, Name: firstName + "@desk", Spec: spec,
	}))
	return chat.UserID(id)
}

// agent is an agent in a visit.
type agent struct {
	*visit
	user chat.UserID
	who  conversation.Identity
}

// takenOnBy gives the current contact to an agent.
func (v *visit) takenOnBy(user chat.UserID) *agent {
	v.w.t.Helper()
	who, err := v.w.Join(context.Background(), instance, v.current(), string(user))
	v.w.check(err)
	return &agent{v, user, who}
}

func (a *agent) says(texts ...string) {
	a.w.t.Helper()
	a.speaks(a.who, texts...)
}

func (a *agent) leaves() {
	a.w.t.Helper()
	a.w.check(a.w.Leave(context.Background(), a.who))
}

func (a *agent) transfers(to conversation.Destination) error {
	return a.w.Transfer(context.Background(), a.who, to)
}

// mute fails the test unless the agent cannot be heard.
func (a *agent) mute(when string) {
	a.w.t.Helper()
	_, err := a.w.Say(context.Background(), a.who, plain("too early"))
	a.w.wantKind("an agent who speaks "+when, err, chat.KindDenied)
}

// awaitsAgent is a chat that waits for an agent, with hooks that were set before.
func (w *world) awaitsAgent(hooked ...action) *visit {
	w.t.Helper()
	return w.begins(through(w.flow(append(hooked,
		targets(directory.BasicQueueID), enqueues().failing(flow.ErrorNoMatchingError, "refused").last(),
		says("refused").named("refused"), hangsUp())...), asking()))
}

func agentWhisper(flowID string) action    { return hooksTo(chat.HookAgentWhisper, flowID) }
func customerWhisper(flowID string) action { return hooksTo(chat.HookCustomerWhisper, flowID) }

func TestAnAgentTalksOnceBothWhispersAreOver(t *testing.T) {
	inWorld(t, func(w *world) {
		bert := w.hires("Bert")
		v := w.awaitsAgent(
			hooksTo(chat.HookCustomerQueue, w.flowOf(flow.TypeCustomerQueue,
				says("please wait"), waits(time.Hour).on("WaitCompleted", "still"), says("still waiting").named("still"), finishes())),
			agentWhisper(w.flowOf(flow.TypeAgentWhisper,
				says("$.Agent.FirstName, Ada has waited"), waits(time.Minute).on("WaitCompleted", "on"), finishes().named("on"))),
			customerWhisper(w.flowOf(flow.TypeCustomerWhisper,
				says("$.Agent.FirstName $.Agent.LastName ($.Agent.UserName) will help you"),
				waits(time.Minute).on("WaitCompleted", "on"), finishes().named("on"))),
		)
		w.pass(time.Minute)
		a := v.takenOnBy(bert)
		_, err := w.Connect(context.Background(), a.who)
		w.wantOK("an agent who connects", err)
		c := v.contact(1)
		if !c.Queued() || !c.Joining() || c.Agent.UserID != bert {
			t.Errorf("got %+v, want the contact in its queue during the agent's whisper", c)
		}
		a.mute("during the agent's whisper")
		v.says("is anybody there?")
		w.restart(time.Minute)
		if c := v.contact(1); c.Queued() || !c.Joining() {
			t.Errorf("got %+v, want the contact out of its queue during the customer's whisper", c)
		}
		a.mute("during the customer's whisper")
		w.pass(2 * time.Minute)
		a.says("hello")
		if c := v.contact(1); c.Joining() || c.Agent.ConnectedAt.Sub(c.Agent.AcceptedAt) < 2*time.Minute {
			t.Errorf("got %+v, want agent and customer connected after both whispers", c)
		}
		wantLines(w, "what the customer reads", v.reads(),
			"SYSTEM_MESSAGE: please wait", "Ada joined", "Ada: is anybody there?",
			"SYSTEM_MESSAGE: Bert Agent (Bert@desk) will help you", "Bert joined", "Bert: hello")
		wantLines(w, "what the agent reads", lines(v.history(a.who, 10)),
			"SYSTEM_MESSAGE: please wait", "Ada joined", "SYSTEM_MESSAGE: Bert, Ada has waited",
			"Ada: is anybody there?", "Bert joined", "Bert: hello")
		w.pass(2 * time.Hour)
		v.wantActive()
	})
}

// A chat that is over before its agent could talk has failed for him: he has no work after
// it, and has it before him until he clears it. Who leaves himself has not met with a
// failure. spec: About contact states, ERROR.
func TestAChatThatIsOverDuringTheWhisperHasFailed(t *testing.T) {
	for name, c := range map[string]struct {
		over  func(v *visit, a *agent)
		state chat.AgentContactState
	}{
		"the customer leaves":  {func(v *visit, _ *agent) { v.leaves() }, chat.AgentFailed},
		"the chat is stopped":  {func(v *visit, _ *agent) { v.stops() }, chat.AgentFailed},
		"the agent leaves":     {func(_ *visit, a *agent) { a.leaves() }, chat.AgentEnded},
		"the whisper was over": {func(v *visit, _ *agent) { v.w.pass(2 * time.Minute); v.leaves() }, chat.AgentEnded},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.dispatches()
				bert := w.serves("Bert", 1)
				v := w.awaitsAgent(agentWhisper(w.flowOf(flow.TypeAgentWhisper, waits(time.Minute).on("WaitCompleted", "on"), finishes().named("on"))))
				w.settle()
				c.over(v, v.acceptedBy(bert))
				w.wantBefore("then", bert, string(c.state))
				id := v.contact(1).ID
				if done := !v.contact(1).Agent.ClearedAt.IsZero(); done != (c.state == chat.AgentFailed) {
					t.Errorf("got %+v, want work after it is %v", v.contact(1).Agent, !done)
				}
				next := w.awaitsAgent()
				w.settle()
				w.wantBefore("without a place", bert, string(c.state))
				w.check(w.Dismiss(context.Background(), instance, bert, id))
				w.settle()
				w.wantBefore("after he has cleared it", bert, string(chat.AgentConnecting))
				next.wantActive()
			})
		})
	}
}

// Chats have no whispers but those that were set, so an agent is there at once.
func TestAnAgentJoinsWithoutWhispers(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.awaitsAgent()
		w.pass(time.Minute)
		bert := w.hires("Bert")
		a := v.takenOnBy(bert)
		a.says("hello")
		equal(w, "the same agent again", v.takenOnBy(bert).who, a.who)
		wantLines(w, "listed", lines(v.listed()), "Ada joined", "Bert joined", "Bert: hello")
		if c := v.contact(1); c.Queued() || !c.DequeuedAt.Equal(c.Agent.AcceptedAt) || !c.DequeuedAt.Equal(c.Agent.ConnectedAt) {
			t.Errorf("got %+v, want the contact connected when it was taken on", c)
		}
		for user, want := range map[string]chat.Kind{string(w.hires("Carl")): chat.KindRejected, nobody: chat.KindNotFound} {
			_, err := w.Join(context.Background(), instance, v.current(), user)
			w.wantKind("another one who joins", err, want)
		}
	})
}

func TestOnlyQueuedContactsAreTakenOn(t *testing.T) {
	inWorld(t, func(w *world) {
		bert := string(w.hires("Bert"))
		v := w.begins(through(w.flow(waits(time.Hour)), asking()))
		_, err := w.Join(context.Background(), instance, v.current(), bert)
		w.wantKind("a contact in its flow", err, chat.KindRejected)
		v.leaves()
		_, err = w.Join(context.Background(), instance, v.contact(1).ID, bert)
		w.wantKind("a contact that is over", err, chat.KindRejected)
		_, err = w.Join(context.Background(), instance, nobody, bert)
		w.wantKind("no contact", err, chat.KindNotFound)
		_, err = w.Join(context.Background(), nobody, v.contact(1).ID, bert)
		w.wantKind("another instance's contact", err, chat.KindNotFound)
	})
}

// A function that a whisper waits for holds the agent up, and its failure does not.
func TestAWhisperThatFailsHoldsNobodyUp(t *testing.T) {
	inWorld(t, func(w *world) {
		w.partner.thinks = 2 * time.Second
		w.partner.function = func([]byte) []byte { return []byte("no object") }
		v := w.awaitsAgent(agentWhisper(w.flowOf(flow.TypeAgentWhisper, invokes("function"), finishes())))
		a := v.takenOnBy(w.hires("Bert"))
		a.mute("while the function runs")
		w.pass(time.Minute)
		a.says("hello")
	})
}

func TestAnAgentWhoGivesUpDuringTheWhisperEndsTheContact(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.awaitsAgent(
			hooks(w.flow(says("nobody is left"), waits(time.Minute), hangsUp())),
			agentWhisper(w.flowOf(flow.TypeAgentWhisper, waits(time.Hour).on("WaitCompleted", "on"), says("too late").named("on"), finishes())))
		v.takenOnBy(w.hires("Bert")).leaves()
		wantLines(w, "listed", lines(v.listed()), "Ada joined", "SYSTEM_MESSAGE: nobody is left")
		equal(w, "reason", v.contact(1).DisconnectReason, chat.DisconnectAgent)
		w.pass(2 * time.Hour)
		v.wantEnded(chat.DisconnectContactFlow)
	})
}

func TestTheCustomerMayLeaveDuringAWhisper(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.awaitsAgent(customerWhisper(w.flowOf(flow.TypeCustomerWhisper, waits(time.Hour).on("WaitCompleted", "on"), finishes().named("on"))))
		v.takenOnBy(w.hires("Bert"))
		v.leaves()
		w.pass(2 * time.Hour)
		v.wantEnded(chat.DisconnectCustomer)
		wantLines(w, "listed", lines(v.listed()), "Ada joined", "Ada left", "ended")
	})
}

func TestAnAgentTransfersToAColleagueAndToAQueue(t *testing.T) {
	inWorld(t, func(w *world) {
		bert, carl := w.hires("Bert"), w.hires("Carl")
		toAgent := w.flowOf(flow.TypeAgentTransfer, says("on to $.Agent.FirstName"), enqueues().last())
		toQueue := w.flowOf(flow.TypeQueueTransfer, says("on to $.Queue.Name, by $.InitiationMethod"), enqueues().last())
		v := w.awaitsAgent()
		v.takenOnBy(bert).says("one moment")
		a := v.takenOnBy(bert)
		w.check(a.transfers(conversation.Destination{FlowID: toAgent, UserID: string(carl)}))
		a.mute("after the transfer")
		b := v.takenOnBy(carl)
		b.says("Carl here")
		w.check(b.transfers(conversation.Destination{FlowID: toQueue, QueueID: directory.BasicQueueID}))
		wantLines(w, "listed", lines(v.listed()), "Ada joined", "Bert joined", "Bert: one moment",
			"Bert transferred", "Bert left", "SYSTEM_MESSAGE: on to Carl", "Carl joined", "Carl: Carl here",
			"Carl transferred", "Carl left", "SYSTEM_MESSAGE: on to BasicQueue, by TRANSFER")
		second, third := v.contact(2), v.contact(3)
		want := []chat.QueueID{directory.OwnQueueID(carl), chat.QueueID(directory.BasicQueueID)}
		if got := []chat.QueueID{second.QueueID, third.QueueID}; !slices.Equal(got, want) {
			t.Errorf("queues: got %v, want %v", got, want)
		}
		if second.InitiationMethod != chat.InitiatedByTransfer || second.TargetUserID != carl || third.TargetUserID != "" || !third.Queued() {
			t.Errorf("got %+v and %+v, want two transfers", second, third)
		}
		equal(w, "the customer's participant", v.session().Contacts, 3)
		v.says("still here")
	})
}

func TestATransferThatLeadsNowhereLeavesTheAgent(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.awaitsAgent()
		a := v.takenOnBy(w.hires("Bert"))
		toQueue := w.flowOf(flow.TypeQueueTransfer, enqueues().last())
		for _, c := range []struct {
			what string
			to   conversation.Destination
			want chat.Kind
		}{
			{"no flow", conversation.Destination{FlowID: nobody, QueueID: directory.BasicQueueID}, chat.KindNotFound},
			{"a flow for queues", conversation.Destination{FlowID: toQueue, UserID: string(a.user)}, chat.KindRejected},
			{"no queue", conversation.Destination{FlowID: toQueue, QueueID: nobody}, chat.KindNotFound},
			{"no agent", conversation.Destination{FlowID: w.flowOf(flow.TypeAgentTransfer, enqueues().last()), UserID: nobody}, chat.KindNotFound},
		} {
			w.wantKind(c.what, a.transfers(c.to), c.want)
		}
		a.says("I am still here")
		failed := "Bert failed to transfer"
		wantLines(w, "listed", lines(v.listed()), "Ada joined", "Bert joined", failed, failed, failed, failed, "Bert: I am still here")
		w.wantKind("the customer", w.Transfer(context.Background(), v.customer, conversation.Destination{FlowID: toQueue, QueueID: directory.BasicQueueID}), chat.KindDenied)
	})
}
