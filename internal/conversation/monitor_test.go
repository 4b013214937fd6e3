package conversation_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// monitors has a user monitor the current contact.
func (v *visit) monitors(user chat.UserID, most chat.Monitoring) (*agent, error) {
	v.w.t.Helper()
	id, err := v.w.Monitor(context.Background(), instance, v.current(), string(user), most, "")
	if err != nil {
		return nil, err
	}
	a, err := v.w.store.Agent(context.Background(), instance, user)
	v.w.check(err)
	return &agent{v, user, conversation.Identity{SessionID: v.id, ParticipantID: a.Contact(id).ParticipantID}}, nil
}

func (a *agent) barges(heard bool) error {
	return a.w.Barge(context.Background(), a.who, heard)
}

func TestASupervisorIsNotThereUntilHeIsHeard(t *testing.T) {
	inWorld(t, func(w *world) {
		ctx := context.Background()
		bert, sue := w.serves("Bert", 1), w.serves("Sue", 5)
		v := w.awaitsAgent()
		_, err := v.monitors(sue, chat.MonitorsBarge)
		w.wantKind("a chat without an agent", err, chat.KindRejected)
		v.offered(bert)
		b := v.acceptedBy(bert)
		b.says("hello")
		s, err := v.monitors(sue, chat.MonitorsBarge)
		w.check(err)
		side := v.contactBy(theOneOf(w, sue))
		if !side.Beside() || side.InitiationMethod != chat.InitiatedByMonitor || side.PreviousID != v.current() || side.Agent.UserID != sue {
			t.Errorf("got %+v, want a contact of his own", side)
		}
		w.wantOK("he listens", second(w.Hear(ctx, s.who)))
		s.mute("silently")
		_, err = w.Signal(ctx, s.who, conversation.Signal{ContentType: chat.EventTyping})
		w.wantKind("he types", err, chat.KindDenied)
		equal(w, "what he reads", lines(v.history(s.who, 100)), v.reads())
		receipt := func() error {
			_, err := w.Signal(ctx, v.customer, conversation.Signal{ContentType: chat.EventMessageRead, Content: fmt.Sprintf(`{"messageId":%q}`, v.listed()[2].Item.ID)})
			return err
		}
		w.wantOK("a receipt while he listens", receipt())

		for range 2 {
			w.check(s.barges(true))
		}
		s.says("I am Sue")
		w.wantKind("a receipt while he is heard", receipt(), chat.KindConflict)
		for range 2 {
			w.check(s.barges(false))
		}
		s.mute("silently again")
		w.wantOK("he still listens", second(w.Hear(ctx, s.who)))
		v.says("who was that?")
		w.wantKind("he is taken out by the agent", w.Remove(ctx, b.who, s.who.ParticipantID), chat.KindRejected)
		w.check(s.barges(true))
		b.leaves() // with the last agent it is over for him too
		v.wantEnded(chat.DisconnectAgent)
		wantLines(w, "listed", lines(v.listed()), "Ada joined", "Bert joined", "Bert: hello", "Sue joined", "Sue: I am Sue", "Sue left",
			"Ada: who was that?", "Sue joined", "Bert left", "ended")
		w.wantBefore("in the end", sue, "ENDED")
		_, err = w.Hear(ctx, s.who)
		w.wantKind("he listens in the end", err, chat.KindDenied)
		w.check(w.Dismiss(ctx, instance, sue, side.ID))
		side = v.contactBy(side.ID)
		equal(w, "his contact has ended", side.Ended(), true)
	})
}

// The record of a supervisor's contact tells when he listened and when he was heard,
// whichever it was in the end; that of the agent tells nothing of the kind.
func TestTheRecordOfASupervisor(t *testing.T) {
	for last, wanted := range map[bool][]string{
		true:  {"silent 10s", "heard 5s", "silent 7s", "heard 3s"},
		false: {"silent 10s", "heard 5s", "silent 10s"},
	} {
		t.Run(fmt.Sprint("heard in the end ", last), func(t *testing.T) {
			inWorld(t, func(w *world) {
				ctx := context.Background()
				bert, sue := w.serves("Bert", 1), w.serves("Sue", 5)
				v := w.awaitsAgent()
				v.offered(bert)
				b := v.acceptedBy(bert)
				s, err := v.monitors(sue, chat.MonitorsBarge)
				w.check(err)
				side := v.contactBy(theOneOf(w, sue)).ID
				for n, after := range []int{10, 5, 7} {
					w.pass(time.Duration(after) * time.Second)
					w.check(s.barges(n == 0 || n == 2 && last))
				}
				w.pass(3 * time.Second)
				b.leaves()
				w.check(w.Dismiss(ctx, instance, sue, side))
				var got []string
				r, err := w.Record(ctx, instance, side)
				w.check(err)
				for _, watch := range r.Agent.Watch {
					what := map[bool]string{false: "silent", true: "heard"}[watch.Heard]
					got = append(got, fmt.Sprint(what, " ", watch.To.Sub(watch.From).Round(time.Second)))
				}
				equal(w, "he", strings.Join(got, ", "), strings.Join(wanted, ", "))
				r, err = w.Record(ctx, instance, v.contact(1).ID)
				w.check(err)
				equal(w, "of the agent", len(r.Agent.Watch), 0)
			})
		})
	}
}

