package conversation_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock/clocktest"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/store/postgres"
	"github.com/rejoin-chat/rejoin/internal/testenv/pgtest"
)

// shared is the PostgreSQL of this package's tests; that a commit is on disk is
// the driver's to show.
var shared = pgtest.Shared{Options: pgtest.Options{Settings: map[string]string{"fsync": "off"}}}

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }

// cluster is several nodes on one PostgreSQL. A network takes no part in
// simulated time, so time is moved by hand, and the test fires the timers itself.
type cluster struct {
	url   string
	hand  *clocktest.Manual
	nodes []node
}

// node is what one server has of its own.
type node struct {
	chats *conversation.Conversations
	store *forgetful
}

// onNodes runs a test in a world of several nodes.
func onNodes(t *testing.T, nodes int, test func(w *world)) {
	t.Helper()
	t.Parallel()
	server := shared.Server(t)
	h := clocktest.At(time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC))
	w := &world{t: t, folder: t.TempDir(), limits: defaultLimits, clock: h, partner: &partner{}, cluster: &cluster{
		url: server.URL(server.NewDatabase(t)), hand: h, nodes: make([]node, nodes),
	}}
	w.open()
	defer func() { w.stop() }()
	test(w)
}

// openNodes starts all nodes and turns to the first.
func (w *world) openNodes() {
	w.t.Helper()
	var ends []func()
	for i := range w.cluster.nodes {
		// The driver waits for a real network, so its clock is a real one.
		s, err := postgres.Open(context.Background(), postgres.Options{URL: w.cluster.url})
		w.check(err)
		ends = append(ends, w.node(s))
		w.cluster.nodes[i] = node{w.Conversations, w.store}
	}
	endOffers := w.dispatch(w.cluster.nodes)
	w.stop = func() {
		endOffers()
		for _, end := range ends {
			end()
		}
	}
	w.turnTo(0)
}

// turnTo makes what follows happen on one of the nodes.
func (w *world) turnTo(i int) {
	w.Conversations, w.store = w.cluster.nodes[i].chats, w.cluster.nodes[i].store
}

// passByHand lets time pass from one due timer to the next.
func (w *world) passByHand(d time.Duration) {
	w.t.Helper()
	end := w.cluster.hand.Now().Add(d)
	for {
		next := w.fireDue()
		if next.IsZero() || next.After(end) {
			break
		}
		w.cluster.hand.Advance(next.Sub(w.cluster.hand.Now()))
	}
	w.cluster.hand.Advance(end.Sub(w.cluster.hand.Now()))
	w.fireDue()
}

// fireDue fires what is due, each timer on another node, has the offers made that
// come of it, and tells when the next will be.
func (w *world) fireDue() (next time.Time) {
	w.t.Helper()
	ctx := context.Background()
	for i := 0; ; i++ {
		n := w.cluster.nodes[i%len(w.cluster.nodes)]
		due, next, err := n.store.TakeTimers(ctx, w.clock.Now(), time.Minute, 1)
		w.check(err)
		if len(due) == 0 {
			return next
		}
		w.check(n.chats.Fire(ctx, due[0]))
		w.offersSettle()
	}
}
