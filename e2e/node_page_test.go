package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/cluster"
)

// home is where somebody's connections lead to: to one node for as long as it takes
// them, and then, a time after it was missed first, to the next.
type home struct {
	addresses []string
	away      time.Duration

	mu   sync.Mutex
	node int
	lost time.Time // when the node was missed first, zero while it is there
}

// homeAt is the home of who begins at a node.
func homeAt(c *cluster.Cluster, node int, away time.Duration) *home {
	h := &home{node: node, away: away}
	for _, n := range c.Nodes {
		h.addresses = append(h.addresses, n.Address)
	}
	return h
}

// dial connects with the node, whatever the address. After a failure the next attempt
// goes to another node perhaps.
func (h *home) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	h.mu.Lock()
	at := h.node
	h.mu.Unlock()
	conn, err := new(net.Dialer).DialContext(ctx, network, h.addresses[at])
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.node != at || ctx.Err() != nil:
	case err == nil:
		h.lost = time.Time{}
	case h.lost.IsZero():
		h.lost = time.Now()
	case time.Since(h.lost) >= h.away:
		h.node, h.lost = (at+1)%len(h.addresses), time.Time{}
	}
	return conn, err
}

// client makes calls at home.
func (h *home) client(t *testing.T) *http.Client {
	transport := &http.Transport{DialContext: h.dial, MaxIdleConnsPerHost: 8}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// nodePage is an agent's page at a node: it asks for news and has a socket there, and
// goes on at another node when that one dies.
type nodePage struct {
	*routedAgent
	t    *testing.T
	name string
	home *home
	book *nodeBook
	// ctx is the life of the page.
	ctx   context.Context
	stop  func()
	tasks sync.WaitGroup

	mu      sync.Mutex
	now     outlook
	sockets int
}

// opensAt opens the page of an agent at a node, until the test ends.
func (d *desk) opensAt(c *cluster.Cluster, node int, name string, away time.Duration, book *nodeBook) *nodePage {
	d.t.Helper()
	h := homeAt(c, node, away)
	p := &nodePage{
		routedAgent: &routedAgent{
			Rand: rand.New(rand.NewPCG(1, 5)), book: newRoutingBook(), client: h.client(d.t), url: c.URL, bearer: d.bearer, user: d.user,
		},
		t: d.t, name: name, home: h, book: book,
	}
	p.ctx, p.stop = context.WithCancel(background)
	p.tasks.Go(p.polls)
	p.tasks.Go(p.listens)
	d.t.Cleanup(p.closes)
	return p
}

// closes ends the page, which says nothing to anybody.
func (p *nodePage) closes() {
	p.stop()
	p.tasks.Wait()
}

// polls asks for news.
func (p *nodePage) polls() {
	for token := ""; p.ctx.Err() == nil; {
		if seen, ok := p.sees(p.ctx, token); ok {
			token = seen.NextToken
			p.mu.Lock()
			p.now = seen
			p.mu.Unlock()
		}
	}
}

// listens keeps a socket.
func (p *nodePage) listens() {
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for p.ctx.Err() == nil {
		p.hears()
		select {
		case <-again.C:
		case <-p.ctx.Done():
		}
	}
}

// hears reads a socket until it breaks.
func (p *nodePage) hears() {
	var transport struct{ WebSocketTransport struct{ URL string } }
	if !p.insist(p.ctx, "CreateTransport", map[string]any{"transportType": "web_socket"}, &transport) {
		return
	}
	dialer := websocket.Dialer{NetDialContext: p.home.dial, HandshakeTimeout: answerIn}
	socket, _, err := dialer.DialContext(p.ctx, transport.WebSocketTransport.URL, nil)
	if err != nil {
		return
	}
	defer socket.Close()
	defer context.AfterFunc(p.ctx, func() { socket.Close() })()
	if socket.WriteMessage(websocket.TextMessage, []byte(`{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`)) != nil {
		return
	}
	p.mu.Lock()
	p.sockets++
	p.mu.Unlock()
	for {
		_, raw, err := socket.ReadMessage()
		if err != nil {
			return
		}
		var frame struct{ Topic, Content string }
		var item chatclient.Item
		if json.Unmarshal(raw, &frame) == nil && frame.Topic == "aws/chat" && json.Unmarshal([]byte(frame.Content), &item) == nil {
			p.book.brought(p.name, item)
		}
	}
}

// does makes a call until it is answered, which has to be well.
func (p *nodePage) does(operation string, in map[string]any, out any) {
	p.t.Helper()
	if !p.insist(p.ctx, operation, in, out) {
		p.t.Fatalf("%s of %s is refused", operation, p.name)
	}
}

// is takes a status of a type.
func (p *nodePage) is(status string) {
	p.t.Helper()
	var all struct{ States []map[string]any }
	p.does("GetAgentStates", map[string]any{"maxResults": 500}, &all)
	i := slices.IndexFunc(all.States, func(s map[string]any) bool { return s["type"] == status })
	if i < 0 {
		p.t.Fatalf("got %v, want a status of type %s", all.States, status)
	}
	p.does("PutAgentState", map[string]any{"state": all.States[i]}, nil)
}

// contacts are those that the page shows, as "id state".
func (p *nodePage) contacts() (all []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.now.Snapshot.Contacts {
		all = append(all, c.ContactID+" "+c.State.Type)
	}
	return all
}

// shows waits until the page shows a contact in a state: a given one, or one that is
// none of those that were known.
func (p *nodePage) shows(contact, state string, known ...string) (id, connection string) {
	p.t.Helper()
	eventually(p.t, fmt.Sprintf("%s has contact %s %s", p.name, contact, state), func() string {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, c := range p.now.Snapshot.Contacts {
			if c.State.Type == state && (c.ContactID == contact || contact == "" && !slices.Contains(known, c.ContactID)) {
				id, connection = c.ContactID, c.Connections[0].ConnectionID
				return ""
			}
		}
		return fmt.Sprint("got ", p.now.Snapshot.Contacts)
	})
	return id, connection
}

// hadSockets is how many sockets the page has had.
func (p *nodePage) hadSockets() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sockets
}

