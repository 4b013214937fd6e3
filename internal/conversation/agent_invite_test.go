package conversation_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// party is an instance in which agents bring others into their chats, and the flows
// by which they do.
type party struct {
	*world
	toAgent, toQueue string
}

func (w *world) party() *party {
	w.t.Helper()
	w.check(w.names.SetInstanceAttribute(context.Background(), string(instance), directory.MultiPartyChat, "true"))
	w.dispatches()
	return &party{w, w.flowOf(flow.TypeAgentTransfer, enqueues().last()), w.flowOf(flow.TypeQueueTransfer, enqueues().last())}
}

// talks is a chat that an agent has taken on.
func (p *party) talks(user chat.UserID) *agent {
	p.t.Helper()
	v := p.awaitsAgent()
	p.settle()
	return v.acceptedBy(user)
}

func (p *party) agent(user chat.UserID) conversation.Destination {
	return conversation.Destination{FlowID: p.toAgent, UserID: string(user)}
}

func (p *party) queue() conversation.Destination {
	return conversation.Destination{
		FlowID: p.toQueue, QueueID: directory.BasicQueueID, QuickConnect: chat.QuickConnect{ID: "second", Name: "Second line"},
	}
}

// asks invites, and waits for what comes of it.
func (a *agent) asks(to conversation.Destination) error {
	a.w.t.Helper()
	err := a.w.Invite(context.Background(), a.who, to)
	a.w.settle()
	return err
}

// joins has an agent accept the one contact that he is offered.
func (v *visit) joins(user chat.UserID) *agent {
	v.w.t.Helper()
	who, err := v.w.Accept(context.Background(), instance, user, v.offerTo(user))
	v.w.check(err)
	return &agent{v, user, who}
}

// offerTo is the contact that an agent is offered.
func (v *visit) offerTo(user chat.UserID) chat.ContactID {
	v.w.t.Helper()
	a, err := v.w.store.Agent(context.Background(), instance, user)
	v.w.check(err)
	for _, c := range a.Contacts {
		if c.State == chat.AgentConnecting {
			return c.ContactID
		}
	}
	v.w.t.Fatal("the agent is offered nothing")
	return ""
}

func (v *visit) contactBy(id chat.ContactID) chat.Contact {
	v.w.t.Helper()
	c, err := v.w.store.Contact(context.Background(), id)
	v.w.check(err)
	return c
}

const invited = chat.EventParticipantInvited

