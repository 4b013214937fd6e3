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
	g.sockets.each(func(s *socket) { open = append(open, s) })
	share := g.drainShare(ctx, len(open))
	saves := true
	for batch := range slices.Chunk(open, g.limits.DrainBatch) {
		for _, s := range batch {
			s.holdForGood()
			s.begin(s.out.ask(g.clock.Now(), true, false))
		}
		if !g.awaitAnswers(ctx, batch, share) {
			return ctx.Err()
		}
		for _, s := range batch {
			s.drain()
		}
		saves = saves && g.saveWithin(ctx, saveWait) == nil
		for _, s := range batch {
			s.close(closeDraining, true)
		}
	}
	for !g.sockets.empty() {
		if !g.pause(ctx, 20*time.Millisecond) {
			return ctx.Err()
		}
	}
	return g.cursors.save(ctx)
}

// holdForGood ends a socket's live events, and lets no stream in any more. Whatever
// happens now its client gets from where it comes back.
func (s *socket) holdForGood() {
	s.mu.Lock()
	s.shut = true
	streams := s.streams
	s.mu.Unlock()
	for _, st := range streams {
		st.hub.holdForGood(st)
	}
}

func (h *hub) holdForGood(s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch s.mode {
	case modeLive, modeCatching, modeHeld:
		s.mode = modeHeld
		s.holds++
	}
}

const (
	// answerEvery is how often a batch is looked at for answers.
	answerEvery = 10 * time.Millisecond
	// answerWithin is for how long a client's answer is waited for where there
	// is time: it may be far away, or slow.
	answerWithin = 2 * time.Second
)

// awaitAnswers waits for the pause between two batches, and then until all
// clients have answered, as far as the batch's share of the time allows. It
// returns false when ctx ended first.
func (g *Gateway) awaitAnswers(ctx context.Context, batch []*socket, share time.Duration) bool {
	until := g.clock.Now().Add(min(answerWithin, share))
	if !g.pause(ctx, min(g.limits.DrainPause, share)) {
		return false
	}
	for slices.ContainsFunc(batch, (*socket).unsettled) && g.clock.Now().Before(until) {
		if !g.pause(ctx, answerEvery) {
			return false
		}
	}
	return true
}

// unsettled reports whether the client may not have all that it was sent.
func (s *socket) unsettled() bool {
	return slices.ContainsFunc(s.list(), func(st *stream) bool {
		st.hub.mu.Lock()
		defer st.hub.mu.Unlock()
		return !st.gone && !st.arrived()
	})
}

// drain has the places of a socket's streams saved before it is closed, and not
// again when it has gone: by then another node may have taken them over.
func (s *socket) drain() {
	for _, st := range s.list() {
		st.hub.drain(st)
	}
}

func (h *hub) drain(s *stream) {
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

// drainShare is the time for one batch: of half of what ctx leaves for all.
func (g *Gateway) drainShare(ctx context.Context, sockets int) time.Duration {
	deadline, ok := ctx.Deadline()
	if !ok {
		return answerWithin
	}
	batches := sockets/g.limits.DrainBatch + 1
	return max(0, deadline.Sub(clock.System().Now())/2/time.Duration(batches))
}

// pause waits for d; false when ctx ended first.
func (g *Gateway) pause(ctx context.Context, d time.Duration) bool {
	return clock.Wait(ctx, g.clock, d)
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
