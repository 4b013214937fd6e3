package archive

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// The rhythm in which a bucket that hung is tried.
const (
	probeEvery  = time.Second
	probeWithin = 2 * time.Second
)

// guard keeps callers from waiting for a bucket that hangs. After one call that
// took too long all others fail at once, and the guard itself tries the bucket
// until it answers: nobody's request is the trial. Failures that come quickly
// cost nobody anything, so they do not count.
type guard struct {
	probe func(context.Context) error
	clock clock.Clock
	log   *slog.Logger
	// life ends with the bucket, and the watch with it.
	life context.Context
	end  context.CancelFunc

	mu       sync.Mutex
	watching sync.WaitGroup
	away     bool
}

func newGuard(probe func(context.Context) error, c clock.Clock, log *slog.Logger) *guard {
	g := &guard{probe: probe, clock: c, log: log}
	g.life, g.end = context.WithCancel(context.Background())
	return g
}

// admit reports whether the bucket may be asked. ErrAway.
func (g *guard) admit() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.away {
		return fmt.Errorf("%w: it did not answer in time and is being tried", ErrAway)
	}
	return nil
}

// trip notes that a call took too long.
func (g *guard) trip() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.away || g.life.Err() != nil {
		return
	}
	g.away = true
	g.log.Warn("the bucket does not answer in time: it is left alone until it does")
	g.watching.Go(g.watch)
}

// watch tries the bucket until it answers or is closed.
func (g *guard) watch() {
	for clock.Wait(g.life, g.clock, probeEvery) {
		if g.answers() {
			g.mu.Lock()
			g.away = false
			g.mu.Unlock()
			g.log.Info("the bucket answers again")
			return
		}
	}
}

func (g *guard) answers() bool {
	ctx, cancel := context.WithTimeout(g.life, probeWithin)
	defer cancel()
	err := g.probe(ctx)
	return err == nil || ctx.Err() == nil // an error that came in time is an answer
}

// close ends the watch and waits for it. Nothing is admitted to a closed bucket
// that hung.
func (g *guard) close() {
	g.mu.Lock()
	g.end()
	g.mu.Unlock()
	g.watching.Wait()
}
