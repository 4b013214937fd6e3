package login

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// The errors of people who type.
var (
	// ErrWrong says that the name or the password is wrong, and not which.
	ErrWrong = errors.New("login: the user name or the password is wrong")
	// ErrTicket says that too much time has passed since the old password was given,
	// or that it was changed meanwhile.
	ErrTicket = errors.New("login: sign in again before choosing a password")
	// ErrWeak says that a new password is too short, too long, the old one or the
	// user's name.
	ErrWeak = errors.New("login: the password is not fit")
)

// The lengths of passwords, in characters. spec: CreateUser Password.
const (
	minPassword = 8
	maxPassword = 64
)

// maxTyped bounds what is looked at of a name or a password, in bytes.
const maxTyped = 512

// Credentials are what somebody typed, and from where.
type Credentials struct {
	Name, Password string
	From           netip.Addr
}

// Outcome is what a right password leads to: a session, or a ticket with which
// another password has to be chosen first.
type Outcome struct {
	Session Session
	Ticket  string
}

// SignIn checks a password. ErrWrong, ErrTooMany, KindUnavailable.
func (s *Service) SignIn(ctx context.Context, c Credentials) (Outcome, error) {
	turns := limits(c.Name, c.From)
	if err := s.take(ctx, turns); err != nil {
		return Outcome{}, err
	}
	u, err := s.check(ctx, c)
	if err != nil {
		return Outcome{}, err
	}
	if err := s.giveBack(ctx, turns); err != nil {
		return Outcome{}, err
	}
	if u.Spec.PasswordOnce {
		ticket, err := s.ticket(&u)
		return Outcome{Ticket: ticket}, err
	}
	session, err := s.begin(ctx, chat.UserID(u.ID), s.Clock.Now().Add(s.Life))
	return Outcome{Session: session}, err
}

// check finds the user of credentials. Whether there is one changes neither what it
// costs nor what it answers.
func (s *Service) check(ctx context.Context, c Credentials) (u directory.User, err error) {
	usual := len(c.Name) <= maxTyped && len(c.Password) <= maxTyped
	if usual {
		u, err = s.Directory.UserByName(ctx, s.Instance, c.Name)
		if err != nil && chat.KindOf(err) != chat.KindNotFound {
			return u, err
		}
	} else {
		c.Password = ""
	}
	right := false
	if err := s.gate.pass(ctx, func() { right = u.Spec.PasswordHash.Matches(c.Password) }); err != nil {
		return u, err
	}
	if !right || !usual {
		return u, ErrWrong
	}
	return u, nil
}

// ticketLife is how long somebody may take to think of a password.
const ticketLife = 15 * time.Minute

// purposeTicket is the errand of who has to choose a password.
const purposeTicket = "password"

// ticketClaims bind a ticket to a user and to the password that was given, so that it
// is good for one change.
type ticketClaims struct {
	User string `json:"u"`
	Was  string `json:"w"`
}

// fingerprint tells passwords apart that were hashed.
func fingerprint(h directory.PasswordHash) string { return key("was", string(h)) }

func (s *Service) ticket(u *directory.User) (string, error) {
	claims, err := json.Marshal(ticketClaims{u.ID, fingerprint(u.Spec.PasswordHash)})
	if err != nil {
		return "", chat.Internal("write a ticket", err)
	}
	ticket, err := s.Tokens.SealErrand(purposeTicket, claims, s.Clock.Now().Add(ticketLife))
	if err != nil {
		return "", chat.Internal("write a ticket", err)
	}
	return ticket, nil
}

// Choose replaces a password that was good once and signs the user in. ErrTicket,
// ErrWeak, KindUnavailable.
func (s *Service) Choose(ctx context.Context, ticket, password string) (Session, error) {
	var claims ticketClaims
	raw, err := s.Tokens.OpenErrand(purposeTicket, ticket, s.Clock.Now())
	if err != nil || json.Unmarshal(raw, &claims) != nil {
		return Session{}, ErrTicket
	}
	u, err := s.Directory.User(ctx, s.Instance, claims.User)
	if chat.KindOf(err) == chat.KindNotFound {
		return Session{}, ErrTicket
	}
	if err != nil {
		return Session{}, err
	}
	if fingerprint(u.Spec.PasswordHash) != claims.Was {
		return Session{}, ErrTicket
	}
	if err := fit(u.Name, password); err != nil {
		return Session{}, err
	}
	if err := s.replace(ctx, &u, password); err != nil {
		return Session{}, err
	}
	return s.begin(ctx, chat.UserID(u.ID), s.Clock.Now().Add(s.Life))
}

// replace keeps another password than the old one, and ends what that one began.
func (s *Service) replace(ctx context.Context, u *directory.User, password string) error {
	var err error
	if passed := s.gate.pass(ctx, func() {
		if u.Spec.PasswordHash.Matches(password) {
			err = fmt.Errorf("%w: it is the old one", ErrWeak)
			return
		}
		err = s.Directory.SetUserPassword(ctx, s.Instance, u.ID, password, false)
	}); passed != nil {
		return passed
	}
	if err != nil {
		return err
	}
	_, err = s.RevokeAll(ctx, chat.UserID(u.ID))
	return err
}

// fit holds a new password to what can be guessed least of all: its length.
func fit(name, password string) error {
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword, n > maxPassword, !utf8.ValidString(password):
		return fmt.Errorf("%w: want %d to %d characters", ErrWeak, minPassword, maxPassword)
	case strings.EqualFold(name, password):
		return fmt.Errorf("%w: it is the user name", ErrWeak)
	}
	return nil
}
