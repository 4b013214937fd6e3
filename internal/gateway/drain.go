package gateway

import (
	"context"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// saveWait bounds the save before a batch of sockets is closed.
const saveWait = time.Second

// Drain closes all sockets for the end of the process: upgrades are refused from
// now on, and the sockets are closed batch by batch, each after what waits for it,
// because all their clients come back at once. It returns when the last one has
// gone and the cursors are saved, or when ctx ends; near the deadline of ctx it
// closes faster.
//
// Another node must know where a client is when it comes, a moment after its
// socket closed. So each batch is sent nothing more, is asked what has arrived,
// and what it answers is saved before it is closed.
func (g *Gateway) Drain(ctx context.Context) error {
	g.shut()
	var open []*socket
	g.each(func(s *socket) { open = append(open, s) })
	pause := g.drainPause(ctx, len(open))
	saves := true
	for batch := range slices.Chunk(open, g.limits.DrainBatch) {
		for _, s := range batch {
			s.hub.holdForGood(s)
			s.begin(s.out.ask(g.clock.Now(), true, false))
		}
		if !g.awaitAnswers(ctx, batch, pause) {
			return ctx.Err()
		}
		for _, s := range batch {
			s.hub.drain(s)
		}
		saves = saves && g.saveWithin(ctx, saveWait) == nil
		for _, s := range batch {
			s.close(closeDraining, true)
		}
	}
	for !g.empty() {
		if !g.pause(ctx, 20*time.Millisecond) {
			return ctx.Err()
		}
	}
	return g.cursors.save(ctx)
}

// holdForGood ends a socket's live events. Whatever happens now its client gets
// from where it comes back.
func (h *hub) holdForGood(s *socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch s.mode {
	case modeLive, modeCatching, modeHeld:
		s.mode = modeHeld
		s.holds++
	}
}

// answerEvery is how often a batch is looked at for answers.
const answerEvery = 10 * time.Millisecond

// awaitAnswers waits for the pause between two batches, and for as long as the
// network of distant clients takes where there is time. It returns false when
// ctx ended first.
func (g *Gateway) awaitAnswers(ctx context.Context, batch []*socket, pause time.Duration) bool {
	if !g.pause(ctx, pause) {
		return false
	}
	if pause < g.limits.DrainPause {
		return true // in a hurry
	}
	until := g.clock.Now().Add(g.limits.Handover)
	for slices.ContainsFunc(batch, (*socket).unsettled) && g.clock.Now().Before(until) {
		if !g.pause(ctx, answerEvery) {
			return false
		}
	}
	return true
}

// unsettled reports whether the client may not have all that it was sent.
func (s *socket) unsettled() bool {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	return !s.gone && !s.out.settled()
}

// drain has a socket's place saved before the socket is closed, and not again when
// it has gone: by then another node may have taken it over.
func (h *hub) drain(s *socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s.drained = true
	h.note(s.member)
}

func (g *Gateway) saveWithin(ctx context.Context, d time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
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
