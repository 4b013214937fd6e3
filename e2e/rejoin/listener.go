package rejoin

import (
	"net"
	"os"

	"github.com/rejoin-chat/rejoin/internal/testenv/port"
)

// listener is a listening socket to hand over to a process.
func listener(on int) (*os.File, error) {
	l, err := net.Listen("tcp", port.Address(on))
	if err != nil {
		return nil, err
	}
	defer l.Close() // the file is a copy that stays open
	return l.(*net.TCPListener).File()
}
