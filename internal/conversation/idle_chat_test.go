package conversation_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// onBothStores runs a test in simulated time on SQLite, and on two nodes that share
// a PostgreSQL.
func onBothStores(t *testing.T, test func(w *world)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) { inWorld(t, test) })
	t.Run("PostgreSQL", func(t *testing.T) { onNodes(t, 2, test) })
}

func idleAfter(role chat.Role, d time.Duration) conversation.SilenceLimit {
	return conversation.SilenceLimit{Role: role, After: d}
}

func disconnectedAfter(role chat.Role, d time.Duration) conversation.SilenceLimit {
	return conversation.SilenceLimit{Role: role, Disconnect: true, After: d}
}

// limits sets how long participants may say nothing.
func (v *visit) limits(changes ...conversation.SilenceLimit) {
	v.w.t.Helper()
	v.w.check(v.w.LimitSilence(context.Background(), instance, v.current(), changes))
}

// signals are the events of the session that have no place in its transcripts.
func (v *visit) signals() string {
	v.w.t.Helper()
	items, err := v.w.store.Items(context.Background(), store.ItemQuery{SessionID: v.id, Direction: store.Forward, Limit: 1 << 20})
	v.w.check(err)
	var told []string
	for i, item := range items {
		if item.Seq != chat.Seq(i+1) {
			v.w.t.Errorf("item %d has number %d", i+1, item.Seq)
		}
		if item.Unlisted {
			told = append(told, item.DisplayName+" "+item.ContentType[strings.LastIndex(item.ContentType, ".")+1:])
		}
	}
	return strings.Join(told, ", ")
}

func (v *visit) wantSignals(when, want string) {
	v.w.t.Helper()
	equal(v.w, "told "+when, v.signals(), want)
}

// remaining is a disconnect flow that waits for the customer and queues who
// returns.
func (w *world) remaining() action {
	return hooks(w.flow(says("the agent is gone"), waits(time.Hour, flow.EventCustomerReturned).on("CustomerReturned", "back").on("WaitCompleted", "over"),
		enqueues().named("back").last(), hangsUp().named("over")))
}

func TestWhoSaysNothingIsIdleAndThenLeftAlone(t *testing.T) {
	onBothStores(t, func(w *world) {
		v := w.awaitsAgent(w.remaining())
		v.limits(idleAfter(chat.RoleCustomer, 2*time.Minute), disconnectedAfter(chat.RoleCustomer, 3*time.Minute))
		w.pass(time.Hour)
		v.wantSignals("while nobody has joined", "")

		a := v.takenOnBy(w.hires("Bert"))
		a.says("hello")
		w.pass(2*time.Minute - 2*time.Second)
		v.wantSignals("before the time is over", "")
		w.pass(time.Second)
		v.wantSignals("after two minutes", "Ada idle")
		v.says("sorry, I was away")
		v.wantSignals("when the customer speaks", "Ada idle, Ada returned")
		w.pass(time.Minute)
		v.says("and", "here", "again")
		w.pass(2*time.Minute - time.Second)
		v.wantSignals("within two minutes of the last message", "Ada idle, Ada returned")
		w.pass(time.Second)
		v.wantSignals("two minutes later", "Ada idle, Ada returned, Ada idle")
		a.says("are you there?")
		w.pass(3*time.Minute - time.Second)
		equal(w, "contacts after five silent minutes", v.session().Contacts, 2)

		v.wantSignals("in the end", "Ada idle, Ada returned, Ada idle, Ada autodisconnection")
		equal(w, "reason", v.contact(1).DisconnectReason, chat.DisconnectIdle)
		equal(w, "the next contact's initiation", v.contact(2).InitiationMethod, chat.InitiatedByDisconnect)
		wantLines(w, "listed", lines(v.listed()), "Ada joined", "Bert joined", "Bert: hello", "Ada: sorry, I was away",
			"Ada: and", "Ada: here", "Ada: again", "Bert: are you there?", "Bert left", "SYSTEM_MESSAGE: the agent is gone")
		a.mute("after being disconnected")
		equal(w, "limits in force", v.session().RoleTimers.InForce, chat.RoleLimits{})

		// The limits persist, and hold again for the next agent.
		w.pass(30 * time.Minute)
		v.says("I am back")
		w.pass(30 * time.Minute)
		v.takenOnBy(w.hires("Carl"))
		w.pass(2 * time.Minute)
		v.wantSignals("with the next agent", "Ada idle, Ada returned, Ada idle, Ada autodisconnection, Ada idle")
	})
}

func TestAnIdleAgentReturnsAndIsDisconnected(t *testing.T) {
	onBothStores(t, func(w *world) {
		v := w.awaitsAgent()
		v.limits(idleAfter(chat.RoleAgent, 5*time.Minute), disconnectedAfter(chat.RoleAgent, 5*time.Minute))
		a := v.takenOnBy(w.hires("Bert"))
		w.restart(6 * time.Minute)
		v.wantSignals("after a restart", "Bert idle")
		v.says("are you there?")
		v.wantSignals("when the other one speaks", "Bert idle")
		a.says("yes")
		v.wantSignals("when the agent speaks", "Bert idle, Bert returned")
		w.pass(10 * time.Minute)
		v.wantSignals("ten minutes later", "Bert idle, Bert returned, Bert idle, Bert autodisconnection")
		v.wantEnded(chat.DisconnectIdle) // for want of a disconnect flow
	})
}

