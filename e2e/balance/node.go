package balance

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"
)

const (
	// checkEvery is how often a node is asked whether it is ready.
	checkEvery = 200 * time.Millisecond
	// checkTimeout is longer than a node takes to find out.
	checkTimeout = 4 * time.Second
)

// node is one of those behind the balancer.
type node struct {
	address string
	client  *http.Client
	// ready is what the node said last; one that refused a connection is not.
	ready atomic.Bool
	// requests and sockets count what it was given.
	requests, sockets atomic.Int64
}

func newNode(address string) *node {
	return &node{address: address, client: &http.Client{
		Timeout: checkTimeout, Transport: &http.Transport{DisableKeepAlives: true},
	}}
}

// watch asks the node again and again, until ctx ends.
func (n *node) watch(ctx context.Context) {
	again := time.NewTicker(checkEvery)
	defer again.Stop()
	for ctx.Err() == nil {
		n.ready.Store(n.check(ctx))
		select {
		case <-again.C:
		case <-ctx.Done():
		}
	}
}

func (n *node) check(ctx context.Context) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+n.address+"/readyz", nil)
	if err != nil {
		return false
	}
	response, err := n.client.Do(request)
	if err != nil {
		return false
	}
	response.Body.Close()
	return response.StatusCode == http.StatusOK
}
