package connectsvc

import (
	"cmp"
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// participants adds parties to chats.
type participants struct{ *backend }

// UpdateParticipantAuthentication takes what the redirect of an identity provider
// brought to the page that a customer came back to. An error goes before a code that
// comes with it; its description stays where it is. The code is exchanged after the
// answer. spec: UpdateParticipantAuthentication.
func (s participants) UpdateParticipantAuthentication(ctx context.Context, in *connect.UpdateParticipantAuthenticationInput) (*connect.UpdateParticipantAuthenticationOutput, error) {
	if in.Code == nil && in.Error == nil {
		return nil, chat.Rejected("", "one of Code and Error is required")
	}
	code := text(in.Code)
	if in.Error != nil {
		code = ""
	}
	return nil, s.Conversations.AnswerSignIn(ctx, instanceOf(in.InstanceId), *in.State, code)
}

// defaultBotName is the name of a custom participant that was given none. The
// model makes the name optional and clients fail on a party without one.
// client: amazon-connect-chat-android
const defaultBotName = "BOT"

// CreateParticipant invites a custom participant, the only one that a chat takes
// by this way. spec: CreateParticipant.
func (s participants) CreateParticipant(ctx context.Context, in *connect.CreateParticipantInput) (*connect.CreateParticipantOutput, error) {
	if text(in.ParticipantDetails.ParticipantRole) != connect.ParticipantRoleCustomBot {
		return nil, chat.Rejected("ParticipantDetails.ParticipantRole", "must be CUSTOM_BOT for a chat")
	}
	instance := instanceOf(in.InstanceId)
	name := cmp.Or(text(in.ParticipantDetails.DisplayName), defaultBotName)
	invited, err := s.Conversations.InviteBot(ctx, instance, contactOf(instance, in.ContactId), name, text(in.ClientToken))
	if err != nil {
		return nil, err
	}
	bearer, err := s.participantToken(instance, invited.Identity)
	if err != nil {
		return nil, err
	}
	return &connect.CreateParticipantOutput{
		ParticipantId: new(string(invited.ParticipantID)),
		ParticipantCredentials: &connect.ParticipantTokenCredentials{
			ParticipantToken: &bearer,
			Expiry:           new(chat.FormatInstant(invited.ExpiresAt)),
		},
	}, nil
}
