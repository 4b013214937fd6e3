package agentapp

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

type renewOutput struct {
	NewAuthToken       string `json:"newAuthToken"`
	ExpirationDateTime string `json:"expirationDateTime"`
}

// GetNewAuthToken makes the next credential. The library has the call and asks the
// authorize endpoint instead. client: amazon-connect-streams src/worker.js, authorize.
func (s *Service) GetNewAuthToken(ctx context.Context, in *input) (*renewOutput, error) {
	if s.Renew == nil {
		return nil, refuse(codeRefresh, "credentials are renewed by the authorize endpoint")
	}
	bearer, expires, err := s.Renew(ctx, callerOf(ctx), *in.RefreshToken)
	if err != nil {
		return nil, as(codeRefresh, err)
	}
	return &renewOutput{bearer, chat.FormatInstant(expires)}, nil
}
