package participantsvc

import (
	"context"
	"net/http"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/token"
)

// headerBearer carries the credential of every operation, in canonical form. An
// Authorization header beside it means nothing: clients sign with empty keys.
// client: amazon-connect-chatjs src/client/client.js
const headerBearer = "X-Amz-Bearer"

// connectionGrace is how long after its expiry a connection token still works.
// A web client renews its token a minute before the expiry; when that fails it
// tries again twelve hours later and meanwhile goes on with the old one.
// client: amazon-connect-chatjs src/core/chatController.js
const connectionGrace = 12 * time.Hour

// operationConnect is the one operation whose bearer is the participant token.
const operationConnect = "CreateParticipantConnection"

// authenticate finds out from the bearer token who calls and puts that into the
// context. A token that is missing, malformed, forged or expired gets the answer
// of an ended chat.
func (s *Service) authenticate(r *http.Request, operation string, _ []byte) (context.Context, error) {
	if operation == "" {
		return r.Context(), nil // there is nothing to protect
	}
	if err := s.drained(operation); err != nil {
		return nil, err
	}
	var bearer string
	if values := r.Header[headerBearer]; len(values) > 0 {
		bearer = values[0]
	}
	who, err := s.identify(bearer, operation)
	if err != nil {
		return nil, chat.Denied()
	}
	if err := s.signedIn(r.Context(), who); err != nil {
		return nil, err
	}
	return context.WithValue(r.Context(), callerKey{}, who), nil
}

func (s *Service) identify(bearer, operation string) (token.Participant, error) {
	if operation == operationConnect {
		return s.Tokens.VerifyParticipant(bearer)
	}
	c, err := s.Tokens.VerifyConnection(bearer, s.Clock.Now(), connectionGrace)
	return c.Participant, err
}

// signedIn is KindDenied for an agent whose sign-in somebody has ended.
func (s *Service) signedIn(ctx context.Context, who token.Participant) error {
	if who.LoginID == "" {
		return nil
	}
	if s.SignedIn == nil {
		return chat.Denied()
	}
	return s.SignedIn(ctx, who.UserID, who.LoginID)
}

type callerKey struct{}

// callerOf is who the request was authenticated for. Without a caller the zero
// identity is returned, which no session has.
func callerOf(ctx context.Context) token.Participant {
	who, _ := ctx.Value(callerKey{}).(token.Participant)
	return who
}

// identity is the caller as the conversation knows participants.
func identity(ctx context.Context) conversation.Identity { return identityOf(callerOf(ctx)) }

func identityOf(p token.Participant) conversation.Identity {
	return conversation.Identity{SessionID: p.SessionID, ParticipantID: p.ParticipantID}
}
