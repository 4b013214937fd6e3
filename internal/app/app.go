package app

import (
	"context"
	"github.com/rejoin-chat/rejoin/internal/agentapp"
	"github.com/rejoin-chat/rejoin/internal/presence"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/attachment"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/delivery"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/dispatch"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/gateway"
	"github.com/rejoin-chat/rejoin/internal/integration"
	"github.com/rejoin-chat/rejoin/internal/lifecycle"
	"github.com/rejoin-chat/rejoin/internal/login"
	"github.com/rejoin-chat/rejoin/internal/obs"
	"github.com/rejoin-chat/rejoin/internal/participantsvc"
	"github.com/rejoin-chat/rejoin/internal/remote"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
	"github.com/rejoin-chat/rejoin/internal/streaming"
	"github.com/rejoin-chat/rejoin/internal/timers"
	"github.com/rejoin-chat/rejoin/internal/timeshift"
	"github.com/rejoin-chat/rejoin/internal/token"
)

// grace is how long a stop may take in all, after the delay that is asked for.
const grace = 20 * time.Second

// Options are what a process gives to its server.
type Options struct {
	Config  *config.Config
	Version string
	Log     *slog.Logger
	// Clock is the system's when nil. Which parts go by it is said in time.go.
	Clock clock.Clock
	// Listener serves instead of the configured address; tests that run in
	// memory give one.
	Listener net.Listener
	// Env is os.LookupEnv; it tells of a socket that was handed over.
	Env func(string) (string, bool)
	// FirstAgents is told of the agents that a new installation starts with, and their
	// passwords; where it is nil none are made.
	FirstAgents func([]login.Credentials)
	// Ready is called once the server answers, with its URLs.
	Ready func(config.Endpoints)
}

// server is all parts of a running server.
type server struct {
	Options
	// node names this process among those that share a database; it is another
	// one after each start.
	node     string
	listener net.Listener
	// handedOver says that a supervisor keeps the listener open.
	handedOver  bool
	endpoints   config.Endpoints
	registry    *prometheus.Registry
	store       Database
	time        times
	files       *observed
	links       *archive.Links
	attachments *attachment.Box
	key         sigv4.Credentials
	tokens      *token.Keyring
	directory   *directory.Directory
	users       *login.Service
	callers     remote.Callers
	broker      fanout.Broker
	// integrations are the bots and functions that flows reach.
	integrations *integration.Set
	chats        *conversation.Conversations
	timers       *timers.Runner
	dispatcher   *dispatch.Dispatcher
	deliveries   []*delivery.Runner
	streaming    *streaming.Runner
	mover        *timeshift.Mover // nil but with a manual clock
	gateway      *gateway.Gateway
	sockets      *sockets
	desks        *watches
	deskAPI      *agentapp.Service
	presence     *presence.Keeper // nil where nobody is ever lost
	people       *participantsvc.Service
	http         *http.Server
	// leaving says that the process is to end, draining that it gives up its
	// work.
	leaving, draining atomic.Bool
	// hasten ends the requests that wait for something to happen, so that a stop
	// need not wait for them.
	hasten context.CancelFunc
}

// Run serves until ctx ends or a part fails, and then stops in order: requests
// and sockets, timers, store.
func Run(ctx context.Context, o Options) error {
	if o.Clock == nil {
		o.Clock = clock.System()
	}
	s := &server{Options: o, node: uuid.NewString(), registry: obs.NewRegistry(o.Version)}
	limit := grace + time.Duration(o.Config.DrainDelay)
	return lifecycle.New(lifecycle.Options{Grace: limit, Log: o.Log}, s.components()...).Run(ctx)
}

// components are the parts in the order in which they start; they stop in the
// reverse order.
func (s *server) components() []lifecycle.Component {
	return []lifecycle.Component{
		{Name: "integrations", Start: s.openIntegrations, Run: s.closeIntegrations},
		{Name: "store", Start: s.openStore, Run: s.closeStore},
		{Name: "clock", Start: s.openTime},
		{Name: "files", Start: s.openFiles, Run: s.closeFiles},
		{Name: "broker", Start: s.openBroker, Run: s.closeBroker},
		{Name: "listener", Start: s.openListener, Run: s.closeListener},
		{Name: "conversation", Start: s.build},
		{Name: "calls", Run: func(ctx context.Context) error { return s.chats.RunCalls(ctx) }},
		{Name: "archive", Run: func(ctx context.Context) error { return s.chats.RunArchive(ctx) }},
		{Name: "delivery", Start: s.openDelivery, Run: s.deliver},
		{Name: "streaming", Run: func(ctx context.Context) error { return s.streaming.Run(ctx) }},
		{Name: "dispatcher", Run: func(ctx context.Context) error { return s.dispatcher.Run(ctx) }},
		{Name: "desks", Run: func(ctx context.Context) error { return s.desks.run(ctx) }},
		{Name: "presence", Run: s.keepPresence},
		{Name: "timers", Run: func(ctx context.Context) error { return s.timers.Run(ctx) }},
		{Name: "housekeeping", Run: s.forget},
		{Name: "gateway", Run: func(ctx context.Context) error { return s.gateway.Run(ctx) }, Stop: s.drain},
		{Name: "http", Run: s.serve, Stop: s.stopAccepting},
	}
}
