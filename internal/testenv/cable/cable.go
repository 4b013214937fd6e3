// Package cable is a network between a client and a server that tests can cut: a
// TCP proxy on loopback. It owns what a cut is:
//
//   - Cut makes the network swallow: connections stay, and what is sent arrives
//     after Mend, as the segments of TCP that are sent again do. New connections
//     are accepted, as they may be by what stands in front of a server, but
//     nothing comes over them.
//   - Break resets the connections of the moment.
//
// It imports the standard library only, so that every module's tests can use it.
package cable

import (
	"net"
	"sync"
)

// Cable forwards connections to one address. Its methods may be called at any
// time from any goroutine.
type Cable struct {
	listener net.Listener
	target   string
	tasks    sync.WaitGroup

	mu      sync.Mutex
	closed  bool
	whole   chan struct{} // closed while bytes pass
	carried map[net.Conn]struct{}
}

// Lay lays a cable to an address (host:port), which need not answer yet.
func Lay(target string) (*Cable, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	c := &Cable{listener: l, target: target, whole: make(chan struct{}), carried: make(map[net.Conn]struct{})}
	close(c.whole)
	c.tasks.Go(c.accept)
	return c, nil
}

// Address is this end of the cable: host:port.
func (c *Cable) Address() string { return c.listener.Addr().String() }

// Cut lets nothing pass until Mend.
func (c *Cable) Cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case <-c.whole:
		c.whole = make(chan struct{})
	default: // is cut
	}
}

// Mend undoes Cut.
func (c *Cable) Mend() {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case <-c.whole:
	default:
		close(c.whole)
	}
}

// Break closes the connections of the moment.
func (c *Cable) Break() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn := range c.carried {
		conn.Close()
	}
}

// Close takes the cable away and waits for its goroutines.
func (c *Cable) Close() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.listener.Close()
	c.Break()
	c.Mend()
	c.tasks.Wait()
}

// accept runs until the listener is closed.
func (c *Cable) accept() {
	for {
		near, err := c.listener.Accept()
		if err != nil {
			return
		}
		c.tasks.Go(func() { c.carry(near) })
	}
}

// carry forwards one connection until either end closes it.
func (c *Cable) carry(near net.Conn) {
	defer near.Close()
	if !c.hold(near) {
		return
	}
	defer c.release(near)
	far, err := net.Dial("tcp", c.target)
	if err != nil {
		return
	}
	defer far.Close()
	if !c.hold(far) {
		return
	}
	defer c.release(far)
	var back sync.WaitGroup
	back.Go(func() { c.forward(near, far) })
	c.forward(far, near)
	back.Wait()
}

// hold notes a connection, so that Break finds it.
func (c *Cable) hold(conn net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.carried[conn] = struct{}{}
	}
	return !c.closed
}

func (c *Cable) release(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.carried, conn)
}

// forward copies from one connection to the other, and closes both at the end.
func (c *Cable) forward(to, from net.Conn) {
	defer to.Close()
	defer from.Close()
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			<-c.passing()
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			// An end is news too, which a cut network does not carry.
			<-c.passing()
			return
		}
	}
}

func (c *Cable) passing() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.whole
}