func TestAnAgentIsAskedIntoAChatAndOutlastsTheFirst(t *testing.T) {
	inWorld(t, func(w *world) {
		p := w.party()
		bert, cleo := w.serves("Bert", 1), w.serves("Cleo", 1)
		w.is(cleo, chat.AgentOffline)
		b := p.talks(bert)
		w.is(cleo, chat.AgentRoutable)
		main := b.current()
		b.says("let me ask")
		for range 2 { // again is once
			w.check(b.asks(p.agent(cleo)))
		}
		w.wantBefore("when he is asked", cleo, "CONNECTING")
		_, err := w.Hear(context.Background(), conversation.Identity{SessionID: b.id, ParticipantID: must(w.store.Agent(context.Background(), instance, cleo)).Contacts[0].ParticipantID})
		w.wantKind("who is asked listens", err, chat.KindDenied)
		c := b.joins(cleo)
		side := b.contactBy(theOneOf(w, cleo))
		if side.ID == main || !side.Beside() || side.PreviousID != main || side.InitiationMethod != chat.InitiatedByTransfer || side.TargetUserID != cleo {
			t.Errorf("got %+v, want a contact of his own beside %s", side, main)
		}
		equal(w, "the contact that goes on", b.current(), main)
		c.says("hello")
		b.says("bye")
		b.leaves()
		b.wantActive()
		w.wantBefore("after the first has left", bert, "ENDED")
		w.wantBefore("who stays", cleo, "CONNECTED")
		b.visit.says("still there?")
		c.says("yes")
		c.leaves()
		b.wantEnded(chat.DisconnectAgent)
		wantLines(w, "listed", lines(b.listed()), "Ada joined", "Bert joined", "Bert: let me ask", invited, "Cleo joined",
			"Cleo: hello", "Bert: bye", "Bert left", "Ada: still there?", "Cleo: yes", "Cleo left", "ended")
		if side = b.contactBy(side.ID); side.DisconnectReason != chat.DisconnectAgent || side.LastSeq-side.FirstSeq != 6 || side.Archive.Key != "" {
			t.Errorf("got %+v, want it ended with what was said meanwhile", side)
		}
		for _, item := range b.listed() {
			equal(w, "the contact of "+line(item), item.Item.ContactID, main)
		}
		equal(w, "Cleo is left alone", w.before(cleo), "ENDED")
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// theOneOf is the one contact that an agent has.
func theOneOf(w *world, user chat.UserID) chat.ContactID {
	w.t.Helper()
	a, err := w.store.Agent(context.Background(), instance, user)
	w.check(err)
	if len(a.Contacts) != 1 {
		w.t.Fatalf("the agent has %d contacts, want one", len(a.Contacts))
	}
	return a.Contacts[0].ContactID
}

func TestAnInvitationThatNobodyTakesUp(t *testing.T) {
	inWorld(t, func(w *world) {
		ctx := context.Background()
		p := w.party()
		bert := w.serves("Bert", 2)
		b := p.talks(bert)
		cleo := w.serves("Cleo", 1)
		for _, c := range []struct {
			what string
			ends func()
			want string
		}{
			{"missed", func() { w.pass(21 * time.Second) }, "MISSED"},
			{"rejected", func() { w.check(w.Reject(ctx, instance, cleo, b.offerTo(cleo))) }, "REJECTED"},
			{"turned down as a participant", func() {
				w.check(w.Leave(ctx, conversation.Identity{SessionID: b.id, ParticipantID: must(w.store.Agent(ctx, instance, cleo)).Contacts[0].ParticipantID}))
			}, "REJECTED"},
			{"stopped", func() { w.check(w.Stop(ctx, instance, b.offerTo(cleo))) }, ""},
			{"taken back", func() {
				ps, err := w.store.Participants(ctx, b.id)
				w.check(err)
				for i := range ps {
					if ps[i].Invitation() {
						w.check(w.Remove(ctx, b.who, ps[i].ID))
						w.check(w.Remove(ctx, b.who, ps[i].ID))
					}
				}
			}, ""},
		} {
			w.check(b.asks(p.agent(cleo)))
			c.ends()
			w.settle()
			w.wantBefore(c.what, cleo, c.want)
			for _, held := range must(w.store.Agent(ctx, instance, cleo)).Contacts {
				w.check(w.Dismiss(ctx, instance, cleo, held.ContactID))
			}
			w.settle()
			w.wantBefore(c.what+" and cleared", cleo, "")
		}
		w.is(cleo, chat.AgentOffline)
		w.wantKind("an agent who is offline", b.asks(p.agent(cleo)), chat.KindRejected)
		w.wantKind("the agent himself", b.asks(p.agent(bert)), chat.KindRejected)

		w.check(b.asks(p.queue())) // only he who asks is there for it
		equal(w, "in the queue", w.waiting(), 1)
		w.wantBefore("who asks", bert, "CONNECTED")
		w.restart(6 * time.Minute)
		equal(w, "in the queue after a while", w.waiting(), 0)
		wantLines(w, "what the customer reads", b.reads(), "Ada joined", "Bert joined",
			invited, "Cleo failed to transfer", invited, "Cleo failed to transfer", invited, "Cleo failed to transfer",
			invited, "Cleo failed to transfer", invited, "Cleo failed to transfer",
			"Bert failed to transfer", "Bert failed to transfer", invited, " failed to transfer")
		b.says("I am still here")
	})
}

// Whoever of the agents transfers, the chat is the next one's: all others go with him,
// be they there, invited or listening, and the customer stays.
func TestATransferTakesAllAgentsOut(t *testing.T) {
	for name, first := range map[string]bool{"by the first agent": true, "by one who was added": false} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				p := w.party()
				bert, cleo, dora, sue := w.serves("Bert", 1), w.serves("Cleo", 1), w.serves("Dora", 1), w.serves("Sue", 5)
				for _, later := range []chat.UserID{cleo, dora, sue} {
					w.is(later, chat.AgentOffline)
				}
				b := p.talks(bert)
				for _, user := range []chat.UserID{cleo, sue} {
					w.is(user, chat.AgentRoutable)
				}
				w.check(b.asks(p.agent(cleo)))
				c := b.joins(cleo)
				s := must(b.monitors(sue, chat.MonitorsBarge))
				w.is(sue, chat.AgentOffline) // she listens on
				w.is(dora, chat.AgentRoutable)
				w.check(b.asks(p.agent(dora)))
				w.wantBefore("who is invited", dora, "CONNECTING")
				main, side := b.contact(1), b.contactBy(theOneOf(w, cleo))
				by, names := b, []string{"Bert", "Cleo"}
				if !first {
					by, names = c, []string{"Cleo", "Bert"}
				}
				w.check(by.transfers(p.queue()))
				w.settle()
				for _, user := range []chat.UserID{bert, cleo, sue} {
					w.wantBefore("whose part is over", user, "ENDED")
				}
				w.wantBefore("who has not come", dora, "CONNECTING") // of the next contact
				b.mute("the first agent afterwards")
				c.mute("the second agent afterwards")
				s.mute("the supervisor afterwards")
				b.visit.says("hello?")
				wantLines(w, "what the customer reads", b.reads(), "Ada joined", "Bert joined", invited, "Cleo joined", invited,
					names[0]+" transferred", names[0]+" left", names[1]+" left", "Ada: hello?")
				main, side = b.contactBy(main.ID), b.contactBy(side.ID)
				equal(w, "the reason of the first", main.DisconnectReason, chat.DisconnectAgent)
				want := chat.DisconnectThirdParty
				if !first {
					want = chat.DisconnectAgent
				}
				equal(w, "the reason of who was added", side.DisconnectReason, want)
				if next := b.contactBy(main.NextID); next.InitiationMethod != chat.InitiatedByTransfer || next.ID != b.current() || !main.TransferredAt.Equal(next.InitiatedAt) {
					t.Errorf("got %+v, want that the chat goes on in it", next)
				}
			})
		})
	}
}

