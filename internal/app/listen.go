package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/tlsconf"
)

// inheritedFD is the first file that a supervisor passes on.
// spec: systemd sd_listen_fds(3).
const inheritedFD = 3

// listen opens the one listener: a socket that was handed over by a supervisor
// (LISTEN_FDS, as systemd does it), or one on the configured address.
//
// A handed-over socket outlives this process. While the server restarts, clients
// that come back wait in its backlog instead of being refused, which a ChatJS
// session in a desktop browser would not survive.
// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js.
func listen(ctx context.Context, c *config.Config, env func(string) (string, bool)) (net.Listener, error) {
	if l, ok, err := inherited(env); ok || err != nil {
		return l, err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", string(c.Listen))
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", c.Listen, err)
	}
	return l, nil
}

func inherited(env func(string) (string, bool)) (net.Listener, bool, error) {
	n, ok := env("LISTEN_FDS")
	if !ok || n == "0" {
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

// secure wraps the listener in TLS where that is configured.
func secure(l net.Listener, c *config.Config, clk clock.Clock, log *slog.Logger) (net.Listener, error) {
	var conf *tls.Config
	var err error
	switch {
	case c.TLSAutoHost != "":
		conf, err = tlsconf.Automatic(tlsconf.ACME{
			Hosts: []string{string(c.TLSAutoHost)}, CacheDir: filepath.Join(c.Data, "certificates"),
		})
	case c.TLSCert != "":
		conf, err = tlsconf.FromFiles(c.TLSCert, c.TLSKey, clk, log)
	default:
		return l, nil
	}
	if err != nil {
		return nil, err
	}
	// HTTP/2 cannot carry the websocket's upgrade, and one listener carries all.
	conf.NextProtos = append([]string{"http/1.1"}, withoutHTTP(conf.NextProtos)...)
	return tls.NewListener(l, conf), nil
}

func withoutHTTP(protos []string) []string {
	var out []string
	for _, p := range protos {
		if p != "h2" && p != "http/1.1" {
			out = append(out, p)
		}
	}
	return out
}
