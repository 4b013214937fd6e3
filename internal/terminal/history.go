package terminal

import (
	"context"
	"fmt"
	"slices"

	"github.com/rejoin-chat/rejoin/chatclient"
)

// recall reads the newest items of the history, oldest first, across past chats.
// A negative limit reads everything. more says that older items were left out.
func recall(ctx context.Context, session *chatclient.Session, limit int) (items []chatclient.Item, more bool, err error) {
	if limit == 0 {
		return nil, false, nil
	}
	for item, err := range session.History(ctx) {
		if err != nil {
			return nil, false, err
		}
		if len(items) == limit {
			more = true
			break
		}
		items = append(items, item)
	}
	slices.Reverse(items)
	return items, more, nil
}

// showHistory shows items with a seam wherever one chat continues another.
func (s *screen) showHistory(items []chatclient.Item, more bool, details chatclient.ChatDetails) {
	if more {
		s.note(fmt.Sprintf("older than these %d items: --history N shows more, --history -1 all", len(items)))
	}
	before := ""
	for _, item := range items {
		chat := details.ContactID
		if item.Past() {
			chat = originOf(item)
		}
		switch {
		case item.Past() && chat != before:
			s.seam("earlier chat " + chat)
		case !item.Past() && before != "" && chat != before:
			s.seam("this chat")
		}
		before = chat
		s.show(item, details.ParticipantID)
	}
	if before != "" && before != details.ContactID {
		s.seam("this chat")
	}
}

// originOf is the chat a past item belongs to: its first contact where the server
// says so, else the contact itself.
func originOf(item chatclient.Item) string {
	if item.InitialContactID != "" {
		return item.InitialContactID
	}
	return item.Contact()
}
