package conversation_test

import (
	"context"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

func TestAnAgentWhoseNetworkIsGoneLosesHisChats(t *testing.T) {
	inWorld(t, func(w *world) {
		ctx := context.Background()
		p := w.party()
		bert := w.serves("Bert", 3)
		asks := w.flow(says("we lost your agent"), waits(time.Hour).on("WaitCompleted", "on"), hangsUp().named("on"))
		v := w.awaitsAgent(hooksTo(chat.HookCustomerRemaining, asks))
		w.settle()
		v.acceptedBy(bert)
		other := p.talks(bert)
		cleo := w.serves("Cleo", 1)
		w.check(other.asks(p.agent(cleo)))
		c := other.joins(cleo)
		offered := w.awaitsAgent()
		w.settle()
		w.wantBefore("two chats and an offer", bert, "CONNECTED CONNECTED CONNECTING")
		for range 2 {
			w.check(w.Lose(ctx, instance, bert))
		}
		w.wantBefore("who is lost", bert, "ENDED ENDED CONNECTING")
		equal(w, "his status", must(w.store.Agent(ctx, instance, bert)).Status.Type, chat.AgentOffline)
		wantLines(w, "what the customer reads", v.reads(), "Ada joined", "Bert joined", "Bert left", "SYSTEM_MESSAGE: we lost your agent")
		equal(w, "why", v.contact(1).DisconnectReason, chat.DisconnectAgentNetwork)
		c.says("I am still here")
		c.leaves()
		other.wantEnded(chat.DisconnectAgent)
		w.pass(21 * time.Second)
		w.wantBefore("who missed the offer", bert, "ENDED ENDED MISSED")
		offered.wantActive()
		w.check(w.Lose(ctx, instance, chat.UserID(nobody)))

		// A chat without a disconnect flow is over.
		w.is(cleo, chat.AgentRoutable)
		w.check(w.Dismiss(ctx, instance, cleo, theOneOf(w, cleo)))
		w.settle()
		offered.acceptedBy(cleo)
		w.check(w.Lose(ctx, instance, cleo))
		offered.wantEnded(chat.DisconnectAgentNetwork)
	})
}

// Who is lost while the whispers run has never been there for the customer.
func TestAnAgentWhoIsLostDuringTheWhispers(t *testing.T) {
	inWorld(t, func(w *world) {
		w.dispatches()
		bert := w.serves("Bert", 1)
		v := w.awaitsAgent(agentWhisper(w.flowOf(flow.TypeAgentWhisper, waits(time.Minute).on("WaitCompleted", "on"), finishes().named("on"))))
		w.settle()
		v.acceptedBy(bert)
		w.check(w.Lose(context.Background(), instance, bert))
		v.wantEnded(chat.DisconnectAgentNetwork)
		w.wantBefore("who is lost", bert, "ENDED")
		wantLines(w, "listed", lines(v.listed()), "Ada joined", "ended")
	})
}

// Who wanted to be available once his chat was over is not, when he is lost before.
func TestWhoIsLostComesBackOnlyByHimself(t *testing.T) {
	inWorld(t, func(w *world) {
		ctx := context.Background()
		w.dispatches()
		bert := w.serves("Bert", 1)
		v := w.awaitsAgent()
		w.settle()
		v.acceptedBy(bert)
		routable := must(w.store.Agent(ctx, instance, bert)).Status.ID
		w.is(bert, chat.AgentOffline)
		w.check(w.SetStatus(ctx, instance, bert, routable, true))
		w.check(w.Lose(ctx, instance, bert))
		other := w.awaitsAgent()
		w.check(w.Dismiss(ctx, instance, bert, v.current()))
		w.settle()
		if a := must(w.store.Agent(ctx, instance, bert)); a.Status.Type != chat.AgentOffline || a.Next != nil {
			t.Errorf("got %+v and then %+v, want him offline", a.Status, a.Next)
		}
		other.wantActive()
		w.wantBefore("who is lost", bert, "")
	})
}
