package tlsconf

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// checkEvery is how long a handshake trusts the last look at the files. It is
// short beside the life of a certificate and long beside a burst of handshakes.
const checkEvery = 5 * time.Second

// FromFiles returns a configuration that serves the certificate chain and key of
// two PEM files. When the files change, handshakes at most five seconds later use
// the new pair; a pair that cannot be read or does not match is logged, once for
// each change, and the last good one stays in use.
//
// It fails if the files hold no usable pair to begin with.
func FromFiles(certFile, keyFile string, clk clock.Clock, log *slog.Logger) (*tls.Config, error) {
	p := &pair{certFile: certFile, keyFile: keyFile, clock: clk, log: log, checked: clk.Now()}
	p.seen = p.stamp()
	if err := p.load(); err != nil {
		return nil, fmt.Errorf("load TLS certificate: %w", err)
	}
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		NextProtos:     []string{"h2", "http/1.1"},
		GetCertificate: p.certificate,
	}, nil
}

// pair is a certificate and its key, as last read from their files.
type pair struct {
	certFile, keyFile string
	clock             clock.Clock
	log               *slog.Logger

	mu      sync.Mutex // guards what follows
	current *tls.Certificate
	checked time.Time // when the files were last looked at
	seen    stamp     // what they looked like then
}

func (p *pair) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	if now.Sub(p.checked) < checkEvery {
		return p.current, nil
	}
	p.checked = now
	// The look precedes the reading: files replaced in between look different at
	// the next check and are read again.
	stamp := p.stamp()
	if stamp == p.seen {
		return p.current, nil
	}
	p.seen = stamp
	if err := p.load(); err != nil {
		p.log.Error("TLS certificate not reloaded", "cert", p.certFile, "key", p.keyFile, "error", err)
	}
	return p.current, nil
}

// load reads the pair and keeps the last one on failure.
func (p *pair) load() error {
	loaded, err := tls.LoadX509KeyPair(p.certFile, p.keyFile)
	if err != nil {
		return err
	}
	p.current = &loaded
	return nil
}

// stamp tells one state of the two files from another.
type stamp struct{ cert, key fileStamp }

type fileStamp struct {
	modified time.Time
	size     int64
}

func (p *pair) stamp() stamp {
	return stamp{cert: stampOf(p.certFile), key: stampOf(p.keyFile)}
}

// stampOf is zero for a file that cannot be looked at; reading it tells why.
func stampOf(name string) fileStamp {
	info, err := os.Stat(name)
	if err != nil {
		return fileStamp{}
	}
	return fileStamp{info.ModTime(), info.Size()}
}
