package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"

	"github.com/rejoin-chat/rejoin/internal/config"
)

// inheritedFD is the first file that a supervisor passes on.
// spec: systemd sd_listen_fds(3).
const inheritedFD = 3

// openListener opens the listener, so that clients queue up in its backlog from
// now on, and tells where it is found.
func (s *server) openListener(ctx context.Context) error {
	l := s.Listener
	if l == nil {
		plain, handedOver, err := listen(ctx, s.Config, s.Env)
		if err != nil {
			return err
		}
		s.handedOver = handedOver
		if err := s.checkPlace(plain.Addr()); err != nil {
			return errors.Join(err, plain.Close())
		}
		if l, err = secure(plain, s.Config, s.time.machine, s.Log); err != nil {
			return errors.Join(err, plain.Close())
		}
	}
	s.listener = l
	s.endpoints = s.Config.Endpoints(l.Addr())
	return rememberURL(s.Config, s.endpoints)
}

// closeListener matters where the server stops before it serves: afterwards the
// listener belongs to http.Server, which has closed it.
func (s *server) closeListener(ctx context.Context) error {
	<-ctx.Done()
	if err := s.listener.Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// listen opens the one listener: a socket that was handed over by a supervisor
// (LISTEN_FDS, as systemd does it), or one on the configured address.
//
// A handed-over socket outlives this process. While the server restarts, clients
// that come back wait in its backlog instead of being refused, which a ChatJS
// session in a desktop browser would not survive.
// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js.
func listen(ctx context.Context, c *config.Config, env func(string) (string, bool)) (_ net.Listener, handedOver bool, _ error) {
	if l, ok, err := inherited(env); ok || err != nil {
		return l, ok, err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", string(c.Listen))
	if err != nil {
		return nil, false, fmt.Errorf("listen on %s: %w", c.Listen, err)
	}
	return l, false, nil
}

func inherited(env func(string) (string, bool)) (net.Listener, bool, error) {
	n, ok := env("LISTEN_FDS")
	if !ok || n == "" || n == "0" {
		return nil, false, nil
	}
	if pid, ok := env("LISTEN_PID"); ok && pid != strconv.Itoa(os.Getpid()) {
		return nil, false, nil // meant for another process
	}
	if n != "1" {
		return nil, false, errors.New("LISTEN_FDS: the server takes exactly one socket, it was handed " + n)
	}
	f := os.NewFile(inheritedFD, "inherited listener")
	defer f.Close()
	l, err := net.FileListener(f)
	if err != nil {
		return nil, false, fmt.Errorf("take over the inherited socket: %w", err)
	}
	return l, true, nil
}
