package app

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"
)

// drainSwitch says that the process is about to end. It is turned on before the
// sockets are closed, so that their clients, which come back at once, are told to
// wait instead of being taken in by a server that goes.
type drainSwitch struct{ on atomic.Bool }

func newHTTPServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// serve answers requests until the server is shut down.
func (s *server) serve(ctx context.Context) error {
	if s.Ready != nil {
		s.Ready(s.endpoints)
	}
	err := s.http.Serve(s.listener)
	if !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	<-ctx.Done()
	return nil
}

// stopAccepting gives up the listener and finishes the requests under way. A
// socket that a supervisor handed over goes on queueing for the successor.
func (s *server) stopAccepting(ctx context.Context) error {
	s.draining.on.Store(true)
	return s.http.Shutdown(ctx)
}

// drain closes the websockets, after the requests have ended, so that all that
// was acknowledged is on its way before its socket closes.
func (s *server) drain(ctx context.Context) error { return s.gateway.Drain(ctx) }

// healthy tells whether the server can do its work, for probes and pings.
func (s *server) healthy() bool { return !s.draining.on.Load() && s.broker.Healthy() }

// ready reports what keeps the server from working, nil for nothing.
func (s *server) ready(ctx context.Context) error {
	if s.draining.on.Load() {
		return errors.New("shutting down")
	}
	if !s.broker.Healthy() {
		return errors.New("the broker is away")
	}
	return s.store.Ping(ctx)
}
