package terminal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
)

// conversation is one chat on one screen.
type conversation struct {
	options Options
	chat    state
	screen  *screen
	session *chatclient.Session

	shown  chan struct{}   // closed when the history is on the screen
	listed map[string]bool // ids in the history; written before shown is closed
	unread chan string     // newest message to be receipted, at most one

	// Of the handlers' goroutine.
	typing   string // who was last shown typing, with nothing shown since
	endShown bool

	mu     sync.Mutex
	echoes map[string]int // lines sent that the terminal shows already
}

// farewell is how long the end of the chat is waited for after leaving it: a
// flow may still have something to say.
const farewell = 10 * time.Second

// receiptPatience bounds a receipt, which is not worth waiting for.
const receiptPatience = 3 * time.Second

// talk connects and holds the conversation.
func talk(ctx context.Context, o Options, chat state) error {
	c := &conversation{
		options: o,
		chat:    chat,
		screen:  &screen{out: o.Out, styled: o.Styled, location: o.Location},
		session: chatclient.New(chatclient.Config{Endpoint: chat.Endpoint, HTTPClient: o.HTTPClient, Dial: o.Dial}, chat.Details),
		shown:   make(chan struct{}),
		listed:  make(map[string]bool),
		unread:  make(chan string, 1),
		echoes:  make(map[string]int),
	}
	defer c.close()
	if err := c.connect(ctx); err != nil {
		return err
	}
	c.recall(ctx)
	return c.hold(ctx)
}

func (c *conversation) close() {
	c.session.Close()
	<-c.session.Done()
}

func (c *conversation) connect(ctx context.Context) error {
	contact := c.chat.Details.ContactID
	err := c.session.Connect(ctx, c.handlers())
	switch {
	case errors.Is(err, chatclient.ErrEnded):
		c.chat.forget(c.options.StateFile)
		return fmt.Errorf("the chat %s has ended; continue it with: %s", contact, c.chat.rejoinCommand())
	case err != nil:
		return explain("connect to the chat", c.chat.Endpoint, err)
	}
	c.screen.note("contact " + contact)
	if from := c.chat.Details.ContinuedFromContactID; from != "" {
		c.screen.note("continues " + from)
	}
	return nil
}

// recall shows the history before anything new.
func (c *conversation) recall(ctx context.Context) {
	defer close(c.shown)
	items, more, err := recall(ctx, c.session, c.options.History)
	if err != nil {
		if ctx.Err() == nil {
			c.screen.note("the history cannot be shown: " + err.Error())
		}
		return
	}
	for _, item := range items {
		c.listed[item.ID] = true
	}
	c.screen.showHistory(items, more, c.chat.Details)
}

func (c *conversation) handlers() chatclient.Handlers {
	connected := false // only handlers touch it, and they run one at a time
	return chatclient.Handlers{
		OnMessage:                       c.arrived,
		OnTyping:                        c.typed,
		OnParticipantInvited:            c.arrived,
		OnParticipantIdle:               c.arrived,
		OnParticipantReturned:           c.arrived,
		OnAutoDisconnection:             c.arrived,
		OnParticipantDisplayNameUpdated: c.arrived,
		OnChatRehydrated:                c.arrived,
		OnConnectionLost:                func(error) { c.screen.note("connection lost, reconnecting") },
		OnConnectionEstablished: func() {
			if connected {
				c.screen.note("connected again")
			}
			connected = true
		},
		OnEnded: func() {
			if !c.endShown { // it ended while the connection was lost
				c.screen.note("the chat has ended")
			}
		},
	}
}

// typed shows once that somebody is typing, however often that is told.
func (c *conversation) typed(item chatclient.Item) {
	if c.typing != item.ParticipantID {
		c.arrived(item)
		c.typing = item.ParticipantID
	}
}

// arrived shows an item, after the history and unless it is there already.
func (c *conversation) arrived(item chatclient.Item) {
	<-c.shown
	if c.listed[item.ID] || c.echoed(item) {
		return
	}
	c.typing = ""
	c.endShown = c.endShown || item.ContentType == chatclient.EventChatEnded
	c.screen.show(item, c.chat.Details.ParticipantID)
	if item.Type == chatclient.ItemMessage && item.ParticipantID != c.chat.Details.ParticipantID {
		c.receipt(item.ID)
	}
}

