package participantsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/participant"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/restjson"
	"github.com/rejoin-chat/rejoin/internal/token"
)

// Config is what the service needs; every member but ClientClock, SignedIn and Draining is
// required.
type Config struct {
	Conversations *conversation.Conversations
	Directory     *directory.Directory
	Tokens        *token.Keyring
	// Clock decides how long tokens are good.
	Clock clock.Clock
	// ClientClock is what the clocks of clients are like: by it they compute when
	// to connect again, and dial the websocket. It is Clock when nil.
	ClientClock clock.Clock
	// SignedIn tells whether a sign-in holds of which a token says that it comes from
	// it. KindDenied says that somebody has ended it. nil is for tokens that say so of
	// none.
	SignedIn func(ctx context.Context, user chat.UserID, login chat.LoginID) error
	// SocketURL makes the URL at which clients open a websocket with a token,
	// which needs no escaping. Clients use it byte for byte.
	SocketURL func(token string) string
	// Draining reports whether the process is about to end, and new connections
	// are for its successor; nil means never.
	Draining func() bool
}

// Service performs the Participant operations. It is safe for concurrent use.
type Service struct {
	unserved
	Config
}

// unserved holds the operations that are not served. It is embedded one level
// deeper than the service's own methods, which therefore win.
type unserved struct{ participant.Unimplemented }

var _ participant.Service = (*Service)(nil)

// New makes the service.
func New(c Config) *Service {
	if c.ClientClock == nil {
		c.ClientClock = c.Clock
	}
	return &Service{Config: c}
}

// Handler serves the operations over HTTP. Of the options, Authenticate, Outage
// and MapError are the service's own and are set here.
func (s *Service) Handler(options restjson.Options) (*restjson.Handler, error) {
	options.Authenticate = s.authenticate
	options.Outage = outage
	options.MapError = MapError
	return restjson.New(participant.API(s), options)
}
