package fanout

import (
	"hash/maphash"
	"sync"
	"sync/atomic"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// localShards spreads the sessions over locks; a power of two.
const localShards = 64

// Local is the broker within one process. It owns no goroutine: Publish calls
// the listeners in the publisher's, one after another, so an event has reached
// every listener when Publish returns, and none is ever lost or overtaken by one
// that was published after it returned.
//
// A listener may publish to other sessions but not to its own.
type Local struct {
	seed   maphash.Seed
	closed atomic.Bool
	shards [localShards]localShard
}

type localShard struct {
	mu sync.RWMutex
	// sessions maps to slices that are replaced, never changed: Publish walks
	// one without holding the lock, so a listener can take its time without
	// keeping others from subscribing.
	sessions map[chat.SessionID][]*subscription
}

// subscription is one listener. Its lock is held while the listener runs: that
// makes calls one at a time, and lets cancel wait for the one under way.
type subscription struct {
	mu     sync.Mutex
	listen func(Event) // nil once cancelled
}

// NewLocal returns a broker for one process.
func NewLocal() *Local {
	b := &Local{seed: maphash.MakeSeed()}
	for i := range b.shards {
		b.shards[i].sessions = make(map[chat.SessionID][]*subscription)
	}
	return b
}

var _ Broker = (*Local)(nil)

// Publish implements Broker.
func (b *Local) Publish(e Event) {
	sh := b.shard(e.SessionID)
	sh.mu.RLock()
	subs := sh.sessions[e.SessionID]
	sh.mu.RUnlock()
	for _, s := range subs {
		s.deliver(e)
	}
}

// Subscribe implements Broker. After Close it subscribes nothing.
func (b *Local) Subscribe(id chat.SessionID, listen func(Event)) (cancel func()) {
	s := &subscription{listen: listen}
	sh := b.shard(id)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if b.closed.Load() {
		return func() {}
	}
	old := sh.sessions[id]
	sh.sessions[id] = append(old[:len(old):len(old)], s)
	return func() {
		sh.remove(id, s)
		s.cancel()
	}
}

// Healthy implements Broker: events pass until Close.
func (b *Local) Healthy() bool { return !b.closed.Load() }

// Close implements Broker.
func (b *Local) Close() error {
	b.closed.Store(true)
	for i := range b.shards {
		for _, s := range b.shards[i].clear() {
			s.cancel()
		}
	}
	return nil
}

func (b *Local) shard(id chat.SessionID) *localShard {
	return &b.shards[maphash.String(b.seed, string(id))%localShards]
}

func (sh *localShard) remove(id chat.SessionID, s *subscription) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	old := sh.sessions[id]
	kept := make([]*subscription, 0, len(old))
	for _, o := range old {
		if o != s {
			kept = append(kept, o)
		}
	}
	if len(kept) == 0 {
		delete(sh.sessions, id)
		return
	}
	sh.sessions[id] = kept
}

func (sh *localShard) clear() []*subscription {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	var all []*subscription
	for _, subs := range sh.sessions {
		all = append(all, subs...)
	}
	clear(sh.sessions)
	return all
}

func (s *subscription) deliver(e Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listen != nil {
		s.listen(e)
	}
}

// cancel returns when the listener is not running and never will again.
func (s *subscription) cancel() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listen = nil
}
