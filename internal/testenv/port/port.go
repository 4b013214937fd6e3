// Package port finds ports for the servers that tests start as programs. A server
// inside the test's own process has no need of it and listens on port 0.
//
// It imports the standard library only.
package port

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"sync/atomic"
)

// Ports are taken from below the range that the kernel gives to outgoing
// connections, so that a server that was killed finds its port free when it
// comes back.
const (
	first = 20000
	last  = 32699
)

var next atomic.Int64

// Free is a port of the loopback address that nobody listens on, another one with
// each call. Processes begin at different ones.
func Free() (int, error) {
	const ports = last - first + 1
	for range ports {
		n := int(next.Add(1)) + os.Getpid()*16
		port := first + n%ports
		l, err := net.Listen("tcp", Address(port))
		if err != nil {
			continue
		}
		return port, l.Close()
	}
	return 0, fmt.Errorf("no free port from %d to %d", first, last)
}

// Address is a port of the loopback address, as host:port.
func Address(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }
