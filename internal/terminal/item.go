package terminal

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/rejoin-chat/rejoin/chatclient"
)

// show puts an item on the screen in the words that fit it. Items without words,
// such as the customer's own joining, are passed over.
func (s *screen) show(item chatclient.Item, self string) {
	switch {
	case item.Type == chatclient.ItemAttachment:
		s.said(item.Time(), sender(item), files(item))
	case item.Type == chatclient.ItemMessage:
		s.said(item.Time(), sender(item), text(item))
	default:
		if sentence := event(item, self); sentence != "" {
			s.happened(item.Time(), sentence)
		}
	}
}

// sender is the name to show. The service names its own messages in capitals.
func sender(item chatclient.Item) string {
	switch {
	case item.ParticipantRole == chatclient.RoleSystem && (item.DisplayName == "" || item.DisplayName == "SYSTEM_MESSAGE"):
		return "System"
	case item.DisplayName == "":
		return strings.ToLower(string(item.ParticipantRole))
	}
	return item.DisplayName
}

func text(item chatclient.Item) string {
	if item.ContentType == chatclient.TypeInteractive {
		return interactive(item.Content)
	}
	return item.Content
}

// question is what an interactive message asks, and what can be answered.
//
// spec: admin guide, interactive messages, templates
type question struct {
	Title, Subtitle string
	Elements        []struct{ Title, Subtitle string }
}

// readQuestion reads the content of an interactive message; ok is false when it is not
// understood.
func readQuestion(content string) (q question, ok bool) {
	var message struct{ Data struct{ Content question } }
	err := json.Unmarshal([]byte(content), &message)
	q = message.Data.Content
	return q, err == nil && q.Title != ""
}

// interactive shows a question, and its answers with the numbers by which they can be
// given; content that is not understood is shown as it is.
func interactive(content string) string {
	q, ok := readQuestion(content)
	if !ok {
		return content
	}
	var b strings.Builder
	b.WriteString(q.Title)
	if q.Subtitle != "" {
		b.WriteString(" (" + q.Subtitle + ")")
	}
	for i, element := range q.Elements {
		fmt.Fprintf(&b, "\n%d. %s", i+1, element.Title)
		if element.Subtitle != "" {
			b.WriteString(" (" + element.Subtitle + ")")
		}
	}
	return b.String()
}

func files(item chatclient.Item) string {
	var names []string
	for _, a := range item.Attachments {
		name := a.Name
		switch a.Status {
		case "IN_PROGRESS":
			name += " (being checked)"
		case "REJECTED":
			name += " (rejected)"
		}
		names = append(names, name)
	}
	return "[file] " + strings.Join(names, ", ")
}

// event is the sentence for an event, or nothing. The customer's own coming and
// going is left out.
func event(item chatclient.Item, self string) string {
	who := sender(item)
	own := item.ParticipantID != "" && item.ParticipantID == self
	switch item.ContentType {
	case chatclient.EventChatEnded:
		return "the chat has ended"
	case chatclient.EventTransferSucceeded:
		return "the chat was transferred"
	case chatclient.EventTransferFailed:
		return "the chat could not be transferred"
	case chatclient.EventChatRehydrated:
		return "an earlier chat was linked to this one"
	}
	if own {
		return ""
	}
	switch item.ContentType {
	case chatclient.EventParticipantJoined:
		return fmt.Sprintf("%s joined", who)
	case chatclient.EventParticipantLeft:
		return fmt.Sprintf("%s left", who)
	case chatclient.EventParticipantInvited:
		return fmt.Sprintf("%s was invited", who)
	case chatclient.EventTyping:
		return fmt.Sprintf("%s is typing", who)
	case chatclient.EventDisplayNameUpdated:
		return fmt.Sprintf("%s is the new name of a participant", who)
	}
	return idleness(item.ContentType, who)
}

func idleness(contentType, who string) string {
	switch contentType {
	case chatclient.EventParticipantIdle:
		return fmt.Sprintf("%s is idle", who)
	case chatclient.EventParticipantReturned:
		return fmt.Sprintf("%s is back", who)
	case chatclient.EventAutoDisconnection:
		return fmt.Sprintf("%s was disconnected for inactivity", who)
	}
	return ""
}
