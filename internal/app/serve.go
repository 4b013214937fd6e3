package app

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"
)

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
// socket that a supervisor handed over goes on queueing for the successor. Who
// still asks for a connection meanwhile is told to come back.
func (s *server) stopAccepting(ctx context.Context) error {
	s.draining.Store(true)
	return s.http.Shutdown(ctx)
}

// drain closes the websockets, after the requests have ended, so that all that
// was acknowledged is on its way before its socket closes.
func (s *server) drain(ctx context.Context) error { return s.gateway.Drain(ctx) }
