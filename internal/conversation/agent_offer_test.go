package conversation_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// serves hires an agent who is available and has places for so many chats.
func (w *world) serves(firstName string, places int) chat.UserID {
	w.t.Helper()
	ctx := context.Background()
	p, err := w.names.CreateRoutingProfile(ctx, instance, directory.RoutingProfileDraft{
		Name: "for " + firstName, Description: "x", DefaultQueue: directory.BasicQueueID,
		Channels: []directory.ChannelRouting{{Channel: "CHAT", Concurrency: places}},
		Queues:   []directory.ChannelQueue{{Channel: "CHAT", RoutedQueue: directory.RoutedQueue{QueueID: directory.BasicQueueID, Priority: 1}}},
	})
	w.check(err)
	user := w.hiresAs(firstName, directory.UserSpec{RoutingProfileID: p.ID})
	w.is(user, chat.AgentRoutable)
	return user
}

// is gives an agent a status of a type.
func (w *world) is(user chat.UserID, status chat.AgentStatusType) {
	w.t.Helper()
	all, err := w.names.AllAgentStatuses(context.Background(), instance)
	w.check(err)
	i := slices.IndexFunc(all, func(s directory.AgentStatus) bool { return s.Spec.Type == string(status) })
	w.check(w.SetStatus(context.Background(), instance, user, all[i].ID, false))
}

// before tells what an agent has before him.
func (w *world) before(user chat.UserID) string {
	w.t.Helper()
	a, err := w.store.Agent(context.Background(), instance, user)
	w.check(err)
	var out []string
	for _, c := range a.Contacts {
		out = append(out, string(c.State))
	}
	return strings.Join(out, " ")
}

// wantBefore fails the test unless an agent has contacts in these states before him.
func (w *world) wantBefore(when string, user chat.UserID, want string) {
	w.t.Helper()
	equal(w, "what the agent has before him "+when, w.before(user), want)
}

// offers offers the current contact to an agent, and reports whether that was done.
func (v *visit) offers(user chat.UserID) bool {
	v.w.t.Helper()
	done, err := v.w.Offer(context.Background(), v.id, v.current(), user)
	v.w.check(err)
	return done
}

func (v *visit) offered(user chat.UserID) {
	v.w.t.Helper()
	if !v.offers(user) {
		v.w.t.Fatal("got no offer, want one")
	}
}

// acceptedBy has an agent accept the current contact.
func (v *visit) acceptedBy(user chat.UserID) *agent {
	v.w.t.Helper()
	who, err := v.w.Accept(context.Background(), instance, user, v.current())
	v.w.check(err)
	return &agent{v, user, who}
}

// waiting are the contacts that wait in the basic queue.
func (w *world) waiting() int {
	w.t.Helper()
	return len(w.line())
}

// line is the basic queue.
func (w *world) line() []chat.Waiting {
	w.t.Helper()
	line, err := w.store.Waiting(context.Background(), instance, chat.QueueID(directory.BasicQueueID), chat.Waiting{}, 100)
	w.check(err)
	return line
}

func TestAnAgentAcceptsWhatHeIsOffered(t *testing.T) {
	inWorld(t, func(w *world) {
		bert := w.serves("Bert", 1)
		v := w.awaitsAgent(hooksTo(chat.HookCustomerQueue, w.flowOf(flow.TypeCustomerQueue,
			waits(10*time.Second).on("WaitCompleted", "still"), says("still waiting").named("still"), finishes())))
		v.offered(bert)
		w.wantBefore("while he is offered it", bert, "CONNECTING")
		equal(w, "waiting while it is offered", w.waiting(), 0)
		w.pass(12 * time.Second) // the queue's flow goes on meanwhile
		id := v.current()
		a := v.acceptedBy(bert)
		equal(w, "the same agent again", v.acceptedBy(bert).who, a.who)
		a.says("hello")
		w.wantBefore("while they talk", bert, "CONNECTED")
		w.pass(time.Minute) // the offer's end comes to nothing
		w.wantBefore("later", bert, "CONNECTED")
		wantLines(w, "what the customer reads", v.reads(),
			"Ada joined", "SYSTEM_MESSAGE: still waiting", "Bert joined", "Bert: hello")
		w.wantKind("a contact that goes on is cleared", w.Dismiss(context.Background(), instance, bert, id), chat.KindRejected)
		a.leaves()
		w.wantBefore("after-contact work", bert, "ENDED")
		w.check(w.Dismiss(context.Background(), instance, bert, id))
		w.check(w.Dismiss(context.Background(), instance, bert, id))
		w.wantBefore("in the end", bert, "")
	})
}

