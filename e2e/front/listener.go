package front

import (
	"net"
	"sync"
)

// listener keeps track of its connections.
type listener struct {
	net.Listener

	mu     sync.Mutex
	conns  map[*conn]struct{}
	thawed chan struct{} // closed while nothing is frozen
}

func newListener(l net.Listener) *listener {
	thawed := make(chan struct{})
	close(thawed)
	return &listener{Listener: l, conns: make(map[*conn]struct{}), thawed: thawed}
}

// Accept is part of net.Listener.
func (l *listener) Accept() (net.Conn, error) {
	accepted, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: accepted, listener: l}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conns[c] = struct{}{}
	return c, nil
}

func (l *listener) each(do func(*conn)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.conns {
		do(c)
	}
}

func (l *listener) freeze() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.thawed = make(chan struct{})
}

func (l *listener) thaw() {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.thawed:
	default:
		close(l.thawed)
	}
}

// wait returns when nothing is frozen.
func (l *listener) wait() {
	l.mu.Lock()
	thawed := l.thawed
	l.mu.Unlock()
	<-thawed
}

func (l *listener) forget(c *conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.conns, c)
}

// conn is a client's connection. It is no *net.TCPConn to others, which would
// copy past Read and Write.
type conn struct {
	net.Conn
	listener *listener
}

// Read is part of net.Conn. Bytes that arrived while frozen wait here.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.listener.wait()
	return n, err
}

// Write is part of net.Conn.
func (c *conn) Write(p []byte) (int, error) {
	c.listener.wait()
	return c.Conn.Write(p)
}

// Close is part of net.Conn.
func (c *conn) Close() error {
	c.listener.forget(c)
	return c.Conn.Close()
}

// cut resets the connection: the client's kernel learns it at once.
func (c *conn) cut() {
	c.Conn.(*net.TCPConn).SetLinger(0)
	c.Conn.Close()
}
