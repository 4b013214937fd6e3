package gateway

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

const (
	sweepEvery = time.Second
	// quietBeforePing is after how much silence a client is asked whether it
	// is there. Browsers answer even when the page's timers are frozen.
	quietBeforePing = time.Minute
)

// sweep visits all sockets once a second, so that none needs a timer of its own.
func (g *Gateway) sweep(ctx context.Context) {
	expired := g.clock.Now()
	for g.pause(ctx, sweepEvery) {
		now := g.clock.Now()
		if now.Sub(expired) >= expireEvery {
			expired = now
			g.expire(now)
		}
		g.sockets.each(func(s *socket) { s.check(now) })
	}
}

// expire forgets devices that stayed away too long, and has it noted where others
// of the participant are here.
func (g *Gateway) expire(now time.Time) {
	for _, k := range g.absences.expire(now) {
		if h := g.find(k.session); h != nil {
			h.expired(k.participant)
		}
	}
}

func (h *hub) expired(id chat.ParticipantID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if m := h.member(id); m != nil {
		h.noteChange(m)
	}
}

// saveCursors saves what has changed every few seconds, and soon after the last
// socket of a participant has gone.
func (g *Gateway) saveCursors(ctx context.Context) {
	t := g.clock.NewTimer(g.limits.CursorEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C():
		case <-g.cursors.soon:
		}
		if err := g.cursors.save(ctx); err != nil && ctx.Err() == nil {
			g.log.Warn("cursors could not be saved", "error", err)
		}
		t.Reset(g.limits.CursorEvery)
	}
}
