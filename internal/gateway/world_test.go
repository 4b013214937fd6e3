package gateway_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/gateway"
	"github.com/rejoin-chat/rejoin/internal/testenv/pipenet"
)

// world is a gateway with everything around it, in simulated time. When the test
// ends every goroutine must have ended too, or the bubble fails the test.
type world struct {
	t       *testing.T
	store   *memory
	broker  *hints
	roster  *roster
	metrics *counts
	sick    atomic.Bool // aws/ping answers 500
	faulty  atomic.Bool // aws/ping panics
	onAdmit func()      // when set, runs before a token is looked at
	lossy   bool        // as gateway.Config has it
	mortal  *mortal     // what the gateway sees of store
	g       *gateway.Gateway
	net     *pipenet.Listener
	server  *http.Server
	cancel  context.CancelFunc
	ran     chan error
}

// inWorld runs a test in a bubble with a new world, and stops it at the end.
func inWorld(t *testing.T, limits gateway.Limits, test func(*world)) {
	t.Helper()
	inLossyWorld(t, limits, false, test)
}

// inLossyWorld is inWorld with a broker that is said to lose events, or not to.
func inLossyWorld(t *testing.T, limits gateway.Limits, lossy bool, test func(*world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, newMemory(), fanout.NewLocal())
		w.lossy = lossy
		w.start(limits)
		defer w.stop()
		test(w)
	})
}

func newWorld(t *testing.T, m *memory, broker *fanout.Local) *world {
	return &world{t: t, store: m, broker: &hints{Local: broker}, roster: newRoster(), metrics: &counts{}}
}

func (w *world) start(limits gateway.Limits) {
	w.mortal = &mortal{memory: w.store}
	w.g = gateway.New(gateway.Config{
		Admit: w.admit, Agents: w.roster, Store: w.mortal, Broker: w.broker, Metrics: w.metrics,
		Healthy: w.healthy, Lossy: w.lossy, Limits: limits,
	})
	w.net = pipenet.Listen()
	w.server = &http.Server{Handler: w.g, ErrorLog: log.New(io.Discard, "", 0)}
	ctx, cancel := context.WithCancel(context.Background())
	w.cancel, w.ran = cancel, make(chan error, 1)
	server, network := w.server, w.net
	go server.Serve(network)
	go func(g *gateway.Gateway, ran chan error) { ran <- g.Run(ctx) }(w.g, w.ran)
}

func (w *world) healthy() bool {
	if w.faulty.Load() {
		panic("a fault of ours")
	}
	return !w.sick.Load()
}

// stop ends the process gracefully, but breaks its connections.
func (w *world) stop() {
	w.cancel()
	if err := <-w.ran; err != nil && !errors.Is(err, errAway) {
		w.t.Errorf("Run() = %v, want nil", err)
	}
	w.server.Close()
}

// admit reads a token of the form session.participant.role, which for a participant who
// is a user ends with him.
func (w *world) admit(_ context.Context, token string) (gateway.Viewer, error) {
	if w.onAdmit != nil {
		w.onAdmit()
	}
	if token == "away" {
		return gateway.Viewer{}, chat.Internal("reading the participant", errAway)
	}
	part := strings.Split(token, ".")
	if len(part) != 3 && len(part) != 4 {
		return gateway.Viewer{}, chat.Denied()
	}
	v := gateway.Viewer{SessionID: chat.SessionID(part[0]), ParticipantID: chat.ParticipantID(part[1]), Role: chat.Role(part[2])}
	if len(part) == 4 {
		v.By = &gateway.AgentViewer{Instance: "i1", User: chat.UserID(part[3])}
	}
	return v, nil
}

// say appends a message of a participant and publishes it.
func (w *world) say(session chat.SessionID, author chat.ParticipantID, text string) *chat.Item {
	return w.put(chat.Item{
		SessionID: session, ContactID: session.Initial(), Type: chat.TypeMessage, ContentType: chat.ContentPlain,
		Content: text, ParticipantID: author, Role: chat.RoleCustomer, DisplayName: string(author),
	})
}

// put appends an item and publishes it.
func (w *world) put(item chat.Item) *chat.Item {
	if item.ID == "" {
		item.ID = chat.ItemID(fmt.Sprintf("id-%s", item.Content))
	}
	stored := w.store.append(item, time.Now())
	w.broker.Publish(fanout.Event{SessionID: item.SessionID, Item: stored})
	return stored
}

// open makes a connection that has not subscribed.
func (w *world) open(token string) *client {
	w.t.Helper()
	return w.dial(gateway.TokenParameter + "=" + token)
}

func (w *world) dial(query string) *client {
	w.t.Helper()
	c := &client{w: w}
	dialer := websocket.Dialer{NetDialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		conn, l, err := dial(ctx, w.net)
		c.link = l
		return conn, err
	}}
	ws, _, err := dialer.Dial("ws://gateway/?"+query, nil)
	if err != nil {
		w.t.Fatalf("dialling with %q: %v", query, err)
	}
	c.ws = ws
	go c.read()
	return c
}

// join opens a connection and subscribes, and waits for the acknowledgement and
// for everything that follows at once.
func (w *world) join(token string) *client {
	w.t.Helper()
	c := w.open(token)
	c.send(`{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`)
	pass(time.Second)
	c.wantAcknowledged()
	return c
}

// pass lets time go by until everybody rests.
func pass(d time.Duration) {
	<-time.After(d) // simulated, as all of this is in a bubble
	synctest.Wait()
}

// hints is a broker that can lose events.
type hints struct {
	*fanout.Local
	lose   func(fanout.Event) bool // on the way in
	miss   func(fanout.Event) bool // on the way to this node
	broken atomic.Bool
	// subscribing, when set, runs before a subscription begins.
	subscribing func()
}

func (h *hints) Publish(e fanout.Event) {
	if h.broken.Load() || (h.lose != nil && h.lose(e)) {
		return
	}
	h.Local.Publish(e)
}

func (h *hints) Subscribe(id chat.SessionID, listen func(fanout.Event)) (cancel func()) {
	if h.subscribing != nil {
		h.subscribing()
	}
	return h.Local.Subscribe(id, func(e fanout.Event) {
		if h.miss == nil || !h.miss(e) {
			listen(e)
		}
	})
}

func (h *hints) Healthy() bool { return !h.broken.Load() }

// counts are the gateway's metrics.
type counts struct{ opened, closed, slow, sent atomic.Int64 }

func (c *counts) SocketOpened()       { c.opened.Add(1) }
func (c *counts) SocketClosed()       { c.closed.Add(1) }
func (c *counts) FramePushed()        { c.sent.Add(1) }
func (c *counts) SlowConsumerClosed() { c.slow.Add(1) }
