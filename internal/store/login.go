package store

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Login is one signing-in of a user: from the moment at which the password was
// right until the user signs out, is signed out, or it runs out.
type Login struct {
	// ID is the hash of the secret that the user's browser holds, so that who reads
	// the database holds nobody's.
	ID         chat.LoginID
	InstanceID chat.InstanceID
	UserID     chat.UserID
	CreatedAt  time.Time
	// UsedAt is when it was last used, give or take some minutes.
	UsedAt time.Time
	// ExpiresAt is when it ends, whatever is done with it.
	ExpiresAt time.Time
	// RevokedAt is when somebody ended it before that; zero for nobody.
	RevokedAt time.Time
}

// Logins keeps who is signed in, and how often something was tried. It is no part of
// what a store carries over to another one: people sign in again.
type Logins interface {
	// CreateLogin adds a login. ErrExists.
	CreateLogin(ctx context.Context, l Login) error
	// Login reads a login, whether or not it is over. ErrNotFound.
	Login(ctx context.Context, id chat.LoginID) (Login, error)
	// LoginsOf reads up to limit logins of a user that end after now and that nobody
	// has revoked, the newest first.
	LoginsOf(ctx context.Context, instance chat.InstanceID, user chat.UserID, now time.Time, limit int) ([]Login, error)
	// UseLogin notes when a login was used. UsedAt never moves back; a login that is
	// not there is no error.
	UseLogin(ctx context.Context, id chat.LoginID, at time.Time) error
	// RevokeLogin ends a login; the first time stays. ErrNotFound.
	RevokeLogin(ctx context.Context, id chat.LoginID, at time.Time) error
	// RevokeLogins ends all logins of a user that end after at and tells how many
	// those were.
	RevokeLogins(ctx context.Context, instance chat.InstanceID, user chat.UserID, at time.Time) (int, error)

	// TakeTurn counts an attempt against a limit, unless it is used up. Of nodes and
	// calls at the same time no more get a turn than there are.
	TakeTurn(ctx context.Context, limit Limit, now time.Time) (bool, error)
	// ReturnTurn gives a turn back that turned out to need no limit.
	ReturnTurn(ctx context.Context, limit Limit) error

	// ForgetLogins drops the logins that ended before now, and the limits of which
	// nothing is used up any more.
	ForgetLogins(ctx context.Context, now time.Time) error
}

// Limit is how often something may be tried: Burst times at once, and once more each
// Every.
type Limit struct {
	// Key names what is limited. What people typed goes into it as a hash.
	Key   string
	Every time.Duration
	Burst int
}

// Window is how far the turns that were taken may reach into the future.
func (l Limit) Window() time.Duration { return time.Duration(l.Burst) * l.Every }
