// Package natstest runs real NATS servers within a test's process, alone or as a
// cluster, on free ports of loopback. It owns their start and end; Stop is not
// a crash, for which there is package natsproc.
//
// Only tests may import it: the server is no part of the program.
package natstest

import (
	"net"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// patience is how long a server or a cluster may take to be ready.
const patience = 20 * time.Second

// Server is one server, which may be stopped and started again on its ports.
type Server struct {
	t    testing.TB
	opts *server.Options
	run  *server.Server
}

// Start runs a server until the end of the test; change, which may be nil, alters
// its options before.
func Start(t testing.TB, change func(*server.Options)) *Server {
	t.Helper()
	s := &Server{t: t, opts: &server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, NoLog: true, NoSigs: true,
	}}
	if change != nil {
		change(s.opts)
	}
	s.start()
	t.Cleanup(s.Stop)
	return s
}

// Cluster runs n servers that know each other.
func Cluster(t testing.TB, n int) []*Server {
	t.Helper()
	var servers []*Server
	var routes []*url.URL
	for i := range n {
		s := Start(t, func(o *server.Options) {
			o.ServerName = "n" + strconv.Itoa(i+1)
			o.Cluster = server.ClusterOpts{
				Name: "rejoin", Host: "127.0.0.1", Port: server.RANDOM_PORT, PoolSize: -1,
			}
			o.Routes = append([]*url.URL(nil), routes...)
		})
		s.opts.Cluster.Port = s.run.ClusterAddr().Port
		routes = append(routes, &url.URL{Scheme: "nats", Host: s.run.ClusterAddr().String()})
		servers = append(servers, s)
	}
	for _, s := range servers {
		s.opts.Routes = routes // a restarted one may be the only one that knows
	}
	AwaitRoutes(t, servers...)
	return servers
}

// AwaitRoutes waits until each of the servers is connected to all others.
func AwaitRoutes(t testing.TB, servers ...*Server) {
	t.Helper()
	timeout := clock.System().NewTimer(patience)
	defer timeout.Stop()
	for _, s := range servers {
		for s.run.NumRoutes() < len(servers)-1 {
			look := clock.System().NewTimer(10 * time.Millisecond)
			select {
			case <-look.C():
			case <-timeout.C():
				t.Fatalf("server %s has %d routes after %v, want %d", s.opts.ServerName, s.run.NumRoutes(), patience, len(servers)-1)
			}
		}
	}
}

// URL is where clients connect.
func (s *Server) URL() string { return "nats://" + s.Address() }

// Address is the host and port of URL.
func (s *Server) Address() string {
	return "127.0.0.1:" + strconv.Itoa(s.opts.Port)
}

// Subscriptions is how many the server has, those of its own included.
func (s *Server) Subscriptions() int { return int(s.run.NumSubscriptions()) }

// Stop ends the server and waits until it is gone.
func (s *Server) Stop() {
	s.run.Shutdown()
	s.run.WaitForShutdown()
}

// Restart starts a stopped server on the ports that it had.
func (s *Server) Restart() {
	s.t.Helper()
	s.start()
}

func (s *Server) start() {
	s.t.Helper()
	run, err := server.NewServer(s.opts.Clone())
	if err != nil {
		s.t.Fatalf("a NATS server: %v", err)
	}
	run.Start()
	if !run.ReadyForConnections(patience) {
		run.Shutdown()
		s.t.Fatalf("a NATS server was not ready within %v", patience)
	}
	s.run = run
	s.opts.Port = run.Addr().(*net.TCPAddr).Port
}
