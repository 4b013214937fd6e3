package app

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
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

// linger is for how long an own listener is kept after the sockets are closed:
// their clients call at once, over connections that may be new, but not again
// before two seconds have passed.
// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js.
const linger = time.Second

// stopAccepting ends the work on requests; who asks for a connection from now on
// is told to come back. Which comes first decides how clients find the successor.
//
// A listener of our own refuses everybody once it is closed, which a session in
// a desktop browser does not survive. So the sockets are closed before it: their
// clients come back, hear that they have to wait, and try again when the
// successor may be there.
//
// A listener that a supervisor handed over goes on queueing. It is given up
// first, so that clients wait in its queue for the successor and for no longer.
//
// A load balancer needs a moment to see that the server leaves. Until then it
// goes on as before.
func (s *server) stopAccepting(ctx context.Context) error {
	s.leaving.Store(true)
	clock.Wait(ctx, s.time.machine, time.Duration(s.Config.DrainDelay))
	s.draining.Store(true)
	s.hasten()
	var err error
	if !s.handedOver && s.sockets.open.Load() > 0 {
		err = s.drain(ctx)
		clock.Wait(ctx, s.time.machine, linger)
	}
	return errors.Join(err, s.http.Shutdown(ctx))
}

// closing tells whether a client that asks for a connection has to wait for this
// server's successor. Where there are others, and a load balancer that has had
// the time to turn to them, it will find one of them.
func (s *server) closing() bool {
	others := s.Config.Broker != "" && s.Config.DrainDelay > 0
	return s.draining.Load() && !others
}

// drain closes the websockets. What was acknowledged and is not on its way yet
// is sent when their clients come back.
func (s *server) drain(ctx context.Context) error { return s.gateway.Drain(ctx) }
