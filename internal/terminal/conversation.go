package terminal

import (
	"context"
	"errors"
	"fmt"
	"sync"

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
	offer  *offer         // what the last message of the others offers
}

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
	err := c.session.Connect(ctx, c.handlers(ctx))
	switch {
	case errors.Is(err, chatclient.ErrEnded):
		c.chat.ended(c.options.StateFile)
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
		if !item.Past() {
			c.offered(item)
		}
	}
	c.screen.showHistory(items, more, c.chat.Details)
}
