package agentapp

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/token"
)

// chatTokenLife is how long the credential of a chat is good. The library gets the
// next one a minute before the end; with less than a minute, or with more than 24
// days, which overflow its timer, it would ask without a pause.
// client: amazon-connect-chatjs src/core/chatController.js.
const chatTokenLife = 24 * time.Hour

// minSocketLife is the shortest life of a socket that pages accept.
// client: amazon-connect-streams, its websocket manager.
const minSocketLife = 300 * time.Second

// transportOutput has the member of the type that was asked for.
type transportOutput struct {
	WebSocket *webSocketTransport `json:"webSocketTransport,omitempty"`
	ChatToken *chatTokenTransport `json:"chatTokenTransport,omitempty"`
}

type webSocketTransport struct {
	URL string `json:"url"`
	// LifeSeconds is when the page replaces the socket.
	LifeSeconds int64  `json:"transportLifeTimeInSeconds"`
	Expiry      string `json:"expiry"`
}

type chatTokenTransport struct {
	// ParticipantToken is a connection token in spite of its name: pages call the
	// Participant API with it. client: amazon-connect-streams src/mediaControllers/chat.js.
	ParticipantToken string `json:"participantToken"`
	Expiry           string `json:"expiry"`
}

// CreateTransport gives the page a way in: to the socket on which all chats are
// pushed, or to one chat. client: amazon-connect-streams src/worker.js, src/api.js.
func (s *Service) CreateTransport(ctx context.Context, in *input) (*transportOutput, error) {
	switch *in.TransportType {
	case "web_socket":
		return s.socket(ctx)
	case "chat_token":
		return s.chatToken(ctx, in)
	}
	return nil, refuse(codeConfiguration, "transportType must be web_socket or chat_token")
}

// socket makes the place for a socket.
func (s *Service) socket(ctx context.Context) (*transportOutput, error) {
	socket, err := s.Sockets.OpenAgentSocket(ctx, callerOf(ctx))
	if outage(chat.KindOf(err)) && err != nil {
		drop()
	}
	if err != nil {
		return nil, err
	}
	return &transportOutput{WebSocket: &webSocketTransport{
		URL: socket.URL, LifeSeconds: int64(max(socket.Life, minSocketLife) / time.Second),
		Expiry: chat.FormatInstant(socket.ExpiresAt),
	}}, nil
}

// chatToken makes the credential of the agent's own participant, also of one who has
// not answered the offer: the chat itself tells him nothing until he has.
func (s *Service) chatToken(ctx context.Context, in *input) (*transportOutput, error) {
	if err := in.require([]string{"contactId"}); err != nil {
		return nil, err
	}
	held, err := s.held(ctx, chat.ContactID(*in.ContactID))
	switch {
	case err != nil:
		return nil, err
	case in.ParticipantID != nil && *in.ParticipantID != string(held.ParticipantID):
		return nil, refuse(codeState, "participantId is not the agent's own")
	case !held.State.Active():
		return nil, refuse(codeState, "the agent's part in the contact is over")
	}
	t, err := s.Tokens.IssueConnection(token.Connection{
		Participant: callerOf(ctx).participant(held),
		ContactID:   held.ContactID, ExpiresAt: chat.Instant(s.Clock.Now()).Add(chatTokenLife),
	})
	if err != nil {
		return nil, chat.Internal("issue a connection token", err)
	}
	return &transportOutput{ChatToken: &chatTokenTransport{
		ParticipantToken: t, Expiry: chat.FormatInstant(s.ClientClock.Now().Add(chatTokenLife)),
	}}, nil
}
