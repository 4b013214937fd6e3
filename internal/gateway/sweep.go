package gateway

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

const (
	sweepEvery = time.Second
	pollEvery  = 2 * time.Second
	// quietBeforePing is after how much silence a client is asked whether it
	// is there. Browsers answer even when the page's timers are frozen.
	quietBeforePing = time.Minute
)

// sweep visits all sockets once a second, so that none needs a timer of its own.
func (g *Gateway) sweep(ctx context.Context) {
	expired := g.started
	for g.pause(ctx, sweepEvery) {
		now := g.clock.Now()
		if now.Sub(expired) >= expireEvery {
			expired = now
			g.absences.expire(now)
		}
		g.each(func(s *socket) { s.check(now) })
	}
}

// check does what a socket's time has come for. Needs hub.mu.
func (s *socket) check(now time.Time) {
	quiet := now.Sub(time.Unix(0, s.heard.Load()))
	switch {
	case !s.leftover.IsZero() && now.After(s.leftover):
		s.close(closeLeftover, true)
	case quiet >= s.g.limits.Silence:
		s.close(closeSilent, false)
	default:
		s.begin(s.out.ask(now, false, quiet >= quietBeforePing))
	}
}

// poll reads the sessions' newest numbers while the broker does not pass events,
// and once more when it does again, as what happened before may be lost.
func (g *Gateway) poll(ctx context.Context) {
	for missed := false; g.pause(ctx, pollEvery); {
		healthy := g.broker.Healthy()
		if healthy && !missed {
			continue
		}
		missed = !healthy
		g.eachHub(func(h *hub) {
			if ctx.Err() == nil {
				h.pollStore(ctx)
			}
		})
	}
}

func (h *hub) pollStore(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	newest, err := h.g.store.LastSeq(ctx, h.id)
	if err != nil {
		h.g.log.Warn("a session could not be polled", "session", h.id, "error", err)
		return
	}
	h.reveal(newest)
}

// reveal makes sockets that lack items, up to the newest known, read them.
func (h *hub) reveal(newest chat.Seq) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.latest = max(h.latest, newest)
	h.sockets(func(s *socket) {
		if s.mode == modeLive && s.next <= h.latest {
			h.catchUp(s)
		}
	})
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
