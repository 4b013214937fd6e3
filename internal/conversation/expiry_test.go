package conversation_test

import (
	"context"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// A chat lasts as long as was chosen, over all contacts and waits, and is cut in
// the middle of a talk; no disconnect flow runs then.
func TestChatIsCutAtTheEndOfItsDuration(t *testing.T) {
	for _, tc := range []struct {
		name   string
		chosen time.Duration
		lasts  time.Duration
	}{
		{"by default", 0, 25 * time.Hour},
		{"as chosen", time.Hour, time.Hour},
	} {
		t.Run(tc.name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				r := asking()
				r.Duration = tc.chosen
				v := w.begins(r)
				v.served("Bot") // the disconnect flow waits
				v.says("back")
				w.pass(tc.lasts - 2*time.Minute - time.Second)
				v.says("two minutes before the end")
				b := v.joinedBy("Late Bot")
				w.pass(2*time.Minute - time.Second - time.Millisecond)
				v.wantActive()
				w.pass(time.Millisecond)
				v.wantEnded(chat.DisconnectExpired)
				equal(w, "contacts", len(v.contacts()), 2)
				all := v.listed()
				wantLines(w, "the end", lines(all[len(all)-3:]), "Ada: two minutes before the end", "Late Bot joined", "ended")
				_, err := w.Say(context.Background(), b.who, plain("too late"))
				w.wantKind("talking afterwards", err, chat.KindDenied)
			})
		})
	}
}

func TestDurationPassesDuringARestart(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(asking())
		w.restart(24*time.Hour + 58*time.Minute)
		v.says("two minutes before the end")
		w.restart(3 * time.Minute)
		v.wantEnded(chat.DisconnectExpired)
		n := w.begins(entire(v.id.Initial()))
		equal(w, "past", n.past(), lines(v.listed()))
	})
}

// An ended chat leaves no timer behind, whatever it was doing.
func TestEndedChatsHaveNoTimers(t *testing.T) {
	inWorld(t, func(w *world) {
		w.starts(asking()).stops()
		w.begins(asking()).leaves()
		waiting := w.begins(asking())
		waiting.served("Bot")
		waiting.stops()
		w.pass(time.Minute)
		due, next, err := w.store.TakeTimers(context.Background(), time.Now().AddDate(1, 0, 0), 0, 100)
		w.check(err)
		if len(due) > 0 || !next.IsZero() {
			t.Errorf("timers left: %v and one at %v, want none", due, next)
		}
	})
}