func TestAnOfferThatIsMissedWaitsAgain(t *testing.T) {
	inWorld(t, func(w *world) {
		bert, cleo := w.serves("Bert", 1), w.serves("Cleo", 1)
		v := w.awaitsAgent()
		before := w.line()
		v.offered(bert)
		w.restart(21 * time.Second)
		w.wantBefore("after 21 s", bert, "MISSED")
		if after := w.line(); !slices.Equal(before, after) {
			t.Errorf("got %+v, want it in the place where it was, %+v", after, before)
		}
		_, err := w.Accept(context.Background(), instance, bert, v.current())
		w.wantKind("it is accepted too late", err, chat.KindRejected)
		equal(w, "it is offered to him again", v.offers(bert), false)
		v.offered(cleo)
		v.acceptedBy(cleo).says("hello")
		w.check(w.Dismiss(context.Background(), instance, bert, v.current()))
		w.wantBefore("cleared", bert, "")
		wantLines(w, "what the customer reads", v.reads(), "Ada joined", "Cleo joined", "Cleo: hello")
	})
}

func TestAnOfferIsRejected(t *testing.T) {
	inWorld(t, func(w *world) {
		ctx := context.Background()
		bert, cleo := w.serves("Bert", 1), w.serves("Cleo", 1)
		v := w.awaitsAgent()
		id := v.current()
		v.offered(bert)
		w.wantKind("somebody else accepts it", second(w.Accept(ctx, instance, cleo, id)), chat.KindRejected)
		w.wantOK("somebody else rejects it", w.Reject(ctx, instance, cleo, id))
		w.wantBefore("then", bert, "CONNECTING")
		w.check(w.Reject(ctx, instance, bert, id))
		w.check(w.Reject(ctx, instance, bert, id))
		w.wantBefore("after he has", bert, "REJECTED")
		equal(w, "waiting", w.waiting(), 1)
		v.offered(cleo)
		v.acceptedBy(cleo)
		w.wantKind("what was accepted is rejected", w.Reject(ctx, instance, cleo, id), chat.KindRejected)
		w.wantKind("an unknown contact", w.Reject(ctx, instance, cleo, nobody), chat.KindNotFound)
		w.wantKind("an unknown user", second(w.Accept(ctx, instance, nobody, id)), chat.KindNotFound)
	})
}

// An agent's page can leave the chat with the token that it gets with the offer.
func TestAnAgentWhoLeavesWhatHeIsOfferedRejectsIt(t *testing.T) {
	inWorld(t, func(w *world) {
		ctx := context.Background()
		bert, cleo := w.serves("Bert", 1), w.serves("Cleo", 1)
		v := w.awaitsAgent(hooksTo(chat.HookCustomerRemaining, w.flowOf(flow.TypeContactFlow, says("goodbye"), finishes())))
		v.offered(bert)
		held, _, err := w.Held(ctx, instance, bert, v.current())
		w.check(err)
		who := conversation.Identity{SessionID: v.id, ParticipantID: held.ParticipantID}
		w.check(w.Leave(ctx, who))
		w.check(w.Leave(ctx, who))
		w.wantBefore("after he has left", bert, "REJECTED")
		equal(w, "waiting", w.waiting(), 1)
		v.offered(cleo)
		v.acceptedBy(cleo).says("hello")
		wantLines(w, "what the customer reads", v.reads(), "Ada joined", "Cleo joined", "Cleo: hello")
	})
}

// movesTo takes the contact out of its queue and into that of an agent.
func movesTo(user chat.UserID) action {
	return action{kind: "DequeueContactAndTransferToQueue", params: map[string]any{"AgentId": string(user)}}
}

