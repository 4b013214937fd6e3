package gateway

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// Drain closes all sockets for the end of the process: upgrades are refused from
// now on, and the sockets are closed batch by batch, each after what waits for it,
// because all their clients come back at once. It returns when the last one has
// gone and the cursors are saved, or when ctx ends; near the deadline of ctx it
// closes faster.
func (g *Gateway) Drain(ctx context.Context) error {
	g.shut()
	var open []*socket
	g.each(func(s *socket) { open = append(open, s) })
	pause := g.drainPause(ctx, len(open))
	for i, s := range open {
		if i > 0 && i%g.limits.DrainBatch == 0 && !g.pause(ctx, pause) {
			return ctx.Err()
		}
		s.close(closeDraining, true)
	}
	for !g.empty() {
		if !g.pause(ctx, 20*time.Millisecond) {
			return ctx.Err()
		}
	}
	return g.cursors.save(ctx)
}

// drainPause is the time between two batches, at most half of what ctx leaves
// for all of them.
func (g *Gateway) drainPause(ctx context.Context, sockets int) time.Duration {
	pause := g.limits.DrainPause
	batches := sockets/g.limits.DrainBatch + 1
	if deadline, ok := ctx.Deadline(); ok {
		left := deadline.Sub(clock.System().Now())
		pause = min(pause, max(0, left/2/time.Duration(batches)))
	}
	return pause
}

// pause waits for d; false when ctx ended first.
func (g *Gateway) pause(ctx context.Context, d time.Duration) bool {
	t := g.clock.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C():
		return true
	case <-ctx.Done():
		return false
	}
}

// shut refuses upgrades from now on.
func (g *Gateway) shut() {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.draining = true
}

func (g *Gateway) isDraining() bool {
	g.gate.RLock()
	defer g.gate.RUnlock()
	return g.draining
}
