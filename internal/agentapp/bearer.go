package agentapp

import (
	"context"
	"net/http"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// headerBearer carries the credential of every operation, in canonical form. Most
// bodies repeat it, where it means nothing. client: amazon-connect-streams
// src/client.js.
const headerBearer = "X-Amz-Bearer"

// authenticate finds out who calls. Every credential that is not good gets the one
// answer that sends the page to sign in again; who has signed in and is no agent would
// do that forever, and gets the one after which a page gives up.
// client: amazon-connect-streams src/worker.js, ACCESS_DENIED.
func (s *Service) authenticate(r *http.Request, operation string, _ []byte) (context.Context, error) {
	if operation == operationTransport && s.ending() {
		drop()
	}
	bearer := r.Header.Get(headerBearer)
	if bearer == "" {
		return nil, signedOut()
	}
	a, err := s.Authenticate(r.Context(), bearer)
	switch {
	case err == nil:
		ctx := context.WithValue(r.Context(), callerKey{}, a)
		return ctx, s.permits(ctx, rights[operation])
	case chat.KindOf(err) == chat.KindDenied:
		return nil, signedOut()
	case chat.KindOf(err) == chat.KindRejected:
		return nil, &restjson.FrontDoorError{Status: http.StatusForbidden, Code: codeDenied, Message: "the user is no agent"}
	case operation == operationTransport:
		drop()
	}
	return nil, &restjson.FrontDoorError{Status: http.StatusServiceUnavailable, Code: codeUnavailable, Message: unavailableText}
}

func signedOut() error {
	return &restjson.FrontDoorError{Status: http.StatusUnauthorized, Code: codeUnauthorized, Message: "sign in again"}
}

// drop ends the connection without an answer. Whatever is answered to a page that
// asks for a socket ends its push for good, but a broken connection, after which it
// asks again. client: amazon-connect-streams, its websocket manager.
func drop() { panic(http.ErrAbortHandler) }

type callerKey struct{}

// callerOf is who the request was authenticated for. Without a caller the zero agent
// is returned, whom no instance has.
func callerOf(ctx context.Context) Agent {
	a, _ := ctx.Value(callerKey{}).(Agent)
	return a
}
