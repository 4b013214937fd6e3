package conversation

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

const (
	streamOperation = "StartContactStreaming"
	memberTopic     = "ChatStreamingConfiguration.StreamingEndpointArn"
)

// StartStream has a topic told from now on what is said in a chat, which any of its
// contacts may name, until it ends. Before its customer has connected, it is told from
// the beginning: the flow has greeted him by then. It answers the id of the stream; the
// same client token again gives the same one.
//
// Errors: KindInvalid for what is no topic's ARN, KindRejected for a topic that is not
// configured and when the chat has ended, KindNotFound, KindLimit.
// spec: StartContactStreaming; Enable real-time chat message streaming.
func (c *Conversations) StartStream(ctx context.Context, instance chat.InstanceID, id chat.ContactID, arn, clientToken string) (chat.StreamID, error) {
	t, ok := chat.ParseTopic(arn)
	if !ok {
		return "", chat.Invalid(memberTopic, "must be the ARN of an SNS topic")
	}
	contact, err := c.contactOf(ctx, instance, memberContact, id)
	switch {
	case err != nil:
		return "", err
	case t.FIFO():
		return "", chat.Rejected(memberTopic, "must be a standard topic, not a FIFO one")
	case c.KnowsTopic == nil || !c.KnowsTopic(arn):
		return "", chat.Rejected(memberTopic, "is no topic that this server knows: its operator names it under topics in the integrations file")
	}
	digest := sha256.Sum256([]byte(string(contact.SessionID) + "\x00" + arn))
	var s chat.Stream
	var replayed bool
	err = c.update(ctx, contact.SessionID, func(w *work) (err error) {
		s = chat.Stream{
			SessionID: w.session.ID, ID: chat.StreamID(c.NewID()), InstanceID: instance, Topic: arn, StartedAt: w.now,
		}
		if replayed, err = w.claim(streamOperation, clientToken, digest[:], &s.ID); err != nil || replayed {
			return err
		}
		return w.startStream(&s)
	})
	if err == nil && !replayed && c.StreamStarted != nil {
		c.StreamStarted(s)
	}
	return s.ID, err
}

func (w *work) startStream(s *chat.Stream) error {
	if !w.session.Active() {
		return chat.Rejected(memberContact, "the contact has ended")
	}
	others, err := w.tx.Streams(s.SessionID)
	if err != nil {
		return err
	}
	if len(others) >= chat.MaxStreams {
		return &chat.Error{Kind: chat.KindLimit, Member: memberContact,
			Detail: fmt.Sprintf("the chat is streamed to %d topics, which is the limit", len(others))}
	}
	people, err := w.tx.Participants(s.SessionID)
	if err != nil {
		return err
	}
	for i := range people {
		if p := &people[i]; p.Role == chat.RoleCustomer && !p.ConnectedAt.IsZero() {
			if s.Seq, err = w.tx.LastSeq(s.SessionID); err != nil {
				return err
			}
		}
	}
	return w.tx.SaveStream(*s)
}

// StopStream ends a stream of a chat, which any of its contacts may name. What was not
// told yet is not any more. KindNotFound, also when it is over.
// spec: StopContactStreaming.
func (c *Conversations) StopStream(ctx context.Context, instance chat.InstanceID, id chat.ContactID, stream chat.StreamID) error {
	contact, err := c.contactOf(ctx, instance, memberContact, id)
	if err != nil {
		return err
	}
	there, err := c.Store.DropStream(ctx, contact.SessionID, stream)
	if err == nil && !there {
		return chat.NotFound("StreamingId", "the chat has no such stream")
	}
	return explain(err)
}
