package login

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/signin"
)

// SingleSignOn is a provider at which users sign in, and how it knows them.
type SingleSignOn struct {
	*signin.Provider
	// RedirectURI is where the provider sends browsers back to; it is among those of
	// the provider.
	RedirectURI string
	// Claim is the claim that has the user name; "" takes preferred_username, and of
	// who has none the email address that the provider has verified.
	Claim string
	// New says what a user who signs in for the first time is made of; without
	// security profiles only users who exist sign in.
	New directory.UserSpec
	// Names says that a user is whoever the provider gives the user's name to. Else the
	// provider's subject that signs in first under a name is the user from then on.
	Names bool
}

// The errors of signing in at a provider.
var (
	// ErrAttempt says that what came back belongs to no attempt of this browser, or
	// to one that took too long.
	ErrAttempt = errors.New("login: no such attempt to sign in")
	// ErrStranger says that the provider knows somebody who is no user here.
	ErrStranger = errors.New("login: the provider's user is no user here")
	// ErrImpostor says that the provider gives a user's name to somebody else than
	// before.
	ErrImpostor = errors.New("login: the provider knows the user as somebody else")
	// ErrProvider says that the provider did not say who signs in.
	ErrProvider = errors.New("login: the provider cannot tell who signs in")
)

const (
	// attemptLife is how long somebody may take at the provider.
	attemptLife    = 15 * time.Minute
	purposeAttempt = "single sign-on"
)

// trip is what a browser carries to the provider and back.
type trip struct {
	// Secret is what the attempt's state, nonce and verifier are made from. Only this
	// browser has it.
	Secret string `json:"s"`
	Place  place  `json:"p"`
}

// place is where a browser goes on once the user is signed in.
type place struct {
	Return string `json:"r,omitempty"`
	Popup  bool   `json:"w,omitempty"`
}

// part is one of the values of an attempt. None tells of another one.
func (t *trip) part(name string) string {
	sum := sha256.Sum256([]byte(name + "|" + t.Secret))
	return encoding.EncodeToString(sum[:])
}

func (t *trip) attempt(redirect string) signin.Attempt {
	return signin.Attempt{RedirectURI: redirect, Nonce: t.part("nonce"), Verifier: t.part("verifier")}
}

func (t *trip) state() string { return t.part("state") }

// depart begins an attempt: where the browser goes, and what it carries. ErrProvider.
func (s *Service) depart(ctx context.Context, on *SingleSignOn, at place) (url, state, baggage string, err error) {
	t := trip{newSecret(), at}
	raw, err := json.Marshal(t)
	if err != nil {
		return "", "", "", chat.Internal("begin to sign in", err)
	}
	if baggage, err = s.Tokens.SealErrand(purposeAttempt, raw, s.Clock.Now().Add(attemptLife)); err != nil {
		return "", "", "", chat.Internal("begin to sign in", err)
	}
	if url, err = on.URL(ctx, t.attempt(on.RedirectURI), t.state()); err != nil {
		return "", "", "", fmt.Errorf("%w: %w", ErrProvider, err)
	}
	return url, t.state(), baggage, nil
}

// arrive ends an attempt: who came back with the code is signed in. ErrAttempt,
// ErrProvider, ErrStranger, ErrImpostor.
func (s *Service) arrive(ctx context.Context, on *SingleSignOn, baggage, state, code string) (Session, place, error) {
	raw, err := s.Tokens.OpenErrand(purposeAttempt, baggage, s.Clock.Now())
	var t trip
	if err != nil || json.Unmarshal(raw, &t) != nil || subtle.ConstantTimeCompare([]byte(state), []byte(t.state())) != 1 {
		return Session{}, place{}, ErrAttempt
	}
	if code == "" {
		return Session{}, t.Place, fmt.Errorf("%w: it sent the browser back without a code", ErrProvider)
	}
	who, err := on.Claims(ctx, t.attempt(on.RedirectURI), code, func(told map[string]any) bool { return on.name(told) != "" })
	if err != nil {
		return Session{}, t.Place, fmt.Errorf("%w: %w", ErrProvider, err)
	}
	u, err := s.userOf(ctx, on, who)
	if err != nil {
		return Session{}, t.Place, err
	}
	session, err := s.begin(ctx, chat.UserID(u.ID), s.Clock.Now().Add(s.Life))
	return session, t.Place, err
}

// claims are those of an ID token, whatever they are.
type claims map[string]any

func (c claims) text(name string) string {
	text, _ := c[name].(string)
	return text
}

// name is the user name of who signed in; "" for none.
func (on *SingleSignOn) name(c claims) string {
	verified, told := c["email_verified"].(bool)
	switch {
	case on.Claim == "email" && told && !verified:
		return ""
	case on.Claim != "":
		return c.text(on.Claim)
	case c.text("preferred_username") != "":
		return c.text("preferred_username")
	case verified:
		return c.text("email")
	}
	return ""
}

// userOf finds the user who signs in, and makes sure that it is the same person as
// before. ErrStranger, ErrImpostor.
func (s *Service) userOf(ctx context.Context, on *SingleSignOn, c claims) (directory.User, error) {
	u, err := s.named(ctx, on, c)
	if err != nil || on.Names {
		return u, err
	}
	err = s.Directory.BindUser(ctx, s.Instance, u.ID, directory.ProviderSubject{Issuer: on.Issuer, Subject: c.text("sub")})
	if chat.KindOf(err) == chat.KindConflict {
		return u, ErrImpostor
	}
	return u, err
}

// named finds the user of a name, or makes one. ErrStranger.
func (s *Service) named(ctx context.Context, on *SingleSignOn, c claims) (directory.User, error) {
	name := on.name(c)
	if name == "" || len(name) > maxName {
		return directory.User{}, fmt.Errorf("%w: it tells no user name", ErrStranger)
	}
	u, err := s.Directory.UserByName(ctx, s.Instance, name)
	if chat.KindOf(err) != chat.KindNotFound {
		return u, err
	}
	if len(on.New.SecurityProfileIDs) == 0 {
		return u, ErrStranger
	}
	draft := directory.UserDraft{Username: name, Spec: on.New}
	draft.Spec.FirstName, draft.Spec.LastName = short(c.text("given_name")), short(c.text("family_name"))
	if verified, _ := c["email_verified"].(bool); verified {
		draft.Spec.Email = short(c.text("email"))
	}
	u, err = s.Directory.CreateUser(ctx, s.Instance, draft)
	switch chat.KindOf(err) {
	case chat.KindDuplicate: // who signs in twice at once
		return s.Directory.UserByName(ctx, s.Instance, name)
	case chat.KindInvalid:
		return u, fmt.Errorf("%w: %w", ErrStranger, err)
	}
	return u, err
}

// maxName is the longest user name. spec: CreateUser Username.
const maxName = 100

// short is what of a text fits into a member of a user. spec: UserIdentityInfo.
func short(text string) string {
	if r := []rune(text); len(r) > maxName {
		return string(r[:maxName])
	}
	return text
}
