package balance

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"time"
)

const (
	// dialTimeout bounds one attempt at a node: on loopback one that is there
	// answers at once, whatever it does.
	dialTimeout = 2 * time.Second
	// askAgain is how long a held request waits before it asks the nodes again,
	// and holdAtMost how long in all.
	askAgain   = 20 * time.Millisecond
	holdAtMost = time.Minute
)

// errNoNode says that no node takes connections.
var errNoNode = errors.New("no node takes connections")

func isNoNode(err error) bool { return errors.Is(err, errNoNode) }

// round gives turns.
type round struct{ next atomic.Uint64 }

// order lists the nodes in the order in which to ask them: the one whose turn it
// is first, and those that are not ready last.
func (r *round) order(nodes []*node) []*node {
	turn := int(r.next.Add(1)-1) % len(nodes)
	var ready, rest []*node
	for i := range nodes {
		if n := nodes[(turn+i)%len(nodes)]; n.ready.Load() {
			ready = append(ready, n)
		} else {
			rest = append(rest, n)
		}
	}
	return append(ready, rest...)
}

// dial reaches a node, waiting for one if that is asked for.
func (b *Balancer) dial(ctx context.Context, network, host string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, holdAtMost)
	defer cancel()
	again := time.NewTicker(askAgain)
	defer again.Stop()
	for {
		conn, err := b.ask(ctx, network, host)
		if err == nil || !b.options.Hold {
			return conn, err
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return nil, err
		}
	}
}

// ask tries the nodes, once each.
func (b *Balancer) ask(ctx context.Context, network, host string) (net.Conn, error) {
	isSocket := strings.HasPrefix(host, socketHost)
	turns := &b.requests
	if isSocket {
		turns = &b.sockets
	}
	var last error
	for _, n := range turns.order(b.nodes) {
		dialer := net.Dialer{Timeout: dialTimeout}
		conn, err := dialer.DialContext(ctx, network, n.address)
		if err != nil {
			n.ready.Store(false)
			last = err
			continue
		}
		if isSocket {
			n.sockets.Add(1)
		} else {
			n.requests.Add(1)
		}
		return conn, nil
	}
	return nil, fmt.Errorf("%w: %w", errNoNode, last)
}
