package form

import (
	"encoding/json"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// routing is the form of chat.Routing, and of the quick connect by which the contact
// came where it is. Criteria are kept as a text, so that they read back byte for byte.
type routing struct {
	Priority         int     `json:"priority,omitempty"`
	Adjust           int64   `json:"adjust,omitempty"` // seconds
	Criteria         *string `json:"criteria,omitempty"`
	QuickConnectID   string  `json:"quickConnect,omitempty"`
	QuickConnectName string  `json:"quickConnectName,omitempty"`
}

// Routing is the form of a contact's routing, with the quick connect that led it there;
// the zero values have none.
func Routing(r chat.Routing, by chat.QuickConnect) ([]byte, error) {
	stored := routing{
		Priority: r.Priority, Adjust: int64(r.TimeAdjustment / time.Second),
		QuickConnectID: by.ID, QuickConnectName: by.Name,
	}
	if r.Criteria != nil {
		text := string(r.Criteria)
		stored.Criteria = &text
	}
	if stored == (routing{}) {
		return nil, nil
	}
	return json.Marshal(stored)
}

// ReadRouting reads the form of Routing.
func ReadRouting(b []byte) (chat.Routing, chat.QuickConnect, error) {
	var stored routing
	if err := Read(b, &stored); err != nil {
		return chat.Routing{}, chat.QuickConnect{}, err
	}
	r := chat.Routing{Priority: stored.Priority, TimeAdjustment: time.Duration(stored.Adjust) * time.Second}
	if stored.Criteria != nil {
		r.Criteria = []byte(*stored.Criteria)
	}
	return r, chat.QuickConnect{ID: stored.QuickConnectID, Name: stored.QuickConnectName}, nil
}
