package gateway_test

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"sync/atomic"

	"github.com/rejoin-chat/rejoin/internal/testenv/pipenet"
)

// dial connects to a listener by a connection that can fail as real ones do.
func dial(ctx context.Context, to *pipenet.Listener) (net.Conn, *link, error) {
	near, nearFar := net.Pipe()
	far, farNear := net.Pipe()
	l := &link{ends: []net.Conn{near, nearFar, far, farNear}}
	if err := to.Offer(ctx, far); err != nil {
		return nil, nil, err
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
