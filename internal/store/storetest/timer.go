package storetest

import (
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var timers = []promise{
	{"due timers come earliest first, and the next is known", timersDue},
	{"setting a timer again moves it", timerMoves},
	{"a timer is cleared once", timerCleared},
	{"all timers but the kept kinds are cleared", timersCleared},
}

func dueIn(n int) time.Time { return epoch.Add(time.Duration(n) * time.Second) }

// set sets timers on their sessions.
func set(t *testing.T, s *subject, list ...chat.Timer) {
	t.Helper()
	for _, timer := range list {
		s.update(t, timer.SessionID, func(tx store.Tx) error { return tx.SetTimer(timer) })
	}
}

// due holds the due timers and the next time to what is wanted.
func due(t *testing.T, s *subject, now time.Time, limit int, next time.Time, want ...chat.Timer) {
	t.Helper()
	got, gotNext, err := s.DueTimers(t.Context(), now, limit)
	if err != nil {
		t.Fatalf("DueTimers: %v", err)
	}
	same(t, "due", got, want)
	if !gotNext.Equal(next) {
		t.Errorf("next: got %v, want %v", gotNext, next)
	}
}

func timersDue(t *testing.T, s *subject) {
	a := chat.Timer{SessionID: sessionID(0), Kind: chat.TimerExpiry, DueAt: dueIn(3)}
	b := chat.Timer{SessionID: sessionID(1), Kind: chat.TimerArchive, ID: "contact", DueAt: dueIn(1), Attempts: 4}
	c := chat.Timer{SessionID: sessionID(1), Kind: chat.TimerWait, ID: "w", DueAt: dueIn(2)}
	due(t, s, epoch, 10, time.Time{})
	set(t, s, a, b, c)
	due(t, s, epoch, 10, b.DueAt)
	due(t, s, dueIn(1).Add(-time.Millisecond), 10, b.DueAt)
	due(t, s, dueIn(1), 10, c.DueAt, b)
	due(t, s, dueIn(2), 1, a.DueAt, b)
	due(t, s, dueIn(9), 10, time.Time{}, b, c, a)
}

func timerMoves(t *testing.T, s *subject) {
	timer := chat.Timer{SessionID: "s", Kind: chat.TimerWait, ID: "w", DueAt: dueIn(1)}
	set(t, s, timer)
	timer.DueAt, timer.Attempts = dueIn(5), 2
	set(t, s, timer)
	due(t, s, dueIn(2), 10, dueIn(5))
	due(t, s, dueIn(5), 10, time.Time{}, timer)
	s.update(t, "s", func(tx store.Tx) error {
		got, err := tx.Timer("s", chat.TimerWait, "w")
		same(t, "Tx.Timer", must(t, got, err), timer)
		return nil
	})
}

func timerCleared(t *testing.T, s *subject) {
	set(t, s, chat.Timer{SessionID: "s", Kind: chat.TimerWait, ID: "w", DueAt: epoch},
		chat.Timer{SessionID: "s", Kind: chat.TimerWait, ID: "x", DueAt: epoch})
	for _, want := range []bool{true, false} {
		s.update(t, "s", func(tx store.Tx) error {
			there, err := tx.ClearTimer("s", chat.TimerWait, "w")
			same(t, "was there", there, want)
			return err
		})
	}
	due(t, s, epoch, 10, time.Time{}, chat.Timer{SessionID: "s", Kind: chat.TimerWait, ID: "x", DueAt: epoch})
}

func timersCleared(t *testing.T, s *subject) {
	kept := chat.Timer{SessionID: "s", Kind: chat.TimerArchive, ID: "c", DueAt: dueIn(1)}
	other := chat.Timer{SessionID: "other", Kind: chat.TimerWait, DueAt: dueIn(2)}
	set(t, s, kept, other, chat.Timer{SessionID: "s", Kind: chat.TimerWait, DueAt: epoch},
		chat.Timer{SessionID: "s", Kind: chat.TimerExpiry, DueAt: epoch})
	s.update(t, "s", func(tx store.Tx) error { return tx.ClearTimers("s", chat.TimerArchive, "unused") })
	due(t, s, dueIn(9), 10, time.Time{}, kept, other)
	s.update(t, "s", func(tx store.Tx) error { return tx.ClearTimers("s") })
	due(t, s, dueIn(9), 10, time.Time{}, other)
}
