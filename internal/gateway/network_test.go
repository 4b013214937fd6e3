package gateway_test

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// network is a listener whose connections live in memory, so that they work in
// simulated time, and that can fail as real ones do.
type network struct {
	accept chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newNetwork() *network {
	return &network{accept: make(chan net.Conn), closed: make(chan struct{})}
}

func (n *network) Accept() (net.Conn, error) {
	select {
	case c := <-n.accept:
		return c, nil
	case <-n.closed:
		return nil, net.ErrClosed
	}
}

func (n *network) Close() error {
	n.once.Do(func() { close(n.closed) })
	return nil
}

func (n *network) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

func (n *network) dial(ctx context.Context) (net.Conn, *link, error) {
	near, nearFar := net.Pipe()
	far, farNear := net.Pipe()
	l := &link{ends: []net.Conn{near, nearFar, far, farNear}}
	select {
	case n.accept <- far:
	case <-n.closed:
		return nil, nil, errors.New("connection refused")
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	go l.relay(nearFar, farNear)
	go l.relay(farNear, nearFar)
	return near, l, nil
}

// link carries the bytes of one connection.
type link struct {
	ends []net.Conn
	dead atomic.Bool
}

// freeze makes the connection half-open: what either side sends from now on is
// taken and goes nowhere, and neither side is told.
func (l *link) freeze() { l.dead.Store(true) }

// cut breaks the connection for both sides; what is under way is lost.
func (l *link) cut() {
	l.freeze()
	for _, c := range l.ends {
		c.Close()
	}
}

func (l *link) relay(from, to net.Conn) {
	defer from.Close()
	defer to.Close()
	buf := make([]byte, 16<<10)
	for {
		n, err := from.Read(buf)
		if err != nil {
			return
		}
		if l.dead.Load() {
			continue
		}
		if _, err := to.Write(buf[:n]); err != nil {
			return
		}
	}
}

// roundTrip makes one request over a connection.
func roundTrip(conn net.Conn, req *http.Request) (*http.Response, error) {
	if err := req.Write(conn); err != nil {
		return nil, err
	}
	return http.ReadResponse(bufio.NewReader(conn), req)
}
