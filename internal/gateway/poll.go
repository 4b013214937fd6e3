package gateway

import (
	"context"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

const (
	// pollEvery is how often a session is polled, while it is.
	pollEvery = 2 * time.Second
	// pollRest is for how long after an item from the broker a session is not
	// polled: most likely it has everything.
	pollRest = time.Second
	// pollSessions is the most sessions asked about in one read. The reads of
	// one round are spread over pollEvery.
	pollSessions = 1000
)

// poll reads the sessions' newest numbers, as nobody else tells of an item whose
// event was lost and that none follows: all the time if the broker may lose events
// silently, else while it does not pass them, and once more when it does again.
// One read is under way at a time, so a slow store delays the polls and nothing else.
func (g *Gateway) poll(ctx context.Context) {
	missed, failing := false, false
	for ctx.Err() == nil {
		healthy := g.broker.Healthy()
		if !g.lossy && healthy && !missed {
			g.pause(ctx, pollEvery)
			continue
		}
		missed = !healthy
		err := g.pollRound(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			g.log.Warn("the sessions could not be polled", "error", err)
		}
		failing = err != nil
	}
}

// pollRound polls all sessions once, in pollEvery or a little more.
func (g *Gateway) pollRound(ctx context.Context) error {
	var all []*hub
	g.eachHub(func(h *hub) { all = append(all, h) })
	reads := max(1, (len(all)+pollSessions-1)/pollSessions)
	var failed error
	for hubs := range slices.Chunk(all, pollSessions) {
		if failed == nil {
			failed = g.pollSome(ctx, hubs)
		}
		g.pause(ctx, pollEvery/time.Duration(reads))
	}
	if len(all) == 0 {
		g.pause(ctx, pollEvery)
	}
	return failed
}

// pollSome asks about those of the sessions that may lack something.
func (g *Gateway) pollSome(ctx context.Context, hubs []*hub) error {
	now := g.clock.Now()
	unsure := make([]*hub, 0, len(hubs))
	ids := make([]chat.SessionID, 0, len(hubs))
	for _, h := range hubs {
		if h.unsure(now) {
			unsure, ids = append(unsure, h), append(ids, h.id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	newest, err := g.store.LastSeqs(ctx, ids)
	if err != nil {
		return err
	}
	for i, h := range unsure {
		h.reveal(newest[i])
	}
	return nil
}

// unsure reports whether a stream waits for events, and none came just now.
func (h *hub) unsure(now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	waits := false
	h.streams(func(s *stream) { waits = waits || s.mode == modeLive })
	return waits && now.Sub(time.Unix(0, h.newsAt)) >= pollRest
}

// reveal makes streams that lack items, up to the newest known, read them.
func (h *hub) reveal(newest chat.Seq) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.latest = max(h.latest, newest)
	h.streams(func(s *stream) {
		if s.mode == modeLive && s.next <= h.latest {
			h.catchUp(s)
		}
	})
}
