package app

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/gateway"
	"github.com/rejoin-chat/rejoin/internal/lifecycle"
	"github.com/rejoin-chat/rejoin/internal/obs"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
	"github.com/rejoin-chat/rejoin/internal/timers"
	"github.com/rejoin-chat/rejoin/internal/token"
)

// grace is how long a stop may take in all.
const grace = 20 * time.Second

// archiveCacheBytes bounds the past transcripts that are kept at hand.
const archiveCacheBytes = 64 << 20

// Options are what a process gives to its server.
type Options struct {
	Config  *config.Config
	Version string
	Log     *slog.Logger
	// Clock is the system's when nil.
	Clock clock.Clock
	// Listener serves instead of the configured address; tests that run in
	// memory give one.
	Listener net.Listener
	// Env is os.LookupEnv; it tells of a socket that was handed over.
	Env func(string) (string, bool)
	// Ready is called once the server answers, with its URLs.
	Ready func(config.Endpoints)
}

// server is all parts of a running server.
type server struct {
	Options
	listener  net.Listener
	endpoints config.Endpoints
	registry  *prometheus.Registry
	store     store.Store
	tokens    *token.Keyring
	directory *directory.Directory
	broker    fanout.Broker
	chats     *conversation.Conversations
	timers    *timers.Runner
	gateway   *gateway.Gateway
	http      *http.Server
	draining  drainSwitch
}

// Run serves until ctx ends or a part fails, and then stops in order: no new
// work, sockets drained, timers finished, store closed.
func Run(ctx context.Context, o Options) error {
	if o.Clock == nil {
		o.Clock = clock.System()
	}
	s := &server{Options: o, registry: obs.NewRegistry(o.Version)}
	return lifecycle.New(lifecycle.Options{Grace: grace, Log: o.Log}, s.components()...).Run(ctx)
}

// components are the parts in the order in which they start; they stop in the
// reverse order.
func (s *server) components() []lifecycle.Component {
	return []lifecycle.Component{
		{Name: "store", Start: s.openStore, Run: s.closeStore},
		{Name: "listener", Start: s.openListener},
		{Name: "conversation", Start: s.build},
		{Name: "timers", Run: func(ctx context.Context) error { return s.timers.Run(ctx) }},
		{Name: "housekeeping", Run: s.forget},
		{Name: "gateway", Run: func(ctx context.Context) error { return s.gateway.Run(ctx) }, Stop: s.drain},
		{Name: "http", Run: s.serve, Stop: s.stopAccepting},
	}
}

func (s *server) openStore(context.Context) error {
	metrics := obs.NewStore(s.registry)
	db, err := sqlite.Open(sqlite.Options{
		Dir: s.Config.Data, Log: s.Log, Clock: s.Clock, OnCommit: metrics.Committed,
	})
	if err != nil {
		return fmt.Errorf("open the data folder %s: %w", s.Config.Data, err)
	}
	s.store = db
	return nil
}

func (s *server) closeStore(ctx context.Context) error {
	<-ctx.Done()
	return s.store.Close()
}

func (s *server) openListener(ctx context.Context) error {
	l, err := s.Listener, error(nil)
	if l == nil {
		if l, err = listen(ctx, s.Config, s.Env); err != nil {
			return err
		}
		if l, err = secure(l, s.Config, s.Clock, s.Log); err != nil {
			return errors.Join(err, l.Close())
		}
	}
	s.listener = l
	s.endpoints = s.Config.Endpoints(l.Addr())
	return rememberURL(s.Config, s.endpoints)
}

// build makes everything between the store and the listener.
func (s *server) build(ctx context.Context) error {
	var err error
	if s.tokens, err = keyring(ctx, s.store); err != nil {
		return err
	}
	names := directory.Names{Region: string(s.Config.Region), Account: string(s.Config.AccountID)}
	s.directory = directory.New(s.store, s.Clock, names, uuid.NewString)
	if err := s.directory.Seed(ctx); err != nil {
		return fmt.Errorf("set up the instance: %w", err)
	}
	s.broker = fanout.NewLocal()
	if err := s.buildChats(names); err != nil {
		return err
	}
	s.gateway = gateway.New(gateway.Config{
		Admit: s.admit, Store: s.store, Broker: s.broker, Clock: s.Clock, Log: s.Log,
		Metrics: obs.NewGateway(s.registry), Healthy: s.healthy,
	})
	handler, err := s.handler(ctx)
	if err != nil {
		return err
	}
	s.http = newHTTPServer(handler, s.Log)
	return nil
}

func (s *server) buildChats(names directory.Names) error {
	bucket, err := archive.OpenDir(filepath.Join(s.Config.Data, "files"))
	if err != nil {
		return fmt.Errorf("open the folder of transcripts: %w", err)
	}
	s.chats = conversation.New(conversation.Config{
		Store: s.store, Directory: s.directory, Broker: s.broker, Clock: s.Clock, Log: s.Log,
		Archive:       archive.New(archive.Options{Bucket: counted{bucket, obs.NewArchive(s.registry)}, AccountID: names.Account, CacheBytes: archiveCacheBytes}),
		ArchivePrefix: "connect/rejoin",
		NewID:         uuid.NewString, Seed: seed,
		TimersChanged: func() { s.timers.Changed() },
		Pages:         s.tokens,
		Limits: conversation.Limits{
			MessageBytes:       s.Config.MessageLimit,
			ActiveChats:        s.Config.MaxConcurrentChats,
			LenientRehydration: s.Config.Rehydration == config.RehydrationLenient,
		},
	})
	s.timers = timers.New(timers.Config{
		Store: s.store, Fire: s.chats.Fire, Clock: s.Clock, Log: s.Log, Metrics: obs.NewTimers(s.registry),
	})
	return nil
}

// counted counts the objects that a bucket takes.
type counted struct {
	archive.Bucket
	metrics *obs.Archive
}

// Put implements archive.Bucket.
func (c counted) Put(ctx context.Context, key string, body []byte) error {
	err := c.Bucket.Put(ctx, key, body)
	c.metrics.Wrote("transcript", err)
	return err
}

// seed draws the seed of a flow's random choices.
func seed() uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails
	return binary.LittleEndian.Uint64(b[:])
}

// forget drops the answers to client tokens once their time is over.
func (s *server) forget(ctx context.Context) error {
	const every = time.Hour
	t := s.Clock.NewTimer(every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.C():
		}
		if err := s.store.Forget(ctx, s.Clock.Now().Add(-conversation.RequestRetention)); err != nil && ctx.Err() == nil {
			s.Log.Error("old client tokens were not dropped", slog.Any("error", err))
		}
		t.Reset(every)
	}
}
