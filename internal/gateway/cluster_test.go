package gateway_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/gateway"
)

// inCluster runs a test with so many nodes over one store and one broker, which may
// lose events. What is said at one node all hear of.
func inCluster(t *testing.T, nodes int, test func([]*world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		m, broker := newMemory(), fanout.NewLocal()
		var all []*world
		for range nodes {
			w := newWorld(t, m, broker)
			w.lossy = true
			if len(all) > 0 {
				w.roster = all[0].roster
			}
			w.start(gateway.Limits{})
			all = append(all, w)
		}
		defer func() {
			for _, w := range all {
				w.stop()
			}
		}()
		test(all)
	})
}

// kill ends a node without a chance to save anything, and starts it again.
func (w *world) kill() {
	w.mortal.dead.Store(true)
	w.stop()
	w.start(gateway.Limits{})
}

// replace ends a node as a rolling restart does, and starts it again.
func (w *world) replace() {
	if err := w.g.Drain(context.Background()); err != nil {
		w.t.Errorf("Drain() = %v, want nil", err)
	}
	w.stop()
	w.start(gateway.Limits{})
}
