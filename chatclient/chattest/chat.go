package chattest

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
)

// chat is one contact with its customer.
type chat struct {
	details     chatclient.ChatDetails
	displayName string
	attributes  map[string]string
	past        *chat // the chat that this one continues
	items       []chatclient.Item
	sent        map[string]chatclient.Item // by client token
	tokens      map[string]struct{}        // valid connection tokens
	ended       bool
}

// history is everything the customer may read, oldest first, as the wire has it:
// items of past chats name their contact as the related one.
func (c *chat) history() []chatclient.Item {
	if c.past == nil {
		return c.items
	}
	var past []chatclient.Item
	for _, item := range c.past.history() {
		item.RelatedContactID, item.ContactID = item.Contact(), ""
		past = append(past, item)
	}
	return append(past, c.items...)
}

// Start begins a chat, as the start-chat endpoint does, and answers its details.
func (s *Server) Start(displayName string) chatclient.ChatDetails {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.start(displayName, nil, nil).details
}

func (s *Server) start(displayName string, attributes map[string]string, past *chat) *chat {
	n := len(s.chats) + 1
	c := &chat{
		displayName: displayName,
		attributes:  attributes,
		past:        past,
		sent:        make(map[string]chatclient.Item),
		tokens:      make(map[string]struct{}),
	}
	contact := fmt.Sprintf("contact-%d", n)
	c.details = chatclient.ChatDetails{
		ContactID:        contact,
		InitialContactID: contact,
		ParticipantID:    fmt.Sprintf("customer-%d", n),
		ParticipantToken: fmt.Sprintf("participant-token-%d", n),
	}
	if past != nil {
		c.details.ContinuedFromContactID = past.details.ContactID
	}
	s.chats = append(s.chats, c)
	return c
}

// Link makes a chat continue an ended one while it is running, as
// CreatePersistentContactAssociation does, and pushes chat.rehydrated.
func (s *Server) Link(contactID, pastContactID string) {
	s.link(contactID, pastContactID)
	s.Push(contactID, chatclient.Item{Type: chatclient.ItemEvent, ContentType: chatclient.EventChatRehydrated})
}

func (s *Server) link(contactID, pastContactID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chat(contactID).past = s.chat(pastContactID)
}

// Attributes are the contact attributes that a chat was started with.
func (s *Server) Attributes(contactID string) map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chat(contactID).attributes
}

// Items are a chat's own stored items, oldest first.
func (s *Server) Items(contactID string) []chatclient.Item {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.chat(contactID).items)
}

// Say stores and pushes a text message of an agent.
func (s *Server) Say(contactID, displayName, text string) chatclient.Item {
	return s.Push(contactID, chatclient.Item{
		Type: chatclient.ItemMessage, ContentType: chatclient.TypePlain, Content: text,
		ParticipantID: "agent", ParticipantRole: chatclient.RoleAgent, DisplayName: displayName,
	})
}

// Event stores and pushes an event of an agent.
func (s *Server) Event(contactID, displayName, contentType string) chatclient.Item {
	return s.Push(contactID, chatclient.Item{
		Type: chatclient.ItemEvent, ContentType: contentType,
		ParticipantID: "agent", ParticipantRole: chatclient.RoleAgent, DisplayName: displayName,
	})
}

// End ends a chat as the service does: chat.ended is the last item, and all
// tokens are refused from then on.
func (s *Server) End(contactID string) {
	s.Push(contactID, chatclient.Item{Type: chatclient.ItemEvent, ContentType: chatclient.EventChatEnded})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chat(contactID).ended = true
}

// Push stores an item, completes what it lacks of id, time and contacts, and
// pushes it to every subscribed socket of the chat. Typing and receipts are pushed
// and not stored.
func (s *Server) Push(contactID string, item chatclient.Item) chatclient.Item {
	item = s.Miss(contactID, item)
	s.push(contactID, item)
	return item
}

// PushOnly pushes an item as it is, without storing it.
func (s *Server) PushOnly(contactID string, item chatclient.Item) { s.push(contactID, item) }

// Miss stores an item without pushing it, as if it had been pushed while no
// socket was there.
func (s *Server) Miss(contactID string, item chatclient.Item) chatclient.Item {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.store(s.chat(contactID), item)
}

func (s *Server) store(c *chat, item chatclient.Item) chatclient.Item {
	s.itemIDs++
	item.ID = cmp.Or(item.ID, fmt.Sprintf("item-%d", s.itemIDs))
	item.AbsoluteTime = cmp.Or(item.AbsoluteTime, time.Now().UTC().Format(chatclient.TimeFormat))
	item.ContactID, item.InitialContactID = c.details.ContactID, c.details.ContactID
	if item.ContentType != chatclient.EventTyping && item.Type != chatclient.ItemMetadata {
		c.items = append(c.items, item)
	}
	return item
}

// chat finds a chat that a test names; a wrong name is a mistake of the test.
func (s *Server) chat(contactID string) *chat {
	if c := s.find(func(c *chat) bool { return c.details.ContactID == contactID }); c != nil {
		return c
	}
	panic("chattest: no chat " + contactID)
}

func (s *Server) find(match func(*chat) bool) *chat {
	if i := slices.IndexFunc(s.chats, match); i >= 0 {
		return s.chats[i]
	}
	return nil
}
