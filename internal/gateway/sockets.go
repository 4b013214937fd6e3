package gateway

import (
	"sync"
	"sync/atomic"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// sockets are all connections of a gateway. They are spread over locks, in turn.
type sockets struct {
	next   atomic.Uint32
	shards [64]socketShard
}

type socketShard struct {
	mu   sync.Mutex
	open map[*socket]struct{}
}

func (all *sockets) add(s *socket) {
	s.shard = &all.shards[all.next.Add(1)%uint32(len(all.shards))]
	s.shard.mu.Lock()
	defer s.shard.mu.Unlock()
	if s.shard.open == nil {
		s.shard.open = make(map[*socket]struct{})
	}
	s.shard.open[s] = struct{}{}
}

func (all *sockets) remove(s *socket) {
	s.shard.mu.Lock()
	defer s.shard.mu.Unlock()
	delete(s.shard.open, s)
}

// each runs visit over all sockets of the moment, holding no lock.
func (all *sockets) each(visit func(*socket)) {
	var some []*socket
	for i := range all.shards {
		some = all.shards[i].list(some[:0])
		for _, s := range some {
			visit(s)
		}
	}
}

func (sh *socketShard) list(into []*socket) []*socket {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	for s := range sh.open {
		into = append(into, s)
	}
	return into
}

func (all *sockets) empty() bool {
	none := true
	all.each(func(*socket) { none = false })
	return none
}

// sessions are those of a socket's streams, for the log.
func (s *socket) sessions() (ids []chat.SessionID) {
	for _, st := range s.list() {
		ids = append(ids, st.viewer.SessionID)
	}
	return ids
}