// receipt notes the newest message to be receipted, which covers those before.
func (c *conversation) receipt(id string) {
	select {
	case <-c.unread:
	default:
	}
	c.unread <- id // has room: handlers run one at a time
}

// echoed reports whether the item is a line that the terminal has shown when it
// was typed.
func (c *conversation) echoed(item chatclient.Item) bool {
	if item.ParticipantID != c.chat.Details.ParticipantID {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.echoes[item.Content] == 0 {
		return false
	}
	if c.echoes[item.Content]--; c.echoes[item.Content] == 0 {
		delete(c.echoes, item.Content)
	}
	return true
}

// hold sends what is typed until the chat, the input or ctx ends.
func (c *conversation) hold(ctx context.Context) error {
	lines, failed := read(ctx, c.options.In)
	for {
		select {
		case line, ok := <-lines:
			if !ok {
				return c.leave(ctx, <-failed)
			}
			c.say(ctx, line)
		case id := <-c.unread:
			receiptCtx, cancel := context.WithTimeout(ctx, receiptPatience)
			_ = c.session.SendReadReceipt(receiptCtx, id) // a courtesy
			cancel()
		case <-c.session.Done():
			return c.over(ctx)
		}
	}
}

// say sends one line. A refusal of the service concerns that line only.
func (c *conversation) say(ctx context.Context, line string) {
	if strings.TrimSpace(line) == "" {
		return
	}
	if c.options.Echoed {
		c.mu.Lock()
		c.echoes[line]++
		c.mu.Unlock()
	}
	_, err := c.session.SendMessage(ctx, chatclient.Message{Content: line})
	if err != nil && ctx.Err() == nil && c.session.Err() == nil { // else hold reports the end, once
		c.screen.note("not sent: " + err.Error())
	}
}

// leave ends the chat because the input has ended.
func (c *conversation) leave(ctx context.Context, failed error) error {
	if failed != nil {
		return fmt.Errorf("cannot read what is typed: %w", failed)
	}
	if err := c.session.DisconnectParticipant(ctx); err != nil && ctx.Err() == nil {
		return explain("end the chat", c.chat.Endpoint, err)
	}
	if ctx.Err() != nil {
		return c.over(ctx)
	}
	patience := c.options.Clock.NewTimer(farewell)
	defer patience.Stop()
	select {
	case <-c.session.Done():
	case <-patience.C():
		c.screen.note("the chat is still being closed by the server")
		c.parted()
		return nil
	}
	return c.over(ctx)
}

// over says how the session ended and what can be done next.
func (c *conversation) over(ctx context.Context) error {
	<-c.session.Done()
	switch err := c.session.Err(); {
	case errors.Is(err, chatclient.ErrEnded):
		c.parted()
		return nil
	case ctx.Err() != nil:
		c.screen.note("the chat stays open; come back with: " + resumeCommand(c.options))
		return nil
	default:
		return explain("go on with the chat", c.chat.Endpoint, err)
	}
}

// parted forgets the chat and says how to continue it.
func (c *conversation) parted() {
	c.chat.forget(c.options.StateFile)
	c.screen.note("continue this chat with: " + c.chat.rejoinCommand())
}

// longestLine bounds a typed line; the service's own limit is far below.
const longestLine = 1 << 20

// read hands out the lines of in, then closes lines and says how the reading
// ended.
func read(ctx context.Context, in io.Reader) (lines <-chan string, failed <-chan error) {
	out, end := make(chan string), make(chan error, 1)
	// Ends with in or, at the next line, with ctx: the read of a terminal cannot be
	// interrupted, so it may outlast the chat until the program exits.
	go func() {
		defer close(out)
		scanner := bufio.NewScanner(in)
		scanner.Buffer(nil, longestLine)
		for scanner.Scan() {
			select {
			case out <- scanner.Text():
			case <-ctx.Done():
				end <- nil
				return
			}
		}
		end <- scanner.Err()
	}()
	return out, end
}
