package conversation_test

import (
	"context"
	"log/slog"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/dispatch"
)

// dispatches has waiting contacts offered to agents until the server stops.
func (w *world) dispatches() {
	w.t.Helper()
	nodes := []node{{w.Conversations, w.store}}
	if w.cluster != nil {
		nodes = w.cluster.nodes
	}
	ctx, cancel := context.WithCancel(context.Background())
	w.dispatchers = nil
	ran := make(chan error, len(nodes))
	for _, n := range nodes {
		d := dispatch.New(dispatch.Config{
			Store: n.store, Directory: w.names, Offers: n.chats, Clock: w.clock, Machine: clock.System(), Log: slog.New(slog.DiscardHandler),
		})
		n.chats.Look = d.Look
		w.dispatchers = append(w.dispatchers, d)
		go func() { ran <- d.Run(ctx) }()
	}
	stop := w.stop
	w.stop = func() {
		cancel()
		for range nodes {
			w.check(<-ran)
		}
		stop()
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
	for _, d := range w.dispatchers {
		w.check(d.Settle(context.Background()))
	}
	w.pass(0)
}
