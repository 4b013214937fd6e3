package login

import (
	"context"
	"errors"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/token"
)

const (
	// accessLife is how long an access token is good. A page asks for the next one
	// when less than half an hour is left. client: amazon-connect-streams src/worker.js.
	accessLife = time.Hour
	// recheck is for how long it is believed that a login goes on: so much later a
	// revocation is noticed on other nodes.
	recheck = 5 * time.Second
	// maxKnown bounds the logins that are remembered, some 200 bytes each.
	maxKnown = 1 << 15
)

// Agent is who calls the agent API.
type Agent struct {
	Instance chat.InstanceID
	User     chat.UserID
	Login    chat.LoginID
	// ExpiresAt is when the token ends.
	ExpiresAt time.Time
}

// Access makes an access token for a login that goes on, and tells until when it is
// good. Tokens made before stay good beside it.
// client: amazon-connect-streams src/worker.js, authorize.
func (s *Service) Access(l Session) (bearer string, expires time.Time, err error) {
	expires = chat.Instant(s.Clock.Now().Add(accessLife))
	if l.ExpiresAt.Before(expires) {
		expires = l.ExpiresAt
	}
	bearer, err = s.Tokens.IssueAccess(token.Access{
		InstanceID: l.InstanceID, UserID: l.UserID, LoginID: l.ID, ExpiresAt: expires,
	})
	if err != nil {
		return "", time.Time{}, chat.Internal("issue an access token", err)
	}
	return bearer, expires, nil
}

// Authenticate tells who holds an access token. ErrSignedOut for every token that is
// not good, whatever is wrong with it; KindUnavailable while nobody can tell.
func (s *Service) Authenticate(ctx context.Context, bearer string) (Agent, error) {
	a, err := s.Tokens.VerifyAccess(bearer, s.Clock.Now())
	if err != nil || a.InstanceID != s.Instance {
		return Agent{}, ErrSignedOut
	}
	if err := s.checkLogin(ctx, a); err != nil {
		return Agent{}, err
	}
	return Agent{Instance: a.InstanceID, User: a.UserID, Login: a.LoginID, ExpiresAt: a.ExpiresAt}, nil
}

// Check reports whether the login of claims goes on: ErrSignedOut when it does not,
// KindUnavailable when nobody can tell now.
func (s *Service) Check(ctx context.Context, a Agent) error {
	return s.checkLogin(ctx, token.Access{InstanceID: a.Instance, UserID: a.User, LoginID: a.Login})
}

// checkLogin looks whether the login of a token goes on, unless that is known.
func (s *Service) checkLogin(ctx context.Context, a token.Access) error {
	if s.known.since(a.LoginID, s.Clock.Now().Add(-recheck)) {
		return nil
	}
	// One look serves all who ask meanwhile, and outlives the one who asked first.
	_, err, _ := s.asking.Do(string(a.LoginID), func() (any, error) {
		asked := s.Clock.Now()
		before := s.known.changes()
		l, _, err := s.find(context.WithoutCancel(ctx), a.LoginID)
		if err == nil && l.UserID != a.UserID {
			err = ErrSignedOut
		}
		if err == nil {
			s.known.put(a.LoginID, asked, before)
		}
		return nil, err
	})
	return err
}

// Intact is ErrSignedOut once somebody has ended a login: the user, who has signed out
// or has another password, or an administrator, also by taking from the user the right
// to work as an agent. A login that has run out is intact, so that an agent goes on
// talking who has to sign in again. KindUnavailable when nobody can tell now.
func (s *Service) Intact(ctx context.Context, user chat.UserID, id chat.LoginID) error {
	if s.intact.since(id, s.Clock.Now().Add(-recheck)) {
		return nil
	}
	_, err, _ := s.asking.Do("intact "+string(id), func() (any, error) {
		asked := s.Clock.Now()
		before := s.intact.changes()
		err := s.lookIntact(context.WithoutCancel(ctx), user, id)
		if err == nil {
			s.intact.put(id, asked, before)
		}
		return nil, err
	})
	return err
}

func (s *Service) lookIntact(ctx context.Context, user chat.UserID, id chat.LoginID) error {
	l, err := s.Store.Login(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound): // it ran out long ago
	case err != nil:
		return away("read a login", err)
	case !l.RevokedAt.IsZero() || l.UserID != user:
		return ErrSignedOut
	}
	rights, err := s.Rights(ctx, user)
	if chat.KindOf(err) == chat.KindNotFound || err == nil && !rights.Agent() {
		return ErrSignedOut
	}
	if err == nil && s.Works != nil {
		err = s.Works(ctx, user, rights)
	}
	return err
}

// known are the logins that went on when somebody looked last.
type known struct {
	at *lru.Cache[chat.LoginID, time.Time]
	// revoked counts what was forgotten, so that a look that began before does not
	// bring it back.
	revoked *counter
}

func newKnown() known {
	at, err := lru.New[chat.LoginID, time.Time](maxKnown)
	if err != nil {
		panic(err) // the size is a positive constant
	}
	return known{at: at, revoked: &counter{}}
}

// since reports whether a login was known to go on after t.
func (k *known) since(id chat.LoginID, t time.Time) bool {
	at, found := k.at.Get(id)
	return found && at.After(t)
}

// changes tells how much was forgotten so far.
func (k *known) changes() int64 { return k.revoked.now() }

// put remembers a login, unless something was forgotten since before.
func (k *known) put(id chat.LoginID, at time.Time, before int64) {
	k.revoked.unless(before, func() { k.at.Add(id, at) })
}

func (k *known) forget(id chat.LoginID) { k.revoked.count(func() { k.at.Remove(id) }) }

func (k *known) clear() { k.revoked.count(k.at.Purge) }
