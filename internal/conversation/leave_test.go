package conversation_test

import (
	"context"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

func TestCustomerWhoLeavesEndsTheChat(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(asking())
		b := v.joinedBy("Bot")
		v.leaves()
		v.leaves() // again changes nothing
		v.wantEnded(chat.DisconnectCustomer)
		wantLines(w, "listed", lines(v.listed()[2:]), "Ada joined", "Bot joined", "Ada left", "ended")
		b.leaves() // nor does the bot's
		equal(w, "contacts, for no disconnect flow runs", len(v.contacts()), 1)
	})
}

func TestCustomerWhoLeavesTheDisconnectFlowEndsTheChat(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(asking())
		v.served("Bot")
		v.leaves()
		v.wantEnded(chat.DisconnectCustomer)
	})
}

// With DisconnectOnCustomerExit the disconnect flow runs when the customer goes,
// a survey for instance, and everyone else is taken out.
func TestDetourWhenTheCustomerExits(t *testing.T) {
	inWorld(t, func(w *world) {
		r := asking()
		r.DisconnectOn = []chat.Role{chat.RoleAgent}
		v := w.begins(r)
		b := v.joinedBy("Bot")
		v.leaves()
		v.wantActive()
		equal(w, "C1's reason", v.contact(1).DisconnectReason, chat.DisconnectCustomer)
		equal(w, "C2's initiation", v.contact(2).InitiationMethod, chat.InitiatedByDisconnect)
		_, err := w.Say(context.Background(), b.who, plain("still here?"))
		w.wantKind("the bot talking on", err, chat.KindDenied)
		v.says("five stars")
		wantLines(w, "listed", lines(v.listed()[2:]), "Ada joined", "Bot joined", "Ada left", "Bot left",
			"SYSTEM_MESSAGE: The agent has left the conversation. Send a message within 15 minutes and we will connect you again.",
			"Ada: five stars")
		v.leaves()
		v.wantEnded(chat.DisconnectCustomer)
		equal(w, "contacts", len(v.contacts()), 2)
	})
}

// Where a survey runs for the customer who exits, it also runs when that is from the
// agent to whom the disconnect flow brought them back.
func TestDetourWhenTheCustomerExitsFromTheSecondAgent(t *testing.T) {
	inWorld(t, func(w *world) {
		remaining := w.flow(says("how was it?"),
			waits(time.Hour, flow.EventCustomerReturned).on("CustomerReturned", "back").on("WaitCompleted", "over"),
			enqueues().failing(flow.ErrorNoMatchingError, "over").failing(flow.ErrorQueueAtCapacity, "over").last().named("back"),
			hangsUp().named("over"))
		entry := w.flow(hooks(remaining), targets(directory.BasicQueueID), enqueues().last())
		r := through(entry, asking())
		r.DisconnectOn = []chat.Role{chat.RoleAgent}
		v := w.begins(r)
		v.takenOnBy(w.hires("Bert")).leaves()
		v.says("one more thing")
		v.takenOnBy(w.hires("Cleo"))
		v.leaves()
		v.wantActive()
		equal(w, "C2's reason", v.contact(2).DisconnectReason, chat.DisconnectCustomer)
		equal(w, "C3's initiation", v.contact(3).InitiationMethod, chat.InitiatedByDisconnect)
		v.leaves()
		v.wantEnded(chat.DisconnectCustomer)
	})
}

func TestNoDetourWithoutADisconnectFlow(t *testing.T) {
	inWorld(t, func(w *world) {
		r := through(w.flow(targets(directory.BasicQueueID), enqueues().last()), asking())
		r.DisconnectOn = []chat.Role{chat.RoleAgent}
		v := w.begins(r)
		v.leaves()
		v.wantEnded(chat.DisconnectCustomer)
	})
}

func TestBotWhoLeaves(t *testing.T) {
	inWorld(t, func(w *world) {
		hooked, plainChat := w.begins(asking()), w.talk(1)
		hooked.served("Bot")
		hooked.wantActive()
		one, two := hooked.contact(1), hooked.contact(2)
		equal(w, "C1's reason", one.DisconnectReason, chat.DisconnectAgent)
		equal(w, "C1's next", one.NextID, two.ID)
		equal(w, "C2's previous", two.PreviousID, one.ID)
		equal(w, "C2's initiation", two.InitiationMethod, chat.InitiatedByDisconnect)
		equal(w, "C2's working queue", string(two.TargetQueueID), directory.BasicQueueID)
		equal(w, "C2 is in the queue before the customer returns", two.Queued(), false)
		hooked.says("back")
		back := hooked.contact(2)
		equal(w, "C2 is in the queue after", back.Queued(), true)
		equal(w, "contacts", len(hooked.contacts()), 2)

		plainChat.served("Bot")
		plainChat.wantEnded(chat.DisconnectAgent)
	})
}

