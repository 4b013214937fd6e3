package app

import (
	"sync/atomic"

	"github.com/rejoin-chat/rejoin/internal/obs"
)

// sockets counts the open websockets beside measuring them, as a stop depends on
// whether there are any.
type sockets struct {
	*obs.Gateway
	open atomic.Int64
}

// SocketOpened implements gateway.Metrics.
func (s *sockets) SocketOpened() {
	s.open.Add(1)
	s.Gateway.SocketOpened()
}

// SocketClosed implements gateway.Metrics.
func (s *sockets) SocketClosed() {
	s.open.Add(-1)
	s.Gateway.SocketClosed()
}
