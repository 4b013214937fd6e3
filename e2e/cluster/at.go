package cluster

import (
	"context"
	"net"

	"github.com/rejoin-chat/rejoin/chatclient"
)

// At is how package chatclient reaches one node, past the load balancer: its calls
// arrive there, and its socket hangs there.
func (c *Cluster) At(node int) chatclient.Config {
	n := c.Nodes[node]
	return chatclient.Config{
		Endpoint: n.URL, ConnectParticipant: true,
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, n.Address)
		},
	}
}
