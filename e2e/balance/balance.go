// Package balance is the load balancer in front of nodes: requests and sockets go
// to one node after the other, each in a round of their own, so that a customer's
// socket hangs on one node while the calls of the same customer arrive at another.
//
// It does what operators are told to set up, and no more:
//
//   - A node whose /readyz says no gets nothing, unless all say no; then any that
//     takes connections is asked.
//   - A node that refuses a connection is passed over, and the next one asked.
//   - A request that was sent to a node is never sent to another.
//
// It knows HTTP and no chat.
package balance

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/e2e/forward"
)

// Options say where a balancer listens and what it leads to.
type Options struct {
	// Address is where it listens: host:port.
	Address string
	// Nodes are the addresses of the nodes: host:port.
	Nodes []string
	// Hold keeps requests waiting while no node takes connections. Without, they
	// are broken off.
	Hold bool
	// Lag, if given, delays each request and each answer by a random time below it.
	Lag time.Duration
	// Certificate and Key, if given, are the PEM files for TLS.
	Certificate, Key string
}

// Balancer is one load balancer. It refuses everybody until Open.
type Balancer struct {
	options Options
	nodes   []*node
	// requests and sockets are the rounds.
	requests, sockets round

	mu      sync.Mutex
	stop    func() // nil while it is closed
	running sync.WaitGroup
}

// New makes a balancer that is closed.
func New(o Options) *Balancer {
	b := &Balancer{options: o}
	for _, address := range o.Nodes {
		b.nodes = append(b.nodes, newNode(address))
	}
	return b
}

// Open listens and serves until Close. Opening an open one changes nothing.
func (b *Balancer) Open() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stop != nil {
		return nil
	}
	l, err := b.listen()
	if err != nil {
		return err
	}
	handler := b.proxy()
	if b.options.Lag > 0 {
		handler = lagging(handler, b.options.Lag)
	}
	server := &http.Server{Handler: handler, ErrorLog: log.New(io.Discard, "", 0)}
	ctx, cancel := context.WithCancel(context.Background())
	b.running.Go(func() { server.Serve(l) })
	for _, n := range b.nodes {
		b.running.Go(func() { n.watch(ctx) })
	}
	b.stop = func() {
		cancel()
		server.Close()
	}
	return nil
}

// Close breaks the connections that carry no socket, and refuses everybody from
// now on. Sockets live as long as their nodes.
func (b *Balancer) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stop == nil {
		return
	}
	b.stop()
	b.running.Wait()
	b.stop = nil
}

func (b *Balancer) listen() (net.Listener, error) {
	if b.options.Certificate == "" {
		return net.Listen("tcp", b.options.Address)
	}
	pair, err := tls.LoadX509KeyPair(b.options.Certificate, b.options.Key)
	if err != nil {
		return nil, err
	}
	return tls.Listen("tcp", b.options.Address, &tls.Config{Certificates: []tls.Certificate{pair}})
}

// The hosts under which the proxy asks for a connection: they choose the round.
const (
	requestHost = "request"
	socketHost  = "socket"
)

func (b *Balancer) proxy() http.Handler {
	return forward.New(forward.Options{
		Host: func(r *http.Request) string {
			if strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
				return socketHost
			}
			return requestHost
		},
		Dial:   b.dial,
		Failed: failed,
	})
}

// failed breaks the connection where there is no node at all, as a machine without
// a server does.
func failed(w http.ResponseWriter, r *http.Request, err error) {
	if isNoNode(err) {
		panic(http.ErrAbortHandler)
	}
	forward.Away(w, r, err)
}

// Share is how much one node was given.
type Share struct{ Requests, Sockets int64 }

// Shares are what the nodes were given so far, in their order.
func (b *Balancer) Shares() []Share {
	var shares []Share
	for _, n := range b.nodes {
		shares = append(shares, Share{n.requests.Load(), n.sockets.Load()})
	}
	return shares
}
