package app

import (
	"crypto/tls"
	"log/slog"
	"net"
	"path/filepath"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/tlsconf"
)

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
