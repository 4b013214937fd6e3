package timers

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
)

// shelf is a store of timers in memory.
type shelf struct {
	mu     sync.Mutex
	timers map[chat.Timer]bool
	fired  []string
	fail   map[string]int
}

func (s *shelf) DueTimers(_ context.Context, now time.Time, limit int) (due []chat.Timer, next time.Time, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for t := range s.timers {
		if !t.DueAt.After(now) {
			if len(due) < limit {
				due = append(due, t)
			}
		} else if next.IsZero() || t.DueAt.Before(next) {
			next = t.DueAt
		}
	}
	return due, next, nil
}

func (s *shelf) fire(_ context.Context, t chat.Timer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail[t.ID] > 0 {
		s.fail[t.ID]--
		return errors.New("the disk is full")
	}
	delete(s.timers, t)
	s.fired = append(s.fired, t.ID+" at "+clock.System().Now().Format("15:04:05"))
	return nil
}

func (s *shelf) set(id string, in time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.timers[chat.Timer{SessionID: chat.SessionID("s-" + id), Kind: chat.TimerWait, ID: id, DueAt: clock.System().Now().Add(in)}] = true
}

// run starts a runner over a shelf in a bubble of simulated time, which begins at
// midnight.
func run(t *testing.T, test func(s *shelf, r *Runner)) {
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{timers: map[chat.Timer]bool{}, fail: map[string]int{}}
		r := New(Config{Store: s, Fire: s.fire, Clock: clock.System(), Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- r.Run(ctx) }() // ended by cancel below
		test(s, r)
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: got %v, want nil after its context ended", err)
		}
	})
}

func wait(d time.Duration) { <-clock.System().NewTimer(d).C() }

func expect(t *testing.T, s *shelf, want ...string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.fired) != len(want) {
		t.Fatalf("fired: got %q, want %q", s.fired, want)
	}
	for i := range want {
		if s.fired[i] != want[i] {
			t.Errorf("fired #%d: got %q, want %q", i, s.fired[i], want[i])
		}
	}
}

func TestTimersFireWhenDue(t *testing.T) {
	run(t, func(s *shelf, r *Runner) {
		s.set("b", 25*time.Hour)
		s.set("a", 90*time.Second)
		r.Changed()
		wait(90*time.Second + time.Millisecond)
		synctest.Wait()
		expect(t, s, "a at 00:01:30")
		wait(25 * time.Hour)
		synctest.Wait()
		expect(t, s, "a at 00:01:30", "b at 01:00:00")
	})
}

func TestAnEarlierTimerIsSeenAtOnce(t *testing.T) {
	run(t, func(s *shelf, r *Runner) {
		s.set("late", time.Hour)
		r.Changed()
		synctest.Wait()
		s.set("early", 2*time.Second)
		r.Changed()
		wait(3 * time.Second)
		synctest.Wait()
		expect(t, s, "early at 00:00:02")
	})
}

func TestATimerOfAnotherNodeIsSeenWithinTheIdlePause(t *testing.T) {
	run(t, func(s *shelf, _ *Runner) {
		synctest.Wait()
		s.set("other", time.Second)
		wait(idle + time.Second)
		synctest.Wait()
		expect(t, s, "other at 00:00:30")
	})
}

func TestAFailedTimerIsTriedAgainAndHoldsUpNoOther(t *testing.T) {
	run(t, func(s *shelf, r *Runner) {
		s.fail["bad"] = 2
		s.set("bad", time.Second)
		s.set("good", 1500*time.Millisecond)
		r.Changed()
		wait(10 * time.Second)
		synctest.Wait()
		s.mu.Lock()
		fired := len(s.fired)
		s.mu.Unlock()
		if fired != 2 {
			t.Fatalf("fired: got %q, want both", s.fired)
		}
	})
}