// A limit without the other counts from the last message.
func TestOneLimitAlone(t *testing.T) {
	onBothStores(t, func(w *world) {
		v := w.awaitsAgent(w.remaining())
		v.limits(disconnectedAfter(chat.RoleCustomer, 10*time.Minute), idleAfter(chat.RoleAgent, 4*time.Minute))
		a := v.takenOnBy(w.hires("Bert"))
		w.pass(3 * time.Minute)
		v.says("hello")
		w.pass(2 * time.Minute)
		for range 130 { // more than is looked through at a time
			a.says("x")
		}
		w.pass(5*time.Minute + 49*time.Second)
		v.wantSignals("ten minutes after the agent came", "Bert idle, Bert returned, Bert idle")
		v.wantActive()
		w.pass(2 * time.Second)
		v.wantSignals("ten minutes after the last message", "Bert idle, Bert returned, Bert idle, Ada autodisconnection")
	})
}

func TestLimitsHoldFromTheNextJoin(t *testing.T) {
	onBothStores(t, func(w *world) {
		bert, carl := w.hires("Bert"), w.hires("Carl")
		v := w.awaitsAgent(w.remaining())
		a := v.takenOnBy(bert)
		v.limits(idleAfter(chat.RoleCustomer, 2*time.Minute), idleAfter(chat.RoleAgent, 2*time.Minute))
		w.pass(10 * time.Minute)
		v.wantSignals("under limits of later", "")
		to := w.flowOf(flow.TypeAgentTransfer, enqueues().last())
		w.check(a.transfers(conversation.Destination{FlowID: to, UserID: string(carl)}))
		w.pass(10 * time.Minute)
		v.wantSignals("while no agent is there", "")

		b := v.takenOnBy(carl)
		v.limits(idleAfter(chat.RoleCustomer, 0))
		w.pass(2 * time.Minute)
		v.wantSignals("with the next agent", "Ada idle, Carl idle")
		b.leaves()
		w.pass(time.Minute)
		v.says("hello?")
		v.wantSignals("after the agent has left", "Ada idle, Carl idle")
		v.takenOnBy(bert)
		w.pass(10 * time.Minute)
		v.wantSignals("without a limit of the customer's", "Ada idle, Carl idle, Bert idle")
	})
}

// Silence counts from when both are there, whoever comes last.
func TestSilenceCountsFromWhenTheCustomerIsThere(t *testing.T) {
	onBothStores(t, func(w *world) {
		v := w.starts(through(w.flow(targets(directory.BasicQueueID), enqueues().last()), asking()))
		v.limits(idleAfter(chat.RoleCustomer, 2*time.Minute), idleAfter(chat.RoleAgent, 3*time.Minute))
		v.takenOnBy(w.hires("Bert"))
		w.pass(4 * time.Minute)
		v.wantSignals("before the customer has connected", "")
		v.connects()
		w.pass(2 * time.Minute)
		v.wantSignals("two minutes later", "Ada idle")
		w.pass(time.Minute)
		v.wantSignals("another minute later", "Ada idle, Bert idle")
	})
}

// Nodes that fire a timer at the same time, or late, tell it once.
func TestSilenceIsToldOnce(t *testing.T) {
	onNodes(t, 2, func(w *world) {
		v := w.awaitsAgent()
		v.limits(idleAfter(chat.RoleCustomer, 2*time.Minute), idleAfter(chat.RoleAgent, 3*time.Minute))
		v.takenOnBy(w.hires("Bert"))
		w.cluster.hand.Advance(2 * time.Minute)
		timer := chat.Timer{SessionID: v.id, Kind: chat.TimerSilence, ID: string(v.customer.ParticipantID)}
		var fired sync.WaitGroup
		for i := range 8 {
			fired.Go(func() {
				if err := w.cluster.nodes[i%2].chats.Fire(context.Background(), timer); err != nil {
					t.Errorf("Fire: %v", err)
				}
			})
		}
		fired.Wait()
		v.wantSignals("by eight", "Ada idle")
	})
}

func TestLimitSilenceRefuses(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(asking())
		limit := func(in chat.InstanceID, id chat.ContactID) error {
			return w.LimitSilence(context.Background(), in, id, []conversation.SilenceLimit{idleAfter(chat.RoleAgent, time.Hour)})
		}
		w.wantKind("an unknown contact", limit(instance, nobody), chat.KindNotFound)
		w.wantKind("another instance", limit(nobody, v.current()), chat.KindNotFound)
		first := v.current()
		v.served("Bot")
		w.wantOK("a contact of a chat that goes on", limit(instance, first))
		equal(w, "the session's limit", v.session().RoleTimers.Config.Agent.Idle, time.Hour)
		v.leaves()
		w.wantKind("a chat that has ended", limit(instance, first), chat.KindRejected)
	})
}
