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

// sitsIn is a flow that waits, and says how the wait ended before it does as
// the next actions say.
func sitsIn(d time.Duration, then ...action) []action {
	return append([]action{
		waits(d, flow.EventCustomerReturned).on("CustomerReturned", "back").on("WaitCompleted", "over"),
		says("welcome back").named("back"),
		waits(d, flow.EventCustomerReturned).on("CustomerReturned", "again").on("WaitCompleted", "over"),
		says("back again").named("again").failing(flow.ErrorNoMatchingError, "over"),
		says("time is up").named("over"),
	}, then...)
}

func TestWaitEndsByTimeOrMessageWhicheverIsFirst(t *testing.T) {
	inWorld(t, func(w *world) {
		f := w.flow(sitsIn(time.Hour, hangsUp())...)
		silent, talking := w.begins(through(f, asking())), w.begins(through(f, asking()))
		w.pass(59 * time.Minute)
		talking.says("I am here")
		silent.wantActive()
		w.pass(time.Minute)
		wantLines(w, "who stayed silent", lines(silent.listed()), "Ada joined", "SYSTEM_MESSAGE: time is up", "ended")
		silent.wantEnded(chat.DisconnectContactFlow)
		w.pass(58 * time.Minute)
		talking.wantActive()
		talking.says("me again")
		wantLines(w, "who talked", lines(talking.listed()), "Ada joined", "Ada: I am here", "SYSTEM_MESSAGE: welcome back",
			"Ada: me again", "SYSTEM_MESSAGE: back again", "SYSTEM_MESSAGE: time is up", "ended")
	})
}

func TestOnlyTheCustomersMessageWakes(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(through(w.flow(sitsIn(time.Hour, hangsUp())...), asking()))
		b := v.joinedBy("Bot")
		asked := b.says("are you there?")
		for _, s := range []conversation.Signal{
			{ContentType: chat.EventTyping},
			{ContentType: chat.EventConnectionAcknowledged},
			{ContentType: chat.EventMessageRead, Content: `{"messageId":"` + string(asked.ID) + `"}`},
		} {
			_, err := w.Signal(context.Background(), v.customer, s)
			w.wantOK(s.ContentType, err)
		}
		v.connects()
		equal(w, "listed", lines(v.listed()), "Ada joined\nBot joined\nBot: are you there?\n")
		v.says("yes")
		equal(w, "listed last", line(v.listed()[4]), "SYSTEM_MESSAGE: welcome back")
	})
}

// What wakes a flow is one transaction, and not one for nothing before it: the
// flow's content is in memory.
func TestWakingAFlowTakesOneTransaction(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(through(w.flow(sitsIn(time.Hour, hangsUp())...), asking()))
		before := w.store.begun.Load()
		v.says("yes")
		equal(w, "listed last", line(v.listed()[2]), "SYSTEM_MESSAGE: welcome back")
		equal(w, "transactions", w.store.begun.Load()-before, 1)
	})
}

func TestWaitSurvivesARestart(t *testing.T) {
	for _, tc := range []struct {
		name string
		away time.Duration
		then func(v *visit)
		want string
	}{
		{"and is ended by a message", time.Minute, func(v *visit) { v.says("hello") }, "SYSTEM_MESSAGE: welcome back"},
		{"and is ended by time", time.Minute, func(v *visit) { v.w.pass(59 * time.Minute) }, "ended"},
		{"that slept past its end", 2 * time.Hour, func(*visit) {}, "ended"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				v := w.begins(through(w.flow(sitsIn(time.Hour, hangsUp())...), asking()))
				w.restart(tc.away)
				tc.then(v)
				all := v.listed()
				equal(w, "listed last", line(all[len(all)-1]), tc.want)
			})
		})
	}
}

// A timer that was read as due, and is fired only after the flow has gone on to
// its next wait, does not end that one.
func TestOvertakenTimerFiresNothing(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(through(w.flow(sitsIn(time.Hour, hangsUp())...), asking()))
		due := chat.Timer{SessionID: v.id, Kind: chat.TimerWait, DueAt: v.session().CreatedAt.Add(time.Hour)}
		w.pass(time.Hour - 2*time.Second)
		v.says("just in time")
		w.wantOK("the first wait's timer", w.Fire(context.Background(), due))
		equal(w, "listed", lines(v.listed()), "Ada joined\nAda: just in time\nSYSTEM_MESSAGE: welcome back\n")
		w.pass(time.Hour)
		v.wantEnded(chat.DisconnectContactFlow)
	})
}

func TestTimerFiredTwiceHappensOnce(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(through(w.flow(sitsIn(time.Hour, waits(time.Hour).on("WaitCompleted", "bye"), hangsUp().named("bye"))...), asking()))
		due := chat.Timer{SessionID: v.id, Kind: chat.TimerWait, DueAt: v.session().CreatedAt.Add(time.Hour)}
		w.pass(time.Hour)
		for range 2 {
			w.wantOK("the timer again", w.Fire(context.Background(), due))
		}
		equal(w, "listed", lines(v.listed()), "Ada joined\nSYSTEM_MESSAGE: time is up\n")
		due.SessionID = nobody
		w.wantOK("a timer of a chat that does not exist", w.Fire(context.Background(), due))
	})
}

// A wait that has ended in another way leaves no timer behind.
func TestNoTimerOutlivesItsWait(t *testing.T) {
	inWorld(t, func(w *world) {
		returned := w.begins(asking())
		returned.served("Bot")
		returned.says("back") // from the wait into the queue

		queues := w.flow(targets(directory.BasicQueueID), enqueues().last())
		left := w.begins(through(w.flow(hooks(queues), waits(time.Hour), hangsUp()), asking()))
		left.served("Bot") // from the wait into the disconnect flow, which does not wait

		w.pass(time.Minute)
		timers, _, err := w.store.TakeTimers(context.Background(), time.Now().AddDate(1, 0, 0), 0, 100)
		w.check(err)
		for _, timer := range timers {
			equal(w, "kind of a timer that is left", timer.Kind, chat.TimerExpiry)
		}
		equal(w, "timers left", len(timers), 2)
	})
}
