package participantsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/participant"
)

// GetAuthenticationUrl tells the customer where to sign in. spec: GetAuthenticationUrl.
func (s *Service) GetAuthenticationUrl(ctx context.Context, in *participant.GetAuthenticationUrlInput) (*participant.GetAuthenticationUrlOutput, error) {
	url, err := s.Conversations.SignInURL(ctx, identity(ctx), *in.SessionId, *in.RedirectUri)
	if err != nil {
		return nil, err
	}
	return &participant.GetAuthenticationUrlOutput{AuthenticationUrl: &url}, nil
}

// CancelParticipantAuthentication takes it that the customer does not want to sign
// in. spec: CancelParticipantAuthentication.
func (s *Service) CancelParticipantAuthentication(ctx context.Context, in *participant.CancelParticipantAuthenticationInput) (*participant.CancelParticipantAuthenticationOutput, error) {
	return nil, s.Conversations.CancelSignIn(ctx, identity(ctx), *in.SessionId)
}
