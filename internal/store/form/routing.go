package form

import (
	"encoding/json"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// routing is the form of chat.Routing. Criteria are kept as a text, so that they
// read back byte for byte.
type routing struct {
	Priority int     `json:"priority,omitempty"`
	Adjust   int64   `json:"adjust,omitempty"` // seconds
	Criteria *string `json:"criteria,omitempty"`
}

// Routing is the form of a contact's routing; the zero value has none.
func Routing(r chat.Routing) ([]byte, error) {
	stored := routing{Priority: r.Priority, Adjust: int64(r.TimeAdjustment / time.Second)}
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
func ReadRouting(b []byte) (chat.Routing, error) {
	var stored routing
	if err := Read(b, &stored); err != nil {
		return chat.Routing{}, err
	}
	r := chat.Routing{Priority: stored.Priority, TimeAdjustment: time.Duration(stored.Adjust) * time.Second}
	if stored.Criteria != nil {
		r.Criteria = []byte(*stored.Criteria)
	}
	return r, nil
}