func TestWhoMonitorsLeavesWithTheAgent(t *testing.T) {
	inWorld(t, func(w *world) {
		bert, sue, tom := w.serves("Bert", 1), w.serves("Sue", 5), w.serves("Tom", 5)
		v := w.awaitsAgent(hooksTo(chat.HookCustomerRemaining, w.flow(says("how was it?"), waits(time.Hour).on("WaitCompleted", "on"), hangsUp().named("on"))))
		v.offered(bert)
		b := v.acceptedBy(bert)
		s, err := v.monitors(sue, chat.MonitorsBarge)
		w.check(err)
		silent, err := v.monitors(tom, chat.MonitorsSilently)
		w.check(err)
		w.check(s.barges(true))
		silent.leaves()
		w.wantBefore("who has gone by himself", tom, "ENDED")
		b.leaves()
		w.wantBefore("whose contact is over", sue, "ENDED")
		s.mute("afterwards")
		wantLines(w, "what the customer reads", v.reads(), "Ada joined", "Bert joined", "Sue joined", "Bert left", "Sue left", "SYSTEM_MESSAGE: how was it?")
		equal(w, "the last of the first contact", v.contact(1).LastSeq, 5)
	})
}

func TestMonitoringHasItsLimits(t *testing.T) {
	inWorld(t, func(w *world) {
		ctx := context.Background()
		bert := w.serves("Bert", 1)
		v := w.awaitsAgent()
		v.offered(bert)
		b := v.acceptedBy(bert)
		_, err := v.monitors(bert, chat.MonitorsBarge)
		w.wantKind("who takes part", err, chat.KindRejected)
		_, err = v.monitors(w.hires("Offline"), chat.MonitorsBarge)
		w.wantKind("who is offline", err, chat.KindRejected)
		_, err = v.monitors(nobody, chat.MonitorsBarge)
		w.wantKind("nobody", err, chat.KindNotFound)
		_, err = w.Monitor(ctx, instance, nobody, string(bert), chat.MonitorsBarge, "")
		w.wantKind("no contact", err, chat.KindNotFound)
		var all []*agent
		for i := range 5 {
			s, err := v.monitors(w.serves(fmt.Sprint("Supervisor ", i), 1), chat.MonitorsBarge)
			w.check(err)
			all = append(all, s)
		}
		sixth := w.serves("Sixth", 1)
		_, err = v.monitors(sixth, chat.MonitorsBarge)
		w.wantKind("a sixth", err, chat.KindQuota)
		_, err = v.monitors(all[0].user, chat.MonitorsBarge)
		w.wantKind("once more", err, chat.KindRejected)
		w.check(all[0].barges(true))
		w.wantKind("a second one is heard", all[1].barges(true), chat.KindQuota)
		w.wantKind("an agent barges", w.Barge(ctx, b.who, true), chat.KindDenied)
		all[0].leaves()
		first, err := w.Monitor(ctx, instance, v.current(), string(sixth), chat.MonitorsSilently, "token")
		w.check(err)
		again, err := w.Monitor(ctx, instance, v.current(), string(sixth), chat.MonitorsSilently, "token")
		w.check(err)
		equal(w, "the same token again", again, first)
		_, err = w.Monitor(ctx, instance, v.current(), string(sixth), chat.MonitorsBarge, "token")
		w.wantKind("the token for something else", err, chat.KindConflict)
		desk := must(w.store.Agent(ctx, instance, sixth))
		held := desk.Contact(first)
		who := conversation.Identity{SessionID: v.id, ParticipantID: held.ParticipantID}
		w.wantKind("who may only listen", w.Barge(ctx, who, true), chat.KindRejected)
		w.check(w.Lose(ctx, instance, sixth))
		w.wantBefore("who is lost", sixth, "ENDED")
		b.says("I am still here")
		v.stops()
		for _, s := range all[1:] {
			w.wantBefore("in the end", s.user, "ENDED")
		}
	})
}

