package login

import (
	"context"
	"log/slog"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/token"
)

// Config is what the package needs. All but Idle, Ended and Works is required.
type Config struct {
	Instance  chat.InstanceID
	Store     store.Logins
	Directory *directory.Directory
	Tokens    *token.Keyring
	// Clock is the machine's.
	Clock clock.Clock
	Log   *slog.Logger
	// Life is for how long a login lasts, Idle after how long without use it ends;
	// 0 sets no such end.
	Life, Idle time.Duration
	// Ended is called when a user's logins, or one of them, were ended here before
	// their time; nil for nobody.
	Ended func(user chat.UserID)
	// Works is called with what a user may do, before it is believed of a login that
	// nobody has ended it: what he may not do any more is to end then. nil for nobody.
	Works func(ctx context.Context, user chat.UserID, may Rights) error
}

// Service signs users in and says who they are. It is safe for concurrent use.
type Service struct {
	Config
	gate gate
	// known are the logins that go on, intact those that nobody has ended.
	known, intact known
	asking        singleflight.Group
}

// New makes the service.
func New(c Config) *Service {
	return &Service{Config: c, gate: newGate(), known: newKnown(), intact: newKnown()}
}

// Forget drops what is over.
func (s *Service) Forget(ctx context.Context) error {
	return s.Store.ForgetLogins(ctx, s.Clock.Now())
}
