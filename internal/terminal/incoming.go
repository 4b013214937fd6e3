package terminal

import (
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/chatclient"
)

// handlers show what the session brings, in the order in which it does.
func (c *conversation) handlers(ctx context.Context) chatclient.Handlers {
	connected := false // only handlers touch it, and they run one at a time
	return chatclient.Handlers{
		OnMessage:                       c.arrived,
		OnTyping:                        c.typed,
		OnParticipantInvited:            c.arrived,
		OnParticipantIdle:               c.arrived,
		OnParticipantReturned:           c.arrived,
		OnAutoDisconnection:             c.arrived,
		OnParticipantDisplayNameUpdated: c.arrived,
		OnChatRehydrated:                func(item chatclient.Item) { c.rehydrated(ctx, item) },
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

// rehydrated shows the past chat that was linked to the running one. A chat that was
// started as a continuation has shown its past already, and is told of it too.
func (c *conversation) rehydrated(ctx context.Context, item chatclient.Item) {
	<-c.shown
	if c.chat.Details.ContinuedFromContactID != "" {
		return
	}
	c.screen.show(item, c.chat.Details.ParticipantID)
	items, more, err := recall(ctx, c.session, c.options.History)
	if err != nil {
		c.screen.note("the history cannot be shown: " + err.Error())
		return
	}
	items = slices.DeleteFunc(items, func(i chatclient.Item) bool { return !i.Past() || c.listed[i.ID] })
	c.screen.showHistory(items, more, c.chat.Details)
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
	if item.ID != "" && c.listed[item.ID] || c.echoed(item) {
		return
	}
	c.typing = ""
	c.endShown = c.endShown || item.ContentType == chatclient.EventChatEnded
	c.offered(item)
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