// An invitation that waits in a queue is given to whom somebody chooses, as every
// contact that waits is, but not to who is there.
func TestAnInvitationIsAssigned(t *testing.T) {
	inWorld(t, func(w *world) {
		ctx := context.Background()
		p := w.party()
		bert, dora := w.serves("Bert", 1), w.hires("Dora")
		w.is(dora, chat.AgentRoutable)
		auto := w.hiresAs("Auto", directory.UserSpec{PhoneConfig: directory.PhoneConfig{PhoneType: "SOFT_PHONE", AutoAccept: true}})
		b := p.talks(bert)
		for _, user := range []chat.UserID{dora, auto} {
			w.check(b.asks(p.queue()))
			ps, err := w.store.Participants(ctx, b.id)
			w.check(err)
			i := slices.IndexFunc(ps, func(p chat.Participant) bool { return p.Invitation() })
			id := ps[i].ContactID
			w.wantKind("to who asks", w.Assign(ctx, instance, id, string(bert)), chat.KindRejected)
			w.check(w.Assign(ctx, instance, id, string(user)))
			w.check(w.Assign(ctx, instance, id, string(user)))
			if user == dora {
				b.joins(dora)
			}
			w.settle()
			w.wantBefore("whom it was given to", user, "CONNECTED")
			w.wantKind("once more", w.Assign(ctx, instance, id, string(bert)), chat.KindRejected)
		}
		wantLines(w, "what the customer reads", b.reads(), "Ada joined", "Bert joined", invited, "Dora joined", invited, "Auto joined")
	})
}

// What is stopped is the contact that is named: the customer goes on with the others,
// until nobody of them is there.
func TestAPartThatIsStoppedIsNotTheChat(t *testing.T) {
	inWorld(t, func(w *world) {
		ctx := context.Background()
		p := w.party()
		bert, cleo, sue := w.serves("Bert", 1), w.serves("Cleo", 1), w.serves("Sue", 5)
		for _, later := range []chat.UserID{cleo, sue} {
			w.is(later, chat.AgentOffline)
		}
		b := p.talks(bert)
		for _, later := range []chat.UserID{cleo, sue} {
			w.is(later, chat.AgentRoutable)
		}
		w.check(b.asks(p.agent(cleo)))
		c, s := b.joins(cleo), must(b.monitors(sue, chat.MonitorsBarge))
		w.check(s.barges(true))
		hers, his := theOneOf(w, sue), theOneOf(w, cleo)
		w.check(w.Stop(ctx, instance, hers))
		w.wantKind("again", w.Stop(ctx, instance, hers), chat.KindContactNotFound)
		s.mute("whose monitoring was stopped")
		w.wantBefore("whose monitoring was stopped", sue, "ENDED")
		b.leaves()
		b.wantActive()
		c.says("I am still here")
		w.check(w.Stop(ctx, instance, his))
		b.wantEnded(chat.DisconnectAPI)
		wantLines(w, "listed", lines(b.listed()), "Ada joined", "Bert joined", invited, "Cleo joined", "Sue joined", "Sue left",
			"Bert left", "Cleo: I am still here", "Cleo left", "ended")
		for _, id := range []chat.ContactID{hers, his} {
			equal(w, "why it ended", b.contactBy(id).DisconnectReason, chat.DisconnectAPI)
		}
	})
}

