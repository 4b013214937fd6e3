package conversation_test

import (
	"context"
	"log/slog"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/dispatch"
)

// dispatches has every node make offers, from now on and after each restart.
func (w *world) dispatches() {
	w.t.Helper()
	w.routed = true
	nodes := []node{{w.Conversations, w.store}}
	if w.cluster != nil {
		nodes = w.cluster.nodes
	}
	end, stop := w.dispatch(nodes), w.stop
	w.stop = func() {
		end()
		stop()
	}
}

// dispatch starts a dispatcher on each node, before whose timers, so that none of
// them finds nobody to look. The returned function ends them.
func (w *world) dispatch(nodes []node) (end func()) {
	w.t.Helper()
	if !w.routed {
		return func() {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	w.dispatchers = nil
	ran := make(chan error, len(nodes))
	for _, n := range nodes {
		offers := dispatch.Offers(n.chats)
		if w.between != nil {
			offers = w.between(offers)
		}
		d := dispatch.New(dispatch.Config{
			Store: n.store, Directory: w.names, Offers: offers, Clock: w.clock, Machine: clock.System(), Log: slog.New(slog.DiscardHandler),
		})
		n.chats.Look = d.Look
		w.dispatchers = append(w.dispatchers, d)
		go func() { ran <- d.Run(ctx) }()
	}
	return func() {
		cancel()
		for range nodes {
			w.check(<-ran)
		}
	}
}

// sweep has every dispatcher go through the queues.
func (w *world) sweep() {
	w.t.Helper()
	for _, d := range w.dispatchers {
		w.check(d.Sweep(context.Background()))
	}
}

// settle waits until no offer is to be made any more.
func (w *world) settle() {
	w.t.Helper()
	w.pass(0)
	w.offersSettle()
	w.pass(0)
}

// offersSettle waits until the dispatchers have nothing to do.
func (w *world) offersSettle() {
	w.t.Helper()
	for _, d := range w.dispatchers {
		w.check(d.Settle(context.Background()))
	}
}
