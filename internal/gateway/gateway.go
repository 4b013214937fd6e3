package gateway

import (
	"context"
	"crypto/rand"
	"errors"
	"hash/maphash"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/fanout"
)

// Gateway serves the websockets of participants and of agents. It is the http.Handler of the
// websocket route.
//
// Run must run from before the first request until the gateway is to end; Drain
// may be called before that, while Run still runs.
type Gateway struct {
	admit    AdmitFunc
	desk     Agents
	store    Store
	broker   fanout.Broker
	clock    clock.Clock
	log      *slog.Logger
	metrics  Metrics
	healthy  func() bool
	limits   Limits
	upgrader websocket.Upgrader
	cursors  *cursors
	absences *absences
	node     string
	lossy    bool

	// ctx ends when Run does.
	ctx    context.Context
	cancel context.CancelFunc
	// tasks are the goroutines of all sockets: readers, writers, joins and
	// catch-ups. Each is started while a reader counts, or under gate.
	tasks sync.WaitGroup

	gate     sync.RWMutex
	draining bool

	sockets sockets
	agents  agents

	seed   maphash.Seed
	shards [hubShards]hubShard
}

// New returns a gateway. It panics when Admit, Store or Broker is missing.
func New(cfg Config) *Gateway {
	if cfg.Admit == nil || cfg.Store == nil || cfg.Broker == nil {
		panic("gateway: Config needs Admit, Store and Broker")
	}
	g := &Gateway{
		admit: cfg.Admit, desk: cfg.Agents, store: cfg.Store, broker: cfg.Broker, clock: cfg.Clock,
		log: cfg.Log, metrics: cfg.Metrics, healthy: cfg.Healthy,
		limits: cfg.Limits.withDefaults(), node: cfg.Node, lossy: cfg.Lossy,
		absences: newAbsences(), seed: maphash.MakeSeed(),
	}
	if g.node == "" {
		g.node = rand.Text()
	}
	if g.clock == nil {
		g.clock = clock.System()
	}
	if g.log == nil {
		g.log = slog.New(slog.DiscardHandler)
	}
	if g.metrics == nil {
		g.metrics = noMetrics{}
	}
	if g.healthy == nil {
		g.healthy = func() bool { return true }
	}
	g.cursors = newCursors(g.store, g.node)
	g.upgrader = newUpgrader()
	g.ctx, g.cancel = context.WithCancel(context.Background())
	g.makeShards()
	return g
}

// Run looks after the sockets, reaping the silent, asking for confirmations,
// saving cursors, until ctx ends. Then it closes what is still open, waits for
// every goroutine of the gateway, and saves the cursors. A Gateway runs once.
func (g *Gateway) Run(ctx context.Context) error {
	var own sync.WaitGroup
	own.Go(func() { g.sweep(ctx) })
	own.Go(func() { g.poll(ctx) })
	own.Go(func() { g.saveCursors(ctx) })
	own.Wait()

	g.shut()
	g.cancel()
	g.sockets.each(func(s *socket) { s.conn.Close() })
	g.tasks.Wait()
	if err := g.cursors.save(context.WithoutCancel(ctx)); err != nil {
		return errors.Join(errors.New("gateway: the last cursors were not saved"), err)
	}
	return nil
}

// sleep waits for d or for the end of the gateway.
func (g *Gateway) sleep(d time.Duration) {
	g.pause(g.ctx, d)
}

// recoverSocket, deferred, keeps a fault in the handling of one socket from ending
// the process: the socket is closed and its client comes back.
func (g *Gateway) recoverSocket(s *socket) {
	if p := recover(); p != nil {
		g.log.Error("a socket's handler panicked", "sessions", s.sessions(), "panic", p, "stack", string(debug.Stack()))
		s.close(closeFault, false)
	}
}
