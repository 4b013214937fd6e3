package gateway

import (
	"hash/maphash"
	"sync"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// hubShards spreads the sessions over locks; a power of two.
const hubShards = 64

type hubShard struct {
	mu   sync.Mutex
	hubs map[chat.SessionID]*hub
}

func (g *Gateway) makeShards() {
	for i := range g.shards {
		g.shards[i].hubs = make(map[chat.SessionID]*hub)
	}
}

func (g *Gateway) shard(id chat.SessionID) *hubShard {
	return &g.shards[maphash.String(g.seed, string(id))%hubShards]
}

// enter puts an upgraded socket in and starts its reader. It returns false when the
// gateway takes no more.
func (g *Gateway) enter(s *socket, who holder) bool {
	g.gate.RLock()
	defer g.gate.RUnlock()
	if g.draining {
		return false
	}
	if who.isAgent {
		g.agents.add(g, s, who.agent)
	} else {
		s.add(who.participant)
		s.keepGuard(who.participant)
	}
	g.sockets.add(s)
	g.metrics.SocketOpened()
	g.tasks.Go(s.run)
	return true
}

// hub finds or makes the hub of a session. Needs gate, or a goroutine of the
// gateway.
func (g *Gateway) hub(id chat.SessionID) *hub {
	sh := g.shard(id)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	h := sh.hubs[id]
	if h == nil {
		h = &hub{g: g, id: id}
		sh.hubs[id] = h
		g.tasks.Go(h.tune)
	}
	return h
}

// find returns the hub of a session, nil when it has no streams here.
func (g *Gateway) find(id chat.SessionID) *hub {
	sh := g.shard(id)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	return sh.hubs[id]
}

// enter adds a stream unless the hub has just been given up.
func (h *hub) enter(s *stream) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.gone {
		return false
	}
	h.add(s)
	return true
}

// eachHub runs visit over all hubs of the moment, holding no lock.
func (g *Gateway) eachHub(visit func(*hub)) {
	var hubs []*hub
	for i := range g.shards {
		hubs = g.shards[i].list(hubs[:0])
		for _, h := range hubs {
			visit(h)
		}
	}
}

func (sh *hubShard) list(into []*hub) []*hub {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	for _, h := range sh.hubs {
		into = append(into, h)
	}
	return into
}
