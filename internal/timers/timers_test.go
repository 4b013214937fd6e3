package timers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
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
	timers map[chat.Timer]time.Time // until when each is held
	fired  []string
	fail   map[string]int
}

func (s *shelf) TakeTimers(_ context.Context, now time.Time, hold time.Duration, limit int) (due []chat.Timer, next time.Time, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for t, held := range s.timers {
		if !t.DueAt.After(now) && !held.After(now) && len(due) < limit {
			s.timers[t] = now.Add(hold)
			due = append(due, t)
		}
		free := s.timers[t]
		if t.DueAt.After(free) {
			free = t.DueAt
		}
		if next.IsZero() || free.Before(next) {
			next = free
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
	s.timers[chat.Timer{SessionID: chat.SessionID("s-" + id), Kind: chat.TimerWait, ID: id, DueAt: clock.System().Now().Add(in)}] = time.Time{}
}

// run starts a runner over a shelf in a bubble of simulated time, which begins at
// midnight.
func run(t *testing.T, test func(s *shelf, r *Runner)) {
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{timers: map[chat.Timer]time.Time{}, fail: map[string]int{}}
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
		expect(t, s, "other at 00:00:05")
	})
}

func TestAFailedTimerIsTriedAgainAndHoldsUpNoOther(t *testing.T) {
	run(t, func(s *shelf, r *Runner) {
		s.fail["bad"] = 2
		s.set("bad", time.Second)
		s.set("good", 1500*time.Millisecond)
		r.Changed()
		wait(2 * time.Second)
		synctest.Wait()
		expect(t, s, "good at 00:00:01")
		wait(2 * hold)
		synctest.Wait()
		expect(t, s, "good at 00:00:01", "bad at 00:00:21")
	})
}

// A node that dies has its timers fired by another, and one that lives keeps
// its own from the others.
func TestOfSeveralNodesOneFiresATimer(t *testing.T) {
	run(t, func(s *shelf, _ *Runner) {
		other := New(Config{Store: s, Fire: s.fire, Clock: clock.System(), Log: slog.New(slog.DiscardHandler)})
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- other.Run(ctx) }() // ended by cancel below
		for n := range 50 {
			s.set(fmt.Sprint(n), time.Second)
		}
		wait(idle + time.Second)
		synctest.Wait()
		s.mu.Lock()
		fired := slices.Sorted(slices.Values(s.fired))
		s.mu.Unlock()
		if n := len(slices.Compact(fired)); n != 50 || len(fired) != 50 {
			t.Errorf("got %d of 50 timers fired in %d firings, want each once", n, len(fired))
		}
		s.set("left", time.Second)
		if due, _, _ := s.TakeTimers(ctx, clock.System().Now().Add(time.Second), hold, 1); len(due) != 1 {
			t.Fatalf("took %v, want the one timer", due)
		}
		wait(hold + idle)
		synctest.Wait()
		s.mu.Lock()
		if n := len(s.fired); n != 51 {
			t.Errorf("got %d timers fired, want also the one whose node died", n)
		}
		s.mu.Unlock()
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: got %v, want nil after its context ended", err)
		}
	})
}
