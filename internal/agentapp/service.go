package agentapp

import (
	"context"
	"log/slog"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/token"
)

// Agent is who calls.
type Agent struct {
	Instance chat.InstanceID
	User     chat.UserID
	// Login names the sign-in, for what is to end with it.
	Login string
	// ExpiresAt is when the credential ends.
	ExpiresAt time.Time
}

// participant is what the agent's tokens for a chat say: they end when somebody ends
// the sign-in.
func (a Agent) participant(held chat.AgentContact) token.Participant {
	return token.Participant{
		InstanceID: a.Instance, SessionID: held.SessionID, ParticipantID: held.ParticipantID,
		UserID: a.User, LoginID: chat.LoginID(a.Login),
	}
}

// Socket is where an agent's page connects for what is pushed to it.
type Socket struct {
	// URL holds a credential for one connection, and is to be used soon.
	URL string
	// Life is how long the connection lasts, at least five minutes.
	Life time.Duration
	// ExpiresAt is when the URL can be used no more, by the clients' clock.
	ExpiresAt time.Time
}

// Sockets makes places to connect to; the gateway does.
type Sockets interface {
	OpenAgentSocket(ctx context.Context, a Agent) (Socket, error)
}

// Config is what the service needs; members that may be nil say so.
type Config struct {
	Conversations *conversation.Conversations
	Directory     *directory.Directory
	Broker        fanout.Broker
	Tokens        *token.Keyring
	// Authenticate tells who holds a bearer credential. KindDenied says that nobody
	// does, or no longer, KindRejected that who does is no agent; any other error that
	// it cannot be told now.
	Authenticate func(ctx context.Context, bearer string) (Agent, error)
	// Check tells whether an agent is still signed in and may work, of requests that
	// are held. KindDenied says that he is not; any other error that it cannot be told
	// now.
	Check func(ctx context.Context, a Agent) error
	// Permissions are the names of what an agent may do, beside what all may; nil means
	// none.
	Permissions func(ctx context.Context, a Agent) ([]string, error)
	// Renew makes an agent's next credential out of the refresh token that the page
	// has; nil means that pages get it elsewhere. client: amazon-connect-streams,
	// whose worker asks the authorize endpoint.
	Renew   func(ctx context.Context, a Agent, refresh string) (bearer string, expires time.Time, err error)
	Sockets Sockets
	// Clock is what contacts go by; ClientClock is what the clocks of clients are
	// like, and what requests wait by. It is Clock when nil.
	Clock       clock.Clock
	ClientClock clock.Clock
	// Attachments says that files can be sent in chats.
	Attachments bool
	// Lossy says that the broker does not tell of everything, because others write
	// too. Waiting requests then look into the store from time to time.
	Lossy bool
	// Done is closed when the process is about to end: then no request waits any
	// more. nil means never.
	Done <-chan struct{}
	Log  *slog.Logger
}

// Service performs the operations. It is safe for concurrent use.
type Service struct {
	Config
	hub   *hub
	names *names
}

// New makes the service.
func New(c Config) *Service {
	if c.ClientClock == nil {
		c.ClientClock = c.Clock
	}
	return &Service{Config: c, hub: newHub(c.Broker, c.ClientClock), names: newNames(c.Directory, c.ClientClock)}
}

// EachAgent calls visit for each agent whose page asks this node for snapshots, or has
// since a time by the clients' clock. It must not call the service.
func (s *Service) EachAgent(since time.Time, visit func(chat.InstanceID, chat.UserID)) {
	s.hub.each(since, visit)
}

// ending reports whether the process is about to end.
func (s *Service) ending() bool {
	select {
	case <-s.Done:
		return true
	default:
		return false
	}
}
