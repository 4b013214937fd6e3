// Package front is the network between clients and a server: a reverse proxy on
// loopback whose connections a test can cut, freeze, refuse and have answered
// wrongly, and whose requests it can spoil. It also does what a good front layer
// does while its server restarts: it lets requests wait.
//
// It knows HTTP and no chat. Each Front ends with the test that made it.
package front

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/e2e/forward"
)

// Front is one proxy.
type Front struct {
	// URL is where clients find it.
	URL string

	listener *listener
	server   *http.Server

	mu     sync.Mutex
	target string // host and port of the server, empty until To
	faults []*fault
	spoils []spoil
}

// New opens a front that leads nowhere yet: the server has to know its public
// URL before it starts.
func New(t testing.TB) *Front {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f := &Front{URL: "http://" + l.Addr().String(), listener: newListener(l)}
	proxy := forward.New(forward.Options{
		Host: func(*http.Request) string { return "server" }, Dial: f.dial, Failed: forward.Away,
	})
	f.server = &http.Server{Handler: f.faulty(f.spoiling(proxy)), ErrorLog: log.New(io.Discard, "", 0)}
	done := make(chan struct{})
	// Ends with the test.
	go func() {
		defer close(done)
		f.server.Serve(f.listener)
	}()
	t.Cleanup(func() {
		f.Thaw()
		f.server.Close()
		f.Cut()
		<-done
	})
	return f
}

// To leads to the server at the URL.
func (f *Front) To(server string) {
	u, err := url.Parse(server)
	if err != nil {
		panic(err) // a test's own constant
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.target = u.Host
}

// dial reaches the server, waiting while it is away.
func (f *Front) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		f.mu.Lock()
		target := f.target
		f.mu.Unlock()
		conn, err := new(net.Dialer).DialContext(ctx, network, target)
		if err == nil {
			return conn, nil
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return nil, err
		}
	}
}

// Cut breaks every connection, without a goodbye.
func (f *Front) Cut() { f.listener.each(func(c *conn) { c.cut() }) }

// Freeze makes every connection silent in both directions without closing it, as
// a phone in a tunnel does. New connections are accepted and silent too.
func (f *Front) Freeze() { f.listener.freeze() }

// Thaw ends Freeze. What was frozen is delivered.
func (f *Front) Thaw() { f.listener.thaw() }
