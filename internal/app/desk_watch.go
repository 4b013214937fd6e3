package app

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/gateway"
)

const (
	// deskLook is how often the chats of agents are looked at where the broker may
	// not tell of every change.
	deskLook = 5 * time.Second
	// deskCheck is the same where it does: who was signed out is seen then.
	deskCheck = 30 * time.Second
)

// watches are the agents' sockets of this node that want to be told of changes. A
// broker may lose what it was to tell, and a sign-in may end without anything
// happening to the agent; so all are told from time to time, and look for themselves.
type watches struct {
	broker fanout.Broker
	clock  clock.Clock
	lossy  bool

	mu  sync.Mutex
	all map[*watch]bool
}

// watch is one that wants to be told.
type watch struct{ changed func() }

// watch has changed called after each change of an agent, and now and then without
// one, until cancel is called.
func (w *watches) watch(who gateway.AgentViewer, changed func()) (cancel func()) {
	one := &watch{changed}
	w.mu.Lock()
	if w.all == nil {
		w.all = map[*watch]bool{}
	}
	w.all[one] = true
	w.mu.Unlock()
	end := w.broker.Subscribe(fanout.AgentKey(who.Instance, who.User), func(fanout.Event) { changed() })
	return func() {
		w.mu.Lock()
		delete(w.all, one)
		w.mu.Unlock()
		end()
	}
}

// run tells all, again and again, until ctx ends.
func (w *watches) run(ctx context.Context) error {
	for waited := time.Duration(0); clock.Wait(ctx, w.clock, deskLook); {
		waited += deskLook
		if !w.lossy && w.broker.Healthy() && waited < deskCheck {
			continue
		}
		waited = 0
		w.tell()
	}
	return nil
}

// tell calls them without the lock, for which somebody may wait who holds what they
// want.
func (w *watches) tell() {
	w.mu.Lock()
	all := slices.Collect(maps.Keys(w.all))
	w.mu.Unlock()
	for _, one := range all {
		one.changed()
	}
}
