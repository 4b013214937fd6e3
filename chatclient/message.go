package chatclient

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/google/uuid"
)

// Message is what SendMessage sends.
type Message struct {
	// Content is 1 to 16384 characters; the service sets narrower limits for
	// some content types.
	Content string
	// ContentType is one of the Type constants; empty means TypePlain.
	ContentType string
	// ClientToken makes repetitions of the same message harmless; empty means a
	// new random one.
	ClientToken string
}

// Event is what SendEvent sends.
type Event struct {
	// ContentType is one of the Event constants that a participant may send.
	ContentType string
	Content     string
	ClientToken string
}

// Sent identifies what the service stored. The same Id and time are in the
// pushed item and in the transcript.
type Sent struct {
	ID           string `json:"Id"`
	AbsoluteTime string
}

// sending is the body of both calls.
//
// spec: ConnectParticipant SendMessage, SendEvent
type sending struct {
	ContentType string
	Content     string `json:",omitempty"`
	ClientToken string
}

// SendMessage stores a message and has it delivered to everyone in the chat,
// the sender too. It repeats the call through transient failures with the same
// client token, so the message is stored once.
//
// client: amazon-connect-chatjs src/core/chatController.js sendMessage
func (s *Session) SendMessage(ctx context.Context, m Message) (Sent, error) {
	body := sending{
		ContentType: cmp.Or(m.ContentType, TypePlain),
		Content:     m.Content,
		ClientToken: cmp.Or(m.ClientToken, uuid.NewString()),
	}
	return s.send(ctx, "/participant/message", body)
}

// SendEvent tells the others something that is not a message. SendTyping and the
// receipt methods cover the usual ones.
//
// client: amazon-connect-chatjs src/core/chatController.js sendEvent
func (s *Session) SendEvent(ctx context.Context, e Event) (Sent, error) {
	body := sending{
		ContentType: e.ContentType,
		Content:     e.Content,
		ClientToken: cmp.Or(e.ClientToken, uuid.NewString()),
	}
	return s.send(ctx, "/participant/event", body)
}

// stale is the age at which news of typing are not worth sending any more.
const stale = 5 * time.Second

// SendTyping tells the others that this participant is typing. Others show it
// for some seconds; send it again about every ten while typing goes on. It is
// repeated for a few seconds only.
func (s *Session) SendTyping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, stale)
	defer cancel()
	_, err := s.SendEvent(ctx, Event{ContentType: EventTyping})
	return err
}

// SendDeliveredReceipt tells the author of a message that it has arrived.
//
// ChatJS sends all its receipts with one constant client token; here each has
// its own, so that no server takes the second for a repetition of the first.
//
// spec: ConnectParticipant SendEvent, Content of receipts
func (s *Session) SendDeliveredReceipt(ctx context.Context, messageID string) error {
	return s.sendReceipt(ctx, EventMessageDelivered, messageID)
}

// SendReadReceipt tells the author of a message that it was read, which implies
// that it has arrived.
func (s *Session) SendReadReceipt(ctx context.Context, messageID string) error {
	return s.sendReceipt(ctx, EventMessageRead, messageID)
}

func (s *Session) sendReceipt(ctx context.Context, contentType, messageID string) error {
	content, err := json.Marshal(struct {
		MessageID string `json:"messageId"`
	}{messageID})
	if err != nil {
		return err
	}
	_, err = s.SendEvent(ctx, Event{ContentType: contentType, Content: string(content)})
	return err
}

func (s *Session) send(ctx context.Context, path string, body sending) (Sent, error) {
	var sent Sent
	err := s.invoke(ctx, http.MethodPost, path, body, &sent)
	return sent, err
}

// DisconnectParticipant leaves the chat. The session stays connected until the
// service says that the chat has ended, because a flow may still ask something.
// Leaving a chat that has ended is no error.
//
// client: amazon-connect-chatjs src/core/chatController.js disconnectParticipant
func (s *Session) DisconnectParticipant(ctx context.Context) error {
	body := struct{ ClientToken string }{uuid.NewString()}
	err := s.invoke(ctx, http.MethodPost, "/participant/disconnect", body, nil)
	if errors.Is(err, ErrEnded) {
		return nil
	}
	return err
}
