package participantsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/participant"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

// SendMessage adds a message to the chat. When it answers, the message is
// durable, and its id and time are those that everyone sees.
// spec: SendMessage.
func (s *Service) SendMessage(ctx context.Context, in *participant.SendMessageInput) (*participant.SendMessageOutput, error) {
	item, err := s.Conversations.Say(ctx, identity(ctx), conversation.Message{
		ContentType: *in.ContentType,
		Content:     *in.Content,
		ClientToken: text(in.ClientToken),
	})
	if err != nil {
		return nil, err
	}
	return &participant.SendMessageOutput{
		Id:           new(string(item.ID)),
		AbsoluteTime: new(chat.FormatInstant(item.Time)),
	}, nil
}

// SendEvent passes on that the participant types, or was delivered or read a
// message. spec: SendEvent.
func (s *Service) SendEvent(ctx context.Context, in *participant.SendEventInput) (*participant.SendEventOutput, error) {
	done, err := s.Conversations.Signal(ctx, identity(ctx), conversation.Signal{
		ContentType: *in.ContentType,
		Content:     text(in.Content),
		ClientToken: text(in.ClientToken),
	})
	if err != nil {
		return nil, err
	}
	return &participant.SendEventOutput{
		Id:           new(string(done.ID)),
		AbsoluteTime: new(chat.FormatInstant(done.Time)),
	}, nil
}

// DisconnectParticipant takes the caller out of the chat. Doing it again changes
// nothing and succeeds. spec: DisconnectParticipant.
func (s *Service) DisconnectParticipant(ctx context.Context, _ *participant.DisconnectParticipantInput) (*participant.DisconnectParticipantOutput, error) {
	return nil, s.Conversations.Leave(ctx, identity(ctx))
}

// text is the value of an optional member.
func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
