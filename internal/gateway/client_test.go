package gateway_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/gorilla/websocket"
)

// client is the other end of a socket. It answers protocol pings, as browsers do.
type client struct {
	w    *world
	ws   *websocket.Conn
	link *link

	mu     sync.Mutex
	paused chan struct{}  // reading stops until it is closed
	saw    func(wireItem) // when set, is told of every item
	frames []string
	items  []wireItem
	code   int // of the server's close frame, 1006 for none
	done   bool
}

// wireItem is what a client sees of an item.
type wireItem struct {
	ID               string `json:"Id"`
	Type             string
	ContentType      string
	Content          string
	AbsoluteTime     string
	ContactID        string `json:"ContactId"`
	InitialContactID string `json:"InitialContactId"`
	ParticipantID    string `json:"ParticipantId"`
	ParticipantRole  string
	DisplayName      *string
	MessageMetadata  *struct {
		MessageID string `json:"MessageId"`
		Receipts  []struct {
			RecipientParticipantID string `json:"RecipientParticipantId"`
			DeliveredTimestamp     *string
			ReadTimestamp          *string
		}
	}
}

func (c *client) read() {
	for {
		c.mu.Lock()
		paused := c.paused
		c.mu.Unlock()
		if paused != nil {
			<-paused
		}
		_, data, err := c.ws.ReadMessage()
		c.mu.Lock()
		if err != nil {
			c.done, c.code = true, websocket.CloseAbnormalClosure
			var closed *websocket.CloseError
			if errors.As(err, &closed) {
				c.code = closed.Code
			}
			c.mu.Unlock()
			c.ws.Close()
			return
		}
		c.take(data)
		c.mu.Unlock()
	}
}

func (c *client) take(data []byte) {
	c.frames = append(c.frames, string(data))
	var envelope struct {
		Topic       string
		ContentType string
		Content     json.RawMessage
	}
	if err := json.Unmarshal(data, &envelope); err != nil {
		c.w.t.Errorf("frame %q is no JSON: %v", data, err)
		return
	}
	if envelope.Topic != "aws/chat" {
		return
	}
	var text string
	var item wireItem
	if err := errors.Join(json.Unmarshal(envelope.Content, &text), json.Unmarshal([]byte(text), &item)); err != nil {
		c.w.t.Errorf("content of frame %q is no item in a string: %v", data, err)
	}
	if strings.Contains(text, "null") {
		c.w.t.Errorf("item %s holds a null", text)
	}
	c.items = append(c.items, item)
	if c.saw != nil {
		c.saw(item)
	}
}

func (c *client) send(text string) {
	if err := c.ws.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		c.w.t.Errorf("sending %q: %v", text, err)
	}
}

// pause makes the client stop reading, and resume go on.
func (c *client) pause() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.paused = make(chan struct{})
}

func (c *client) resume() {
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.paused)
	c.paused = nil
}

// leave closes as a client does.
func (c *client) leave() {
	c.ws.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""))
	pass(0)
	c.ws.Close()
}

// contents are those of the messages received.
func (c *client) contents() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []string
	for _, i := range c.items {
		if i.Type == "MESSAGE" {
			out = append(out, i.Content)
		}
	}
	return out
}

func (c *client) received() []wireItem {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.items)
}

func (c *client) text() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.frames)
}

// closed is the code with which the server closed, 0 while the socket is open.
func (c *client) closed() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.code
}

const acknowledgement = `{"topic":"aws/subscribe","content":{"status":"success","topics":["aws/chat"]}}`

func (c *client) wantAcknowledged() {
	c.w.t.Helper()
	if f := c.text(); len(f) == 0 || f[0] != acknowledgement {
		c.w.t.Fatalf("first frames = %q, want %s first", f, acknowledgement)
	}
}

func (c *client) wantContents(want ...string) {
	c.w.t.Helper()
	if got := c.contents(); !slices.Equal(got, want) {
		c.w.t.Errorf("messages = %q, want %q", got, want)
	}
}

func (c *client) wantOpen() {
	c.w.t.Helper()
	if code := c.closed(); code != 0 {
		c.w.t.Errorf("the socket was closed with %d, want open", code)
	}
}

func (c *client) wantClosed(code int) {
	c.w.t.Helper()
	if got := c.closed(); got != code {
		c.w.t.Errorf("close code = %d, want %d", got, code)
	}
}
