package rejoin

import (
	"fmt"
	"net"
	"os"
	"sync/atomic"
)

// Ports are taken from below the range that the kernel gives to outgoing
// connections, so that a server that was killed finds its port free when it
// comes back.
const (
	firstPort = 20000
	lastPort  = 29999
)

var nextPort atomic.Int64

// freePort is a port that nobody listens on. Processes begin at different ones.
func freePort() (int, error) {
	const ports = lastPort - firstPort + 1
	for range ports {
		n := int(nextPort.Add(1)) + os.Getpid()*16
		port := firstPort + n%ports
		l, err := net.Listen("tcp", address(port))
		if err != nil {
			continue
		}
		return port, l.Close()
	}
	return 0, fmt.Errorf("no free port from %d to %d", firstPort, lastPort)
}

func address(port int) string { return fmt.Sprintf("127.0.0.1:%d", port) }

// listener is a listening socket to hand over to a process.
func listener(port int) (*os.File, error) {
	l, err := net.Listen("tcp", address(port))
	if err != nil {
		return nil, err
	}
	defer l.Close() // the file is a copy that stays open
	return l.(*net.TCPListener).File()
}