func TestDisconnectFlowThatWasWithdrawn(t *testing.T) {
	inWorld(t, func(w *world) {
		after := w.flow(waits(time.Hour))
		v := w.begins(through(w.flow(hooks(after), targets(directory.BasicQueueID), enqueues().last()), asking()))
		w.withdraws(after)
		v.served("Bot")
		v.wantEnded(chat.DisconnectAgent)
	})
}

func TestBotThatTheFlowAwaits(t *testing.T) {
	awaiting := []action{
		waits(time.Hour, flow.EventCustomerReturned).on("CustomerReturned", "await").on("WaitCompleted", "await"),
		waits(time.Hour, flow.EventBotParticipantDisconnected).named("await").
			on("BotParticipantDisconnected", "done").on("WaitCompleted", "over").
			failing(flow.ErrorParticipantNotFound, "none"),
		says("the bot is done").named("done"), waits(time.Hour),
		says("the bot takes long").named("over"), waits(time.Hour),
		says("there is no bot").named("none"), waits(time.Hour),
	}
	for _, tc := range []struct {
		name string
		then func(v *visit, b *bot)
		want string
	}{
		{"and that leaves", func(_ *visit, b *bot) { b.leaves() }, "SYSTEM_MESSAGE: the bot is done"},
		{"and that stays", func(v *visit, _ *bot) { v.w.pass(time.Hour) }, "SYSTEM_MESSAGE: the bot takes long"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				v := w.begins(through(w.flow(awaiting...), asking()))
				b := v.joinedBy("Bot")
				v.says("go on")
				tc.then(v, b)
				all := v.listed()
				equal(w, "listed last", line(all[len(all)-1]), tc.want)
				equal(w, "contacts", len(v.contacts()), 1)
			})
		})
	}
	t.Run("but that is not there", func(t *testing.T) {
		inWorld(t, func(w *world) {
			v := w.begins(through(w.flow(awaiting...), asking()))
			v.says("go on")
			equal(w, "listed last", line(v.listed()[2]), "SYSTEM_MESSAGE: there is no bot")
		})
	})
}

func TestOneBotAtATime(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(asking())
		invite := func() error {
			_, err := w.InviteBot(context.Background(), instance, v.current(), "Bot", "")
			return err
		}
		b := v.invites("First")
		w.wantKind("a second bot while the first is expected", invite(), chat.KindQuota)
		w.pass(5*time.Minute + time.Second)
		second := v.joinedBy("Second")
		_, err := w.Connect(context.Background(), b.who)
		w.wantKind("the first, which did not come within five minutes and gave way", err, chat.KindDenied)
		w.pass(time.Hour)
		w.wantKind("a third bot while the second is there", invite(), chat.KindQuota)
		second.leaves()
		w.wantOK("a fourth after it has left", invite())
		v.stops()
		w.wantKind("a bot for an ended chat", invite(), chat.KindRejected)
		_, err = w.InviteBot(context.Background(), instance, nobody, "Bot", "")
		w.wantKind("a bot for an unknown contact", err, chat.KindNotFound)
	})
}

func TestABotMayComeAtAnyTime(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(asking())
		b := v.invites("Late")
		w.pass(20 * time.Hour)
		_, err := w.Connect(context.Background(), b.who)
		w.wantOK("a bot that connects hours later", err)
	})
}

func TestStopEndsTheChatInEveryState(t *testing.T) {
	for name, reach := range map[string]func(w *world) *visit{
		"before the customer connects": func(w *world) *visit { return w.starts(asking()) },
		"in a flow's wait":             func(w *world) *visit { return w.talk(1) },
		"in the queue":                 func(w *world) *visit { return w.begins(asking()) },
		"with a bot": func(w *world) *visit {
			v := w.begins(asking())
			v.joinedBy("Bot")
			return v
		},
		"in the disconnect flow": func(w *world) *visit {
			v := w.begins(asking())
			v.served("Bot")
			return v
		},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				v := reach(w)
				contacts := len(v.contacts())
				v.stops()
				v.wantEnded(chat.DisconnectAPI)
				equal(w, "contacts", len(v.contacts()), contacts)
				w.pass(48 * time.Hour)
				equal(w, "ends", countOf(v.listed(), chat.EventChatEnded), 1)
				w.wantKind("stopping again", w.Stop(context.Background(), instance, v.current()), chat.KindContactNotFound)
			})
		})
	}
}

func TestStopOfWhatIsOver(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(asking())
		v.served("Bot")
		w.wantKind("an ended contact of a chat that goes on", w.Stop(context.Background(), instance, v.contact(1).ID), chat.KindContactNotFound)
		w.wantKind("an unknown contact", w.Stop(context.Background(), instance, nobody), chat.KindContactNotFound)
		w.wantKind("a contact of another instance", w.Stop(context.Background(), nobody, v.current()), chat.KindContactNotFound)
		v.wantActive()
	})
}

func countOf(entries []conversation.TranscriptEntry, contentType string) int {
	n := 0
	for _, e := range entries {
		if e.Item.ContentType == contentType {
			n++
		}
	}
	return n
}