func TestAContactIsAssigned(t *testing.T) {
	inWorld(t, func(w *world) {
		ctx := context.Background()
		bert, cleo := w.serves("Bert", 1), w.serves("Cleo", 1)
		first, second := w.awaitsAgent(), w.awaitsAgent()
		first.offered(bert)
		w.check(w.Assign(ctx, instance, second.current(), string(bert)))
		w.check(w.Assign(ctx, instance, second.current(), string(bert)))
		w.wantBefore("beyond his places", bert, "CONNECTING CONNECTING")
		w.check(w.Assign(ctx, instance, first.current(), string(cleo)))
		w.wantBefore("what was offered to another", cleo, "CONNECTING")
		w.wantBefore("then", bert, "CONNECTING")
		second.acceptedBy(bert).says("hello")
		w.wantKind("a contact that was taken on", w.Assign(ctx, instance, second.current(), string(cleo)), chat.KindRejected)
		w.is(cleo, chat.AgentOffline)
		w.pass(21 * time.Second)
		w.wantKind("an agent who is offline", w.Assign(ctx, instance, first.current(), string(cleo)), chat.KindRejected)
		w.wantKind("an unknown user", w.Assign(ctx, instance, first.current(), nobody), chat.KindNotFound)
		w.wantKind("an unknown contact", w.Assign(ctx, instance, nobody, string(bert)), chat.KindNotFound)
	})
}

func second[T any](_ T, err error) error { return err }

func TestAnOfferEndsWithItsContact(t *testing.T) {
	for _, tc := range []struct {
		name string
		late time.Duration // when it is offered
		ends func(w *world, v *visit)
	}{
		{"the customer leaves", 0, func(w *world, v *visit) { v.leaves() }},
		{"it is stopped", 0, func(w *world, v *visit) { w.check(w.Stop(context.Background(), instance, v.current())) }},
		{"its time is over", time.Hour - 18*time.Second, func(w *world, v *visit) { w.pass(19 * time.Second) }},
		{"another takes it on", 0, func(w *world, v *visit) { v.takenOnBy(w.hires("Dora")) }},
		{"its flow takes it out", 50 * time.Second, func(w *world, v *visit) { w.pass(15 * time.Second) }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				bert := w.serves("Bert", 1)
				request := asking()
				request.Duration = time.Hour
				v := w.begins(through(w.flow(
					hooksTo(chat.HookCustomerQueue, w.flowOf(flow.TypeCustomerQueue,
						waits(time.Minute).on("WaitCompleted", "on"), movesTo(w.hires("Emma")).named("on").failing(flow.ErrorNoMatchingError, "end").failing(flow.ErrorQueueAtCapacity, "end"),
						finishes().named("end"))),
					targets(directory.BasicQueueID), enqueues().last()), request))
				w.pass(tc.late)
				v.offered(bert)
				tc.ends(w, v)
				w.wantBefore("then", bert, "")
				w.pass(time.Minute)
				w.wantBefore("later", bert, "")
				equal(w, "waiting", w.waiting(), 0)
			})
		})
	}
}

// Of offers that are made at the same time, of contacts to one agent who has one
// place and of one contact to several agents, one is made.
func TestOneOfManyOffersIsMade(t *testing.T) {
	onNodes(t, 2, func(w *world) {
		bert := w.serves("Bert", 1)
		var visits []*visit
		for range 6 {
			visits = append(visits, w.awaitsAgent())
		}
		equal(w, "contacts for one agent", w.together(6, func(i int) bool { return visits[i].offers(bert) }), 1)
		w.wantBefore("then", bert, "CONNECTING")

		var agents []chat.UserID
		for i := range 6 {
			agents = append(agents, w.serves(fmt.Sprint("Agent ", i), 1))
		}
		waits := slices.IndexFunc(visits, func(v *visit) bool { c := v.contact(1); return c.Waiting() })
		equal(w, "agents for one contact", w.together(6, func(i int) bool { return visits[waits].offers(agents[i]) }), 1)
	})
}

// together does something so many times at once, on all nodes, and counts where it
// was done.
func (w *world) together(times int, do func(i int) bool) (done int) {
	var mu sync.Mutex
	var all sync.WaitGroup
	for i := range times {
		all.Go(func() {
			if do(i) {
				mu.Lock()
				defer mu.Unlock()
				done++
			}
		})
	}
	all.Wait()
	return done
}
