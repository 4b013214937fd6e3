package conversation

import (
	"context"
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// URLWithin is how long after it was told a customer may ask for the URL to sign in
// at. spec: GetAuthenticationUrl.
const URLWithin = time.Minute

// maxSignInURL is how long the URL may be. spec: GetAuthenticationUrl AuthenticationUrl.
const maxSignInURL = 2083

// SignInURL is where the customer signs in; the provider then sends the customer to
// redirect. It is made once for an attempt. Errors: KindDenied for who is not the
// customer of a running chat, KindInvalid for an attempt that is not this customer's,
// has its URL or was told too long ago, and for a redirect that is not allowed;
// KindUnavailable when the provider cannot be reached. spec: GetAuthenticationUrl.
func (c *Conversations) SignInURL(ctx context.Context, who Identity, id, redirect string) (string, error) {
	a, err := c.Attend(ctx, who)
	if err != nil {
		return "", err
	}
	p, err := askable(&a, id, c.Clock.Now())
	if err != nil {
		return "", err
	}
	asked := chat.SignIn{
		UserPool: p.SignIn.UserPool, Client: p.SignIn.Client, RedirectURI: redirect,
		Nonce: c.NewID(), Verifier: c.NewID() + c.NewID(), // at least the 43 characters of PKCE
	}
	state, err := c.States.SealState(a.Session.InstanceID, a.Session.ID, id)
	if err != nil {
		return "", chat.Internal("seal the state of a sign-in", err)
	}
	url, err := c.SignIns.SignInURL(ctx, asked, state) // which may ask the provider: in no transaction
	if err != nil {
		return "", err
	}
	if len(url) > maxSignInURL {
		return "", chat.Invalid("RedirectUri", "makes a URL that is too long")
	}
	return url, c.update(ctx, who.SessionID, func(w *work) error {
		p, err := askable(&Attendance{w.session, a.Participant}, id, w.now)
		if err != nil {
			return err
		}
		p.SignIn.Asked = &asked
		return w.rewrite(p)
	})
}

// attemptOf is the attempt that a customer names.
func attemptOf(a *Attendance, id string) (parked, error) {
	if a.Participant.Role != chat.RoleCustomer {
		return parked{}, chat.Denied()
	}
	p, ok := underWay(&a.Session)
	if !ok || p.SignIn.ID != id || p.SignIn.Customer != a.Participant.ID {
		return parked{}, chat.Invalid("SessionId", "is not that of an authentication under way")
	}
	return p, nil
}

// askable is the attempt that a customer names, if it may ask for the URL now.
func askable(a *Attendance, id string, now time.Time) (parked, error) {
	p, err := attemptOf(a, id)
	switch {
	case err != nil:
		return parked{}, err
	case p.SignIn.Asked != nil:
		return parked{}, chat.Invalid("SessionId", "was used before")
	case now.After(time.UnixMilli(p.SignIn.Told).Add(URLWithin)):
		return parked{}, chat.Invalid("SessionId", "is too old: a URL is given within a minute of the event")
	}
	return p, nil
}

// CancelSignIn is the customer's word that it does not want to sign in. Errors:
// KindDenied, and KindInvalid for an attempt that is not this customer's or is over.
// spec: CancelParticipantAuthentication.
func (c *Conversations) CancelSignIn(ctx context.Context, who Identity, id string) error {
	a, err := c.Attend(ctx, who)
	if err != nil {
		return err
	}
	return c.update(ctx, who.SessionID, func(w *work) error {
		if _, err := attemptOf(&Attendance{w.session, a.Participant}, id); err != nil {
			return err
		}
		return w.resume(flow.SignedIn{OptedOut: true})
	})
}

// AnswerSignIn takes what the provider's redirect brought: a code, or with an empty
// one the news that there is none. The code is exchanged afterwards. A state is taken
// once. Errors: KindInvalid for a state that was not given out by the instance
// and for what cannot be a code, KindConflict for one that was used or whose attempt is over.
// spec: UpdateParticipantAuthentication.
func (c *Conversations) AnswerSignIn(ctx context.Context, instance chat.InstanceID, state, code string) error {
	session, id, err := c.States.OpenState(instance, state)
	if err != nil {
		return chat.Invalid("State", "was not given out by this instance")
	}
	if strings.ContainsFunc(code, notVisible) {
		return chat.Invalid("Code", "has characters that no code has")
	}
	over := &chat.Error{Kind: chat.KindConflict, Detail: "the authentication is over"}
	err = c.update(ctx, session, func(w *work) error {
		p, ok := underWay(&w.session)
		switch {
		case !ok || p.SignIn.ID != id || p.SignIn.Asked == nil:
			return over
		case p.SignIn.Answered:
			return &chat.Error{Kind: chat.KindConflict, Detail: "the state was used before"}
		case code == "":
			return w.resume(refused("the identity provider reported an error"))
		}
		p.SignIn.Answered = true
		p.Call = &pendingCall{ID: w.conversations.NewID(), Exchange: &exchange{*p.SignIn.Asked, code}}
		if err := w.rewrite(p); err != nil {
			return err
		}
		return w.hold(p.Call, 0)
	})
	if chat.KindOf(err) == chat.KindNotFound {
		return over
	}
	return err
}

// notVisible reports whether a character has no place in a code of OAuth 2.0, which is
// of visible ASCII characters and the space.
func notVisible(r rune) bool { return r < ' ' || r > '~' }

// exchange gets to know who has signed in.
func (c *Conversations) exchange(ctx context.Context, e *exchange) (flow.Input, error) {
	who, err := c.SignIns.Exchange(ctx, e.SignIn, e.Code)
	return flow.SignedIn{Issuer: who.Issuer, Subject: who.Subject}, err
}
