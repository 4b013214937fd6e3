package app_test

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/internal/app"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
	"github.com/rejoin-chat/rejoin/internal/testenv/pipenet"
	"github.com/rejoin-chat/rejoin/internal/testenv/synced"
)

// site is a server in memory with a data folder of its own, which can be stopped
// and started again.
type site struct {
	t      testing.TB
	dir    string
	args   []string
	clock  clock.Clock // the system's when nil
	log    synced.Buffer
	client *http.Client
	keys   sigv4.Signer
	net    atomic.Pointer[pipenet.Listener]

	cancel context.CancelFunc
	ended  chan error
}

// newSite starts a server, which is stopped when the test ends.
func newSite(t testing.TB, args ...string) *site {
	t.Helper()
	return open(t, &site{args: args})
}

func open(t testing.TB, s *site) *site {
	t.Helper()
	s.t, s.dir = t, t.TempDir()
	transport := &http.Transport{DialContext: s.dial}
	s.client = &http.Client{Transport: transport}
	t.Cleanup(transport.CloseIdleConnections)
	s.start()
	t.Cleanup(s.stop)
	s.keys = s.environment().signer()
	return s
}

func (s *site) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	return s.net.Load().Dial(ctx)
}

// start starts the server on the data folder as it is.
func (s *site) start() {
	s.t.Helper()
	c, err := config.Load(append([]string{"--data", s.dir, "--listen", "127.0.0.1:8080"}, s.args...), unset)
	if err != nil {
		s.t.Fatal(err)
	}
	n := pipenet.Listen()
	s.net.Store(n)
	ctx, cancel := context.WithCancel(context.Background())
	ready := make(chan struct{})
	ended := make(chan error, 1)
	log := slog.New(slog.NewJSONHandler(&s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	go func() {
		ended <- app.Run(ctx, app.Options{
			Config: c, Version: "test", Log: log, Clock: s.clock, Listener: n, Env: unset,
			Ready: func(config.Endpoints) { close(ready) },
		})
	}()
	s.cancel, s.ended = cancel, ended
	select {
	case <-ready:
	case err := <-ended:
		s.t.Fatalf("the server did not start: %v\n%s", err, s.log.String())
	}
}

// stop stops the server as a signal does and checks that it went in peace. It
// does nothing to one that has stopped.
func (s *site) stop() {
	s.t.Helper()
	if s.cancel == nil {
		return
	}
	s.cancel()
	s.cancel = nil
	if err := <-s.ended; err != nil {
		s.t.Errorf("the server stopped with: %v", err)
	}
	s.client.CloseIdleConnections()
}

// restart stops the server and starts it again after a time.
func (s *site) restart(after time.Duration) {
	s.t.Helper()
	s.stop()
	<-time.After(after)
	s.start()
}

func unset(string) (string, bool) { return "", false }

// environment is what rejoin env prints, by name.
type environment map[string]string

func (s *site) environment() environment {
	s.t.Helper()
	c, err := config.Load([]string{"--data", s.dir}, unset)
	if err != nil {
		s.t.Fatal(err)
	}
	var out bytes.Buffer
	if err := app.PrintEnv(s.t.Context(), &out, c); err != nil {
		s.t.Fatalf("PrintEnv: %v", err)
	}
	env := environment{}
	for line := range strings.Lines(out.String()) {
		name, value, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "=")
		if !ok {
			s.t.Fatalf("got %q, want an assignment", line)
		}
		env[name] = value
	}
	return env
}

func (e environment) signer() sigv4.Signer {
	return sigv4.Signer{
		Credentials: sigv4.Credentials{AccessKeyID: e["AWS_ACCESS_KEY_ID"], SecretAccessKey: e["AWS_SECRET_ACCESS_KEY"]},
		Region:      e["AWS_REGION"], Service: "connect",
	}
}

// base is where the server is found.
const base = "http://127.0.0.1:8080"

const instance = string(directory.DefaultInstanceID)

// customer connects as a participant with the public client.
func (s *site) customer(who chatclient.ChatDetails, h chatclient.Handlers) *chatclient.Session {
	s.t.Helper()
	c := s.session(who)
	if err := c.Connect(context.Background(), h); err != nil {
		s.t.Fatalf("Connect: %v", err)
	}
	return c
}

// session is a participant who has not connected yet.
func (s *site) session(who chatclient.ChatDetails) *chatclient.Session {
	c := chatclient.New(chatclient.Config{Endpoint: base, HTTPClient: s.client, Dial: s.dial}, who)
	s.t.Cleanup(func() {
		c.Close()
		<-c.Done()
	})
	return c
}
