package terminal

import "github.com/rejoin-chat/rejoin/chatclient"

// handlers show what the session brings, in the order in which it does.
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
	if item.ID != "" && c.listed[item.ID] || c.echoed(item) {
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
