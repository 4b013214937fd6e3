package nats

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	natsgo "github.com/nats-io/nats.go"
)

// The client library has timers of its own.
const (
	// dialTimeout bounds a connection's making, and then its handshake.
	dialTimeout = 2 * time.Second
	// writeTimeout bounds a write.
	writeTimeout = 2 * time.Second
	// A connection that answers neither of the pings sent every pingEvery is
	// given up, and made again. The canaries know earlier; giving up costs
	// telling the server of all subscriptions anew, so not for a moment's load.
	pingEvery   = 2 * time.Second
	maxPingsOut = 2
	// Between rounds of attempts at all servers passes reconnectWait, and up
	// to reconnectJitter so that the nodes do not come all at once.
	reconnectWait   = 200 * time.Millisecond
	reconnectJitter = 300 * time.Millisecond
	// complainEvery keeps errors that come with every message out of the log.
	complainEvery = time.Minute
)

// connect makes one of the two connections. It reconnects for ever, and keeps
// nothing that is published meanwhile.
func (b *Broker) connect(name string, where servers, opts Options) (*natsgo.Conn, error) {
	d := &dialer{life: b.life}
	o := natsgo.GetDefaultOptions()
	o.Servers = where.urls
	o.Name = name
	o.NoEcho = true // on both: each hears what the other sends
	o.TLSConfig = opts.TLS
	o.CustomDialer = d
	o.Timeout = dialTimeout
	o.FlusherTimeout = writeTimeout
	o.ReconnectOnFlusherError = true
	o.PingInterval, o.MaxPingsOut = pingEvery, maxPingsOut
	o.MaxReconnect, o.IgnoreAuthErrorAbort = -1, true
	o.ReconnectWait = reconnectWait
	o.ReconnectJitter, o.ReconnectJitterTLS = reconnectJitter, reconnectJitter
	o.ReconnectBufSize = -1
	o.DisconnectedErrCB = b.disconnected
	o.ReconnectedCB = b.reconnected
	o.AsyncErrorCB = b.failed
	o.ClosedCB = func(*natsgo.Conn) { b.connections.Done() }

	b.connections.Add(1)
	conn, err := o.Connect()
	if err != nil {
		b.connections.Done()
		return nil, fmt.Errorf("fanout/nats: cannot connect to %s: %w", where.shown, d.explain(err))
	}
	return conn, nil
}

func (b *Broker) disconnected(conn *natsgo.Conn, err error) {
	if b.closed.Load() {
		return
	}
	b.log.Warn("the connection to the broker is lost", "broker", b.shown, "connection", conn.Opts.Name, "error", err)
	if b.pulse.lost() {
		b.log.Warn("events no longer pass between nodes", "broker", b.shown)
	}
}

func (b *Broker) reconnected(conn *natsgo.Conn) {
	b.metrics.Reconnected()
	b.log.Info("the broker is connected again", "server", conn.ConnectedAddr(), "connection", conn.Opts.Name)
	b.hurryBeat()
}

// failed hears of what goes wrong without ending the connection: a subscription
// that overflows, or what the server does not permit.
func (b *Broker) failed(_ *natsgo.Conn, _ *natsgo.Subscription, err error) {
	if errors.Is(err, natsgo.ErrSlowConsumer) {
		b.metrics.EventDropped(DropInboxFull)
		return
	}
	b.complain("the broker refused something", err)
}

// complain logs an error, unless one was logged a moment ago.
func (b *Broker) complain(what string, err error) {
	b.complaints.mu.Lock()
	defer b.complaints.mu.Unlock()
	b.complaints.latest = err
	now := b.clock.Now()
	if last := b.complaints.at; !last.IsZero() && now.Sub(last) < complainEvery {
		return
	}
	b.complaints.at = now
	b.log.Error(what, "broker", b.shown, "error", err)
}

type complaints struct {
	mu     sync.Mutex
	at     time.Time
	latest error
}

func (c *complaints) last() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.latest
}

// dialer dials while the broker lives, so that Close need not wait for servers
// that do not answer. It remembers what the client library does not tell: why a
// server could not be reached.
type dialer struct {
	life context.Context

	mu   sync.Mutex
	last error
}

// Dial implements natsgo.CustomDialer.
func (d *dialer) Dial(network, address string) (net.Conn, error) {
	plain := net.Dialer{Timeout: dialTimeout}
	conn, err := plain.DialContext(d.life, network, address)
	if err != nil {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.last = err
	}
	return conn, err
}

func (d *dialer) explain(err error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if errors.Is(err, natsgo.ErrNoServers) && d.last != nil {
		return d.last
	}
	return err
}
