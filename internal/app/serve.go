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
		WriteTimeout:      90 * time.Second, // so that whoever ran into the others is told
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

// stopAccepting ends the work on requests; who asks for a connection from now on
// is told to come back. Which comes first decides how clients find the successor.
//
// A listener of our own refuses everybody once it is closed, which a session in
// a desktop browser does not survive. So the sockets are closed before it: their
// clients come back at once, hear that they have to wait, and try again two
// seconds later, when the successor may be there.
//
// A listener that a supervisor handed over goes on queueing. It is given up
// first, so that clients wait in its queue for the successor and for no longer.
// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js.
func (s *server) stopAccepting(ctx context.Context) error {
	s.draining.Store(true)
	if s.handedOver {
		return s.http.Shutdown(ctx)
	}
	return errors.Join(s.drain(ctx), s.http.Shutdown(ctx))
}

// drain closes the websockets. What was acknowledged and is not on its way yet
// is sent when their clients come back.
func (s *server) drain(ctx context.Context) error { return s.gateway.Drain(ctx) }
