package clock_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

func TestWaitEndsWithItsTimeOrItsContext(t *testing.T) {
	for name, c := range map[string]struct {
		within time.Duration // until ctx ends
		waited bool
		took   time.Duration
	}{
		"the time passes":        {time.Hour, true, time.Minute},
		"the context ends first": {time.Second, false, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), c.within)
				defer cancel()
				began := clock.System().Now()
				waited := clock.Wait(ctx, clock.System(), time.Minute)
				if took := clock.System().Now().Sub(began); waited != c.waited || took != c.took {
					t.Errorf("got %v after %v, want %v after %v", waited, took, c.waited, c.took)
				}
			})
		})
	}
}

func TestWaitGoesByItsClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := clock.NewManual(clock.System(), 0)
		now := m.Stand()
		waited := make(chan bool, 1)
		go func() { waited <- clock.Wait(t.Context(), m, time.Minute) }() // ends with the move
		pass(time.Hour)
		select {
		case <-waited:
			t.Error("it went on while its clock stood")
		default:
		}
		m.Move(now.Add(time.Minute))
		if !<-waited {
			t.Error("got false once its time had passed")
		}
	})
}
