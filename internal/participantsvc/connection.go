package participantsvc

import (
	"context"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/participant"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/token"
)

// The lives of what CreateParticipantConnection hands out.
const (
	// connectionLife is that of a connection token. spec: ConnectionCredentials
	// Expiry.
	connectionLife = 24 * time.Hour
	// socketOpens is how long a websocket URL can be opened. The documented 100
	// seconds count from when the client has the answer, so it gets some more.
	// spec: CreateParticipantConnection Websocket.
	socketOpens = 2 * time.Minute
	// socketLife is when a client should replace its websocket. Web clients do
	// so earlier by a clock of their own, and nothing ends at this time here.
	// client: amazon-connect-chatjs issue 298.
	socketLife = 66 * time.Minute
)

// CreateParticipantConnection connects a participant, for the first time or
// again, and hands out what the client needs to go on.
// spec: CreateParticipantConnection.
func (s *Service) CreateParticipantConnection(ctx context.Context, in *participant.CreateParticipantConnectionInput) (*participant.CreateParticipantConnectionOutput, error) {
	if err := checkConnection(in); err != nil {
		return nil, err
	}
	who := callerOf(ctx)
	a, err := s.Conversations.Connect(ctx, identityOf(who))
	if err != nil {
		return nil, err
	}
	out := new(participant.CreateParticipantConnectionOutput)
	if slices.Contains(in.Type, participant.ConnectionTypeWebsocket) {
		if out.Websocket, err = s.websocket(who); err != nil {
			return nil, err
		}
	}
	if slices.Contains(in.Type, participant.ConnectionTypeConnectionCredentials) {
		if out.ConnectionCredentials, err = s.credentials(who, a.Session.ContactID); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// checkConnection refuses a call that would have no effect, and calls, which are
// no chats.
func checkConnection(in *participant.CreateParticipantConnectionInput) error {
	marks := in.ConnectParticipant != nil && *in.ConnectParticipant
	if len(in.Type) == 0 && !marks {
		return chat.Invalid("Type", "is required unless ConnectParticipant is true")
	}
	if slices.Contains(in.Type, participant.ConnectionTypeWebrtcConnection) {
		return chat.Invalid("Type", "WEBRTC_CONNECTION is for calls, and this is a chat")
	}
	return nil
}

func (s *Service) websocket(who token.Participant) (*participant.Websocket, error) {
	now := chat.Instant(s.ClientClock.Now())
	t, err := s.Tokens.IssueSocket(token.Socket{Participant: who, IssuedAt: now, OpenUntil: now.Add(socketOpens)})
	if err != nil {
		return nil, chat.Internal("issue a socket token", err)
	}
	return &participant.Websocket{
		Url:              new(s.SocketURL(t)),
		ConnectionExpiry: new(chat.FormatInstant(now.Add(socketLife))),
	}, nil
}

// credentials tell the expiry by the client's clock, which is what the client
// measures it by: one that is far ahead of that makes web clients connect again
// without end. client: amazon-connect-chatjs src/core/chatController.js
func (s *Service) credentials(who token.Participant, contact chat.ContactID) (*participant.ConnectionCredentials, error) {
	t, err := s.Tokens.IssueConnection(token.Connection{
		Participant: who, ContactID: contact, ExpiresAt: chat.Instant(s.Clock.Now()).Add(connectionLife),
	})
	if err != nil {
		return nil, chat.Internal("issue a connection token", err)
	}
	return &participant.ConnectionCredentials{
		ConnectionToken: &t,
		Expiry:          new(chat.FormatInstant(s.ClientClock.Now().Add(connectionLife))),
	}, nil
}

// Admission is who opens a websocket, and by which right: the sign-in that the token
// names has to hold for as long as the websocket is open.
type Admission struct {
	conversation.Attendance
	By token.Participant
}

// Admit finds out who may open a websocket with the token of its URL: a
// participant of a chat that goes on. Anything else is chat.KindDenied, except
// that KindInternal and KindUnavailable say that nobody can tell now.
func (s *Service) Admit(ctx context.Context, socketToken string) (Admission, error) {
	t, err := s.Tokens.VerifySocket(socketToken, s.ClientClock.Now())
	if err != nil {
		return Admission{}, chat.Denied()
	}
	if err := s.signedIn(ctx, t.Participant); err != nil {
		return Admission{}, err
	}
	a, err := s.Conversations.Hear(ctx, identityOf(t.Participant))
	return Admission{a, t.Participant}, err
}
