package form

import (
	"encoding/json"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

type link struct {
	Type            chat.RehydrationType `json:"type"`
	SourceID        chat.ContactID       `json:"sourceId"`
	AnchorID        chat.ContactID       `json:"anchorId"`
	AnchorSessionID chat.SessionID       `json:"anchorSessionId"`
	LinkedAt        time.Time            `json:"linkedAt"`
}

// Link is the form of a session's link.
func Link(l *chat.Link) ([]byte, error) {
	if l == nil {
		return nil, nil
	}
	return json.Marshal(link(*l))
}

// ReadLink reads the form of Link.
func ReadLink(b []byte) (*chat.Link, error) {
	if b == nil {
		return nil, nil
	}
	var stored link
	if err := json.Unmarshal(b, &stored); err != nil {
		return nil, err
	}
	l := chat.Link(stored)
	return &l, nil
}