// accepts takes on what the page shows next, twice.
func (p *nodePage) accepts(known ...string) (contact, connection string) {
	p.t.Helper()
	contact, _ = p.shows("", "connecting", known...)
	for range 2 {
		p.does("AcceptContact", map[string]any{"contactId": contact}, nil)
	}
	return p.shows(contact, "connected")
}

// voice makes what speaks in a chat as the page's agent.
func (p *nodePage) voice(contact, participant string) *nodeVoice {
	p.t.Helper()
	var transport struct {
		ChatTokenTransport struct{ ParticipantToken string }
	}
	p.does("CreateTransport", map[string]any{"transportType": "chat_token", "contactId": contact, "participantId": participant}, &transport)
	return &nodeVoice{name: p.name, say: func(ctx context.Context, text string) string {
		return p.says(ctx, transport.ChatTokenTransport.ParticipantToken, text)
	}}
}

// says repeats a message until it is acknowledged, and gives its id.
func (p *nodePage) says(ctx context.Context, credential, text string) (id string) {
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for ctx.Err() == nil {
		status, id := p.saysOnce(ctx, credential, text)
		switch {
		case status == http.StatusOK:
			return id
		case status != 0 && status < http.StatusInternalServerError && status != http.StatusTooManyRequests:
			p.routedAgent.book.fault("%q of %s: got %d", text, p.name, status)
			return ""
		}
		select {
		case <-again.C:
		case <-ctx.Done():
		}
	}
	return ""
}

func (p *nodePage) saysOnce(ctx context.Context, credential, text string) (status int, id string) {
	ctx, cancel := context.WithTimeout(ctx, answerIn)
	defer cancel()
	body, err := json.Marshal(map[string]string{"ContentType": chatjs.Plain, "Content": text, "ClientToken": text})
	if err != nil {
		panic(err) // the shape is ours
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url+"/participant/message", bytes.NewReader(body))
	if err != nil {
		panic(err) // the URL is the cluster's
	}
	r.Header.Set("X-Amz-Bearer", credential)
	r.Header.Set("Content-Type", "application/json")
	answer, err := p.client.Do(r)
	if err != nil {
		return 0, ""
	}
	defer answer.Body.Close()
	var said struct{ ID string }
	text2, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode == http.StatusOK && (json.Unmarshal(text2, &said) != nil || said.ID == "") {
		return 0, ""
	}
	return answer.StatusCode, said.ID
}