// A contact beside the chain is monitored as the chat that it belongs to, if an agent
// talks in it.
func TestOnlyAnAgentsContactIsMonitored(t *testing.T) {
	inWorld(t, func(w *world) {
		p := w.party()
		bert, cleo, sue := w.serves("Bert", 1), w.serves("Cleo", 1), w.serves("Sue", 5)
		b := p.talks(bert)
		monitors := func(contact chat.ContactID) error {
			_, err := w.Monitor(context.Background(), instance, contact, string(sue), chat.MonitorsSilently, "")
			return err
		}
		w.check(b.asks(p.agent(cleo)))
		side := b.offerTo(cleo)
		w.wantKind("who was asked has not come", monitors(side), chat.KindRejected)
		b.joins(cleo)
		w.check(monitors(side))
		side = theOneOf(w, sue)
		sue = w.serves("Sam", 5)
		w.wantKind("a supervisor's contact", monitors(side), chat.KindRejected)
	})
}

// Who listens has his places for chats of his own.
func TestWhoMonitorsIsStillOfferedChats(t *testing.T) {
	inWorld(t, func(w *world) {
		bert, sue := w.serves("Bert", 1), w.serves("Sue", 1)
		v, next := w.awaitsAgent(), w.awaitsAgent()
		v.offered(bert)
		v.acceptedBy(bert)
		_, err := v.monitors(sue, chat.MonitorsBarge)
		w.check(err)
		next.offered(sue)
		s := next.acceptedBy(sue)
		s.says("I am Sue")
		w.wantBefore("who does both", sue, "CONNECTED CONNECTED")
		she := must(w.store.Agent(context.Background(), instance, sue))
		equal(w, "what is counted of her", she.Tally().Connected, 1)
	})
}

// A supervisor hears what only agents do, and not what only the customer does. So it
// stays when the chat is over and read from the archive, in the chat that continues it.
func TestWhatIsForOneSideStaysThere(t *testing.T) {
	inWorld(t, func(w *world) {
		bert, sue := w.serves("Bert", 1), w.serves("Sue", 1)
		whispers := []action{
			agentWhisper(w.flowOf(flow.TypeAgentWhisper, says("for agents"), finishes())),
			customerWhisper(w.flowOf(flow.TypeCustomerWhisper, says("for the customer"), finishes())),
		}
		begin := []string{"Ada joined"}
		ofAgents := append(slices.Clone(begin), "SYSTEM_MESSAGE: for agents", "Bert joined", "Ada: help", "Sue joined", "Sue: yes?", "Sue left")
		ofCustomer := append(slices.Clone(begin), "SYSTEM_MESSAGE: for the customer", "Bert joined", "Ada: help", "Sue joined", "Sue: yes?", "Sue left")
		v := w.awaitsAgent(whispers...)
		v.offered(bert)
		b := v.acceptedBy(bert)
		s := must(v.monitors(sue, chat.MonitorsBarge))
		v.says("help")
		wantLines(w, "what a silent supervisor reads", lines(v.history(s.who, 100)), ofAgents[:4]...)
		w.check(s.barges(true))
		s.says("yes?")
		wantLines(w, "what a heard one reads", lines(v.history(s.who, 100)), ofAgents[:6]...)
		w.check(s.barges(false))
		wantLines(w, "what the agent reads", lines(v.history(b.who, 100)), ofAgents...)
		wantLines(w, "what the customer reads", v.reads(), ofCustomer...)
		v.stops()
		equal(w, "archived", v.contact(1).Archive.Confirmed, true)
		for _, user := range []chat.UserID{bert, sue} {
			w.check(w.Dismiss(context.Background(), instance, user, theOneOf(w, user)))
		}

		desk := w.flow(append(whispers, targets(directory.BasicQueueID), enqueues().last())...)
		next := w.begins(through(desk, entire(v.id.Initial())))
		gets := w.objects.gets
		next.offered(bert)
		b = next.acceptedBy(bert)
		s = must(next.monitors(sue, chat.MonitorsSilently))
		past := func(who conversation.Identity) string {
			all := next.history(who, 100)
			return lines(slices.DeleteFunc(all, func(e conversation.TranscriptEntry) bool { return !e.Past }))
		}
		for what, who := range map[string]conversation.Identity{"an agent": b.who, "a supervisor": s.who} {
			wantLines(w, "the past that "+what+" reads", past(who), append(ofAgents, "ended")...)
		}
		wantLines(w, "the past that the customer reads", past(next.customer), append(ofCustomer, "ended")...)
		equal(w, "it was read from the archive", w.objects.gets > gets, true)
	})
}