func TestAChatHasSixParticipantsAtMost(t *testing.T) {
	inWorld(t, func(w *world) {
		bert := w.serves("Bert", 1)
		v := w.awaitsAgent()
		v.offered(bert)
		b := v.acceptedBy(bert)
		w.wantKind("an instance without such chats", b.asks(conversation.Destination{}), chat.KindConflict)
		p := w.party()
		var others []*agent
		for i := range 4 {
			user := w.serves(fmt.Sprint("Agent ", i), 1)
			w.pass(3 * time.Second) // until the routing knows the profile
			w.check(b.asks(p.queue()))
			others = append(others, b.joins(user))
		}
		w.wantKind("a seventh", b.asks(p.queue()), chat.KindQuota)
		_, err := w.InviteBot(context.Background(), instance, v.current(), "Bot", "")
		w.wantKind("a bot as the seventh", err, chat.KindQuota)
		w.check(w.Remove(context.Background(), others[0].who, others[1].who.ParticipantID))
		w.check(w.Remove(context.Background(), others[0].who, others[1].who.ParticipantID))
		w.wantKind("who was taken out says something", second(w.Say(context.Background(), others[1].who, plain("x"))), chat.KindDenied)
		w.wantKind("the customer is taken out", w.Remove(context.Background(), b.who, v.customer.ParticipantID), chat.KindRejected)
		w.wantKind("the customer takes somebody out", w.Remove(context.Background(), v.customer, b.who.ParticipantID), chat.KindDenied)
		equal(w, "why", b.contactBy(theOneOf(w, others[1].user)).DisconnectReason, chat.DisconnectThirdParty)
		w.check(b.asks(p.queue()))
		_, err = w.InviteBot(context.Background(), instance, v.current(), "Bot", "")
		w.wantKind("a bot beside who is invited", err, chat.KindQuota)
		w.check(w.Remove(context.Background(), others[0].who, b.who.ParticipantID)) // the first one
		others[0].says("only us")
		v.leaves()
		v.wantEnded(chat.DisconnectCustomer)
		equal(w, "in the queue", w.waiting(), 0)
		for _, a := range append(others, b) {
			w.wantBefore("in the end", a.user, "ENDED")
		}
		for _, c := range must(w.store.Contacts(context.Background(), v.id)) {
			if !c.Ended() {
				t.Errorf("%+v goes on, want all ended", c)
			}
		}
	})
}

// Whoever of many leaves the chat with a disconnect flow last: the flow runs once.
func TestTheDisconnectFlowFollowsTheLastAgent(t *testing.T) {
	inWorld(t, func(w *world) {
		p := w.party()
		bert := w.serves("Bert", 1)
		v := w.awaitsAgent(hooksTo(chat.HookCustomerRemaining, w.flow(says("how was it?"), waits(time.Hour).on("WaitCompleted", "on"), hangsUp().named("on"))))
		w.settle()
		b := v.acceptedBy(bert)
		cleo, dora := w.serves("Cleo", 1), w.serves("Dora", 1)
		w.check(b.asks(p.agent(cleo)))
		c := b.joins(cleo)
		w.check(b.asks(p.agent(dora)))
		c.leaves()
		b.leaves() // Dora has not answered
		w.wantBefore("whose chat is gone", dora, "")
		wantLines(w, "what the customer reads", v.reads(), "Ada joined", "Bert joined", invited, "Cleo joined", invited,
			"Cleo left", "Bert left", "SYSTEM_MESSAGE: how was it?")
		equal(w, "contacts of the chain", v.session().Contacts, 2)
	})
}
