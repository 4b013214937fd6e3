package nats

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/fanout/fanouttest"
	"github.com/rejoin-chat/rejoin/internal/testenv/cable"
	"github.com/rejoin-chat/rejoin/internal/testenv/natstest"
)

const patience = 20 * time.Second

// open opens a broker for the test.
func open(t testing.TB, opts Options) *Broker {
	t.Helper()
	if opts.Installation == "" {
		opts.Installation = "test"
	}
	b, err := Open(context.Background(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

// lay puts a cable before an address.
func lay(t testing.TB, address string) *cable.Cable {
	t.Helper()
	c, err := cable.Lay(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// await waits until something is so.
func await(t testing.TB, what string, so func() bool) {
	t.Helper()
	timeout := clock.System().NewTimer(patience)
	defer timeout.Stop()
	for !so() {
		look := clock.System().NewTimer(5 * time.Millisecond)
		select {
		case <-look.C():
		case <-timeout.C():
			t.Fatalf("%s: not within %v", what, patience)
		}
	}
}

// counts are Metrics that a test reads.
type counts struct {
	published, received, reconnected atomic.Int64

	mu      sync.Mutex
	dropped map[string]int
}

func (c *counts) EventPublished() { c.published.Add(1) }
func (c *counts) EventReceived()  { c.received.Add(1) }
func (c *counts) Reconnected()    { c.reconnected.Add(1) }

func (c *counts) EventDropped(why string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dropped == nil {
		c.dropped = make(map[string]int)
	}
	c.dropped[why]++
}

func (c *counts) drops(why string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.dropped[why]
}

func item(id chat.SessionID, seq chat.Seq) fanout.Event {
	return fanout.Event{SessionID: id, Item: &chat.Item{SessionID: id, Seq: seq, Type: chat.TypeMessage, Content: "hello"}}
}

// TestBroker opens two nodes for each test, on one server; installations that
// share it must not hear each other.
func TestBroker(t *testing.T) {
	server := natstest.Start(t, nil)
	var installations atomic.Int64
	fanouttest.Run(t, fanouttest.Options{Loses: true, Networked: true, Open: func(t *testing.T) fanouttest.Ends {
		name := "i" + strconv.FormatInt(installations.Add(1), 10)
		network := lay(t, server.Address())
		return fanouttest.Ends{
			Publisher: open(t, Options{URL: server.URL(), Installation: name, Node: "one"}),
			Listener:  open(t, Options{URL: "nats://" + network.Address(), Installation: name, Node: "two"}),
			Network:   network,
		}
	}})
}
