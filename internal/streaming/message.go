package streaming

import (
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/topic"
)

// everyone is the MessageVisibility of what all see.
const everyone = "ALL"

// message is an item as a topic gets it. Events of the chat itself have no role.
// spec: Use the Amazon SNS payload after enabling message streaming.
func (r *Runner) message(s *chat.Stream, item *chat.Item) topic.Message {
	m := topic.Message{
		// The same whenever the item comes again in this stream.
		ID:     string(chat.ItemIDFor(chat.ParticipantID(s.ID), string(item.ID))),
		Text:   string(r.Text(item)),
		At:     item.Time,
		Stream: string(s.ID),
		Attributes: map[string]string{
			"InitialContactId": string(item.SessionID.Initial()), "ContactId": string(item.ContactID),
			"InstanceId": string(s.InstanceID), "AccountId": r.Account,
			"Type": string(item.Type), "ContentType": item.ContentType, "MessageVisibility": everyone,
		},
	}
	if item.Visibility != chat.VisibleToAll {
		m.Attributes["MessageVisibility"] = string(item.Visibility)
	}
	if item.Role != "" {
		m.Attributes["ParticipantRole"] = string(item.Role)
	}
	if item.ContentType == "" { // SNS takes no empty text
		delete(m.Attributes, "ContentType")
	}
	return m
}
