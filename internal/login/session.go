package login

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// ErrSignedOut says that a login, a cookie or a token is not good, or no longer. It
// does not say why.
var ErrSignedOut = errors.New("login: not signed in")

// secretLen is how many random bytes a browser's secret has.
const secretLen = 32

var encoding = base64.RawURLEncoding.Strict()

// newSecret draws what a browser is given to hold.
func newSecret() string {
	raw := make([]byte, secretLen)
	_, _ = rand.Read(raw) // crypto/rand.Read never fails
	return encoding.EncodeToString(raw)
}

// loginID names the login of a secret. It is what the database has of it.
func loginID(secret string) chat.LoginID {
	sum := sha256.Sum256([]byte(secret))
	return chat.LoginID(hex.EncodeToString(sum[:])) // which people type, too
}

// Session is a login as the browser that holds it sees it.
type Session struct {
	// Secret is what the browser holds.
	Secret string
	store.Login
}

// begin signs a user in until the given time.
func (s *Service) begin(ctx context.Context, user chat.UserID, until time.Time) (Session, error) {
	now := chat.Instant(s.Clock.Now())
	secret := newSecret()
	l := store.Login{
		ID: loginID(secret), InstanceID: s.Instance, UserID: user,
		CreatedAt: now, UsedAt: now, ExpiresAt: chat.Instant(until),
	}
	if err := s.Store.CreateLogin(ctx, l); err != nil {
		return Session{}, away("sign in", err)
	}
	return Session{secret, l}, nil
}

// Resume finds the login of a secret that a browser holds, and the user.
// ErrSignedOut, KindUnavailable.
func (s *Service) Resume(ctx context.Context, secret string) (Session, directory.User, error) {
	if raw, err := encoding.DecodeString(secret); err != nil || len(raw) != secretLen {
		return Session{}, directory.User{}, ErrSignedOut
	}
	l, u, err := s.find(ctx, loginID(secret))
	return Session{secret, l}, u, err
}

// find reads a login that goes on, and its user. It notes that the login is used.
func (s *Service) find(ctx context.Context, id chat.LoginID) (store.Login, directory.User, error) {
	l, err := s.Store.Login(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return l, directory.User{}, ErrSignedOut
	}
	if err != nil {
		return l, directory.User{}, away("read a login", err)
	}
	if !s.live(&l, s.Clock.Now()) {
		return l, directory.User{}, ErrSignedOut
	}
	u, err := s.Directory.User(ctx, l.InstanceID, string(l.UserID))
	if chat.KindOf(err) == chat.KindNotFound {
		return l, u, ErrSignedOut
	}
	if err != nil {
		return l, u, err
	}
	return l, u, s.use(ctx, &l)
}

// live reports whether a login goes on.
func (s *Service) live(l *store.Login, now time.Time) bool {
	idle := s.Idle > 0 && now.Sub(l.UsedAt) >= s.Idle+s.useEvery()
	return l.RevokedAt.IsZero() && now.Before(l.ExpiresAt) && !idle && l.InstanceID == s.Instance
}

// useEvery is how often at most it is noted that a login is used. A login may be idle
// for that much longer.
func (s *Service) useEvery() time.Duration {
	const often = 5 * time.Minute
	if s.Idle > 0 {
		return min(often, s.Idle/10)
	}
	return often
}

func (s *Service) use(ctx context.Context, l *store.Login) error {
	now := s.Clock.Now()
	if now.Sub(l.UsedAt) < s.useEvery() {
		return nil
	}
	if err := s.Store.UseLogin(ctx, l.ID, now); err != nil {
		return away("note the use of a login", err)
	}
	l.UsedAt = chat.Instant(now)
	return nil
}

// SignOut ends the login of a secret, if there is one.
func (s *Service) SignOut(ctx context.Context, secret string) error {
	err := s.Revoke(ctx, loginID(secret))
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// Revoke ends a login. One that has run out it leaves alone: what came of it goes on
// for its own time, as the user may have signed in again. store.ErrNotFound.
func (s *Service) Revoke(ctx context.Context, id chat.LoginID) error {
	l, err := s.Store.Login(ctx, id)
	if err == nil && !s.live(&l, s.Clock.Now()) {
		return nil
	}
	if err == nil {
		err = s.Store.RevokeLogin(ctx, id, s.Clock.Now())
	}
	s.known.forget(id)
	s.intact.forget(id)
	if errors.Is(err, store.ErrNotFound) {
		return err
	}
	if err != nil {
		return away("end a login", err)
	}
	s.ended(l.UserID)
	return nil
}

// RevokeAll ends all logins of a user and tells how many those were.
func (s *Service) RevokeAll(ctx context.Context, user chat.UserID) (int, error) {
	n, err := s.Store.RevokeLogins(ctx, s.Instance, user, s.Clock.Now())
	s.known.clear()
	s.intact.clear()
	if err == nil {
		s.ended(user)
	}
	return n, away("end the logins of a user", err)
}

// ended has those look who do something for a user. What is known is forgotten then.
func (s *Service) ended(user chat.UserID) {
	if s.Ended != nil {
		s.Ended(user)
	}
}

// away makes an error of the store one of the domain.
func away(doing string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case store.Passing(err):
		return &chat.Error{Kind: chat.KindUnavailable, Detail: "the database cannot take the work now, try again", Err: err}
	}
	return chat.Internal(doing, err)
}
