// Package pipenet is a network in memory, so that a whole server and its clients
// run in simulated time. Like a real one it refuses when nobody listens.
//
// It imports the standard library only.
package pipenet

import (
	"context"
	"net"
	"sync"
	"syscall"
)

// Listener is a net.Listener whose connections are pipes. Its methods may be called
// at any time from any goroutine.
type Listener struct {
	incoming chan net.Conn
	closed   chan struct{}
	once     sync.Once
}

// Listen makes a listener.
func Listen() *Listener {
	return &Listener{incoming: make(chan net.Conn), closed: make(chan struct{})}
}

// Dial connects to the listener. syscall.ECONNREFUSED when it is closed.
func (l *Listener) Dial(ctx context.Context) (net.Conn, error) {
	near, far := net.Pipe()
	if err := l.Offer(ctx, far); err != nil {
		return nil, err
	}
	return near, nil
}

// Offer gives the listener its end of a connection, once it accepts one.
// syscall.ECONNREFUSED when it is closed.
func (l *Listener) Offer(ctx context.Context, far net.Conn) error {
	select {
	case l.incoming <- far:
		return nil
	case <-l.closed:
		return syscall.ECONNREFUSED
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Accept implements net.Listener.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.incoming:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (l *Listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr implements net.Listener.
func (l *Listener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080} }
