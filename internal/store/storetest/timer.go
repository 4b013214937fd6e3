package storetest

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var timers = []promise{
	{"due timers come earliest first, and the next is known", timersDue},
	{"a timer that is taken is held for a while", timerHeld},
	{"a timer that is set is held no more", timerSetFree},
	{"of many takers one gets each timer", timersTakenOnce},
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

// glance is a hold that is over at once, for tests that look at what is due.
const glance = 0

// due holds the due timers and the next time to what is wanted.
func due(t *testing.T, s *subject, now time.Time, limit int, next time.Time, want ...chat.Timer) {
	t.Helper()
	got, gotNext, err := s.TakeTimers(t.Context(), now, glance, limit)
	if err != nil {
		t.Fatalf("TakeTimers: %v", err)
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

func take(t *testing.T, s *subject, now time.Time, hold time.Duration) ([]chat.Timer, time.Time) {
	t.Helper()
	got, next, err := s.TakeTimers(t.Context(), now, hold, 10)
	if err != nil {
		t.Fatalf("TakeTimers: %v", err)
	}
	return got, next
}

func timerHeld(t *testing.T, s *subject) {
	a := chat.Timer{SessionID: "s", Kind: chat.TimerWait, ID: "a", DueAt: dueIn(1)}
	b := chat.Timer{SessionID: "s", Kind: chat.TimerWait, ID: "b", DueAt: dueIn(30)}
	set(t, s, a, b)
	got, next := take(t, s, dueIn(2), 10*time.Second)
	same(t, "taken", got, []chat.Timer{a})
	same(t, "next", next.UTC(), dueIn(12)) // the hold ends before b is due
	got, next = take(t, s, dueIn(11), 10*time.Second)
	same(t, "taken while it is held", got, nil)
	same(t, "next", next.UTC(), dueIn(12))
	got, next = take(t, s, dueIn(12), 30*time.Second)
	same(t, "taken after the hold", got, []chat.Timer{a})
	same(t, "next", next.UTC(), dueIn(30))
}

func timerSetFree(t *testing.T, s *subject) {
	timer := chat.Timer{SessionID: "s", Kind: chat.TimerWait, ID: "a", DueAt: dueIn(1)}
	set(t, s, timer)
	take(t, s, dueIn(1), time.Minute)
	timer.DueAt = dueIn(5)
	set(t, s, timer)
	got, _ := take(t, s, dueIn(5), time.Minute)
	same(t, "taken", got, []chat.Timer{timer})
}

func timersTakenOnce(t *testing.T, s *subject) {
	takenOnce(t, slices.Repeat([]*subject{s}, 8))
}

// takenOnce has timers taken by all takers at once.
func takenOnce(t *testing.T, takers []*subject) {
	t.Helper()
	const timers = 60
	for n := range timers {
		set(t, takers[0], chat.Timer{SessionID: sessionID(n), Kind: chat.TimerWait, DueAt: dueIn(n % 5)})
	}
	var mu sync.Mutex
	taken := map[chat.SessionID]int{}
	var wg sync.WaitGroup
	for _, s := range takers {
		wg.Go(func() {
			for {
				got, _, err := s.TakeTimers(t.Context(), dueIn(9), time.Minute, 7)
				wantErr(t, "TakeTimers", err, nil)
				if len(got) == 0 {
					return
				}
				mu.Lock()
				for _, timer := range got {
					taken[timer.SessionID]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for n := range timers {
		if taken[sessionID(n)] != 1 {
			t.Errorf("timer of %s: taken %d times, want once", sessionID(n), taken[sessionID(n)])
		}
	}
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
