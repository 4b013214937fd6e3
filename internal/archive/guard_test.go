package archive

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// hanging is a bucket that can hang.
type hanging struct {
	hangs  atomic.Bool
	probes atomic.Int64
	answer error
}

func (h *hanging) probe(ctx context.Context) error {
	h.probes.Add(1)
	if h.hangs.Load() {
		<-ctx.Done()
		return ctx.Err()
	}
	return h.answer
}

func inGuard(t *testing.T, test func(t *testing.T, h *hanging, g *guard)) {
	synctest.Test(t, func(t *testing.T) {
		h := &hanging{}
		g := newGuard(h.probe, clock.System(), slog.New(slog.DiscardHandler))
		defer g.close()
		test(t, h, g)
	})
}

func pass(d time.Duration) {
	<-clock.System().NewTimer(d).C()
	synctest.Wait()
}

func TestTheGuardTriesTheBucketItself(t *testing.T) {
	inGuard(t, func(t *testing.T, h *hanging, g *guard) {
		if err := g.admit(); err != nil {
			t.Fatalf("at first: %v", err)
		}
		h.hangs.Store(true)
		for range 10 {
			g.trip()
		}
		pass(30 * time.Second)
		if err := g.admit(); !errors.Is(err, ErrAway) {
			t.Errorf("while it hangs: got %v, want %v", err, ErrAway)
		}
		if n := h.probes.Load(); n != 10 {
			t.Errorf("got %d probes in 30s, want 10: one at a time, 1s apart, 2s long", n)
		}
		h.hangs.Store(false)
		pass(probeEvery + probeWithin)
		if err := g.admit(); err != nil {
			t.Errorf("when it answers: %v", err)
		}
		n := h.probes.Load()
		pass(time.Minute)
		if h.probes.Load() != n {
			t.Error("the bucket is tried although it answers")
		}
	})
}

// An error that comes in time is an answer: what it means is for the callers.
func TestAnErrorInTimeIsAnAnswer(t *testing.T) {
	inGuard(t, func(t *testing.T, h *hanging, g *guard) {
		h.answer = errors.New("forbidden")
		g.trip()
		pass(probeEvery)
		if err := g.admit(); err != nil {
			t.Errorf("got %v, want none", err)
		}
	})
}

func TestClosingEndsTheWatch(t *testing.T) {
	inGuard(t, func(t *testing.T, h *hanging, g *guard) {
		h.hangs.Store(true)
		g.trip()
		pass(probeEvery + time.Millisecond) // within a probe
		g.close()
		g.trip()
		if err := g.admit(); !errors.Is(err, ErrAway) {
			t.Errorf("got %v, want %v", err, ErrAway)
		}
	})
}
