package pgtest

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
	firstPort = 30000
	lastPort  = 32699
)

var nextPort atomic.Int64

// freePort is a port that nobody listens on. Processes begin at different ones.
func freePort() (int, error) {
	const ports = lastPort - firstPort + 1
	for range ports {
		n := int(nextPort.Add(1)) + os.Getpid()*16
		port := firstPort + n%ports
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if err != nil {
			continue
		}
		return port, l.Close()
	}
	return 0, fmt.Errorf("pgtest: no free port from %d to %d", firstPort, lastPort)
}
