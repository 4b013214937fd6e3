package timers

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
)

func TestFireDueFiresAllThatIsDueAndTellsTheNext(t *testing.T) {
	run(t, func(s *shelf, r *Runner) {
		release := r.Hold()
		start := clock.System().Now()
		for n := range batch + 1 {
			s.set(fmt.Sprint(n), time.Second)
		}
		s.set("later", time.Hour)
		wait(2 * time.Second)
		if fired, next, err := r.FireDue(t.Context(), 1000); fired != batch+1 || !next.Equal(start.Add(time.Hour)) || err != nil {
			t.Errorf("got %d fired, next %s, error %v, want %d and the later one", fired, next, err, batch+1)
		}
		wait(2 * time.Hour)
		synctest.Wait()
		if n := len(s.fired); n != batch+1 {
			t.Errorf("got %d fired while they are held, want Run to wait", n)
		}
		release()
		synctest.Wait()
		if n := len(s.fired); n != batch+2 {
			t.Errorf("got %d fired after the release, want the later one too", n)
		}
	})
}

func TestFireDueStopsAtItsLimit(t *testing.T) {
	run(t, func(s *shelf, r *Runner) {
		defer r.Hold()()
		s.set("first", -time.Second)
		again := 0
		r.Fire = func(ctx context.Context, timer chat.Timer) error { // sets another that is due
			again++
			err := s.fire(ctx, timer)
			s.set(fmt.Sprint(again), -time.Second)
			return err
		}
		if fired, _, err := r.FireDue(t.Context(), 10); fired != 10 || err != nil {
			t.Errorf("got %d fired, error %v, want 10", fired, err)
		}
		r.Fire = s.fire
	})
}

func TestFireDueTellsOfAFailure(t *testing.T) {
	run(t, func(s *shelf, r *Runner) {
		release := r.Hold()
		s.fail["bad"] = 1
		s.set("bad", -time.Second)
		s.set("good", -time.Second)
		if fired, _, err := r.FireDue(t.Context(), 10); fired != 1 || !errors.Is(err, errFire) {
			t.Errorf("got %d fired, error %v, want the good one and an error", fired, err)
		}
		wait(hold)
		if fired, _, err := r.FireDue(t.Context(), 10); fired != 1 || err != nil {
			t.Errorf("after its hold: got %d fired, error %v, want the bad one", fired, err)
		}
		release()
	})
}
