package sqlite

import (
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// link is the stored form of chat.Link.
type link struct {
	Type            chat.RehydrationType `json:"type"`
	SourceID        chat.ContactID       `json:"sourceId"`
	AnchorID        chat.ContactID       `json:"anchorId"`
	AnchorSessionID chat.SessionID       `json:"anchorSessionId"`
	LinkedAt        time.Time            `json:"linkedAt"`
}

func putLink(l *chat.Link) (any, error) {
	if l == nil {
		return nil, nil
	}
	return putJSON(link(*l))
}

func getLink(r row, i int) (*chat.Link, error) {
	if r.null(i) {
		return nil, nil
	}
	var stored link
	if err := r.json(i, &stored); err != nil {
		return nil, err
	}
	l := chat.Link(stored)
	return &l, nil
}
