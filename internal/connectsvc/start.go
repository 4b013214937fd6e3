package connectsvc

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/token"
)

// chats starts chats.
type chats struct{ *backend }

// StartChatContact starts a chat. A repeated client token gets the same answer
// again, down to the participant token. spec: StartChatContact.
func (s chats) StartChatContact(ctx context.Context, in *connect.StartChatContactInput) (*connect.StartChatContactOutput, error) {
	request, err := startRequest(in)
	if err != nil {
		return nil, err
	}
	started, err := s.Conversations.Start(ctx, request)
	if err != nil {
		return nil, err
	}
	bearer, err := s.participantToken(request.Instance, conversation.Identity{
		SessionID: started.SessionID, ParticipantID: started.ParticipantID,
	})
	if err != nil {
		return nil, err
	}
	return &connect.StartChatContactOutput{
		ContactId:              new(string(started.SessionID.Initial())),
		ParticipantId:          new(string(started.ParticipantID)),
		ParticipantToken:       &bearer,
		ContinuedFromContactId: some(started.ContinuedFrom),
	}, nil
}

// participantToken issues the bearer of a participant: always the same one.
func (b *backend) participantToken(instance chat.InstanceID, who conversation.Identity) (string, error) {
	t, err := b.Tokens.IssueParticipant(token.Participant{
		InstanceID: instance, SessionID: who.SessionID, ParticipantID: who.ParticipantID,
	})
	if err != nil {
		return "", chat.Internal("issue a participant token", err)
	}
	return t, nil
}

// startRequest is the one translation of a request to start a chat, however it
// has arrived.
func startRequest(in *connect.StartChatContactInput) (conversation.StartRequest, error) {
	instance := instanceOf(in.InstanceId)
	r := conversation.StartRequest{
		Instance:     instance,
		Flow:         text(in.ContactFlowId),
		DisplayName:  text(in.ParticipantDetails.DisplayName),
		Attributes:   in.Attributes,
		CustomerID:   text(in.CustomerId),
		ContentTypes: in.SupportedMessagingContentTypes,
		ResponseMode: chat.ResponseComplete,
		Segment:      segmentValues(in.SegmentAttributes),
		RelatedID:    contactOf(instance, in.RelatedContactId),
		ClientToken:  text(in.ClientToken),
	}
	if in.ChatDurationInMinutes != nil {
		r.Duration = time.Duration(*in.ChatDurationInMinutes) * time.Minute
	}
	if in.ParticipantConfiguration != nil && in.ParticipantConfiguration.ResponseMode != nil {
		r.ResponseMode = chat.ResponseMode(*in.ParticipantConfiguration.ResponseMode)
	}
	if m := in.InitialMessage; m != nil {
		r.Initial = &conversation.InitialMessage{ContentType: text(m.ContentType), Content: text(m.Content)}
	}
	for _, role := range in.DisconnectOnCustomerExit {
		r.DisconnectOn = append(r.DisconnectOn, chat.Role(role))
	}
	var err error
	if in.PersistentChat != nil {
		r.Rehydration, err = rehydration(instance, in.PersistentChat)
	}
	return r, err
}

// rehydration reads which past a chat is to continue. Both halves are optional in
// the model, but neither says anything without the other.
func rehydration(instance chat.InstanceID, p *connect.PersistentChat) (*conversation.Rehydration, error) {
	switch {
	case p.RehydrationType == nil:
		return nil, chat.Rejected("PersistentChat.RehydrationType", "is required")
	case p.SourceContactId == nil:
		return nil, chat.Rejected("PersistentChat.SourceContactId", "is required")
	}
	return &conversation.Rehydration{
		Type:   chat.RehydrationType(*p.RehydrationType),
		Source: contactOf(instance, p.SourceContactId),
	}, nil
}
