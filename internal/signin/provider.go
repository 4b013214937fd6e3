package signin

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/outside"
)

// ErrRedirect says that customers are not sent back to this address.
var ErrRedirect = errors.New("the address is not one that was configured")

// Provider is an identity provider and how it knows this server. Customers and users
// of the contact centre sign in at providers alike. It is safe for
// concurrent use.
type Provider struct {
	Issuer    string // URL, as the provider's ID tokens have it
	ClientID  string
	Secret    string   // empty: a public client
	Scopes    []string // openid among them
	Redirects []string // where customers may be sent back to, exactly so
	Client    *http.Client

	found  atomic.Pointer[discovered] // nil until it was
	search singleflight.Group
}

// discovered is what is known of a provider, and how it wants to be shown the secret.
type discovered struct {
	*oidc.Provider
	style oauth2.AuthStyle
}

// Attempt is one customer's attempt to sign in.
type Attempt struct{ RedirectURI, Nonce, Verifier string }

// URL is where a customer signs in, who then comes back with the state. Errors:
// ErrRedirect, and those of package outside.
func (p *Provider) URL(ctx context.Context, a Attempt, state string) (string, error) {
	if !slices.Contains(p.Redirects, a.RedirectURI) {
		return "", ErrRedirect
	}
	config, _, err := p.config(ctx, a)
	if err != nil {
		return "", err
	}
	return config.AuthCodeURL(state, oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)), nil
}

// Exchange gives the subject that has signed in, for a code that came back from the
// attempt's URL. A code is good once, so nothing is tried again.
func (p *Provider) Exchange(ctx context.Context, a Attempt, code string) (subject string, err error) {
	verified, _, err := p.exchange(ctx, a, code)
	if err != nil {
		return "", err
	}
	return verified.Subject, nil
}

// Claims is Exchange that gives all that the provider says of who has signed in: the
// claims of the ID token and, where those are not enough, what the provider tells who
// asks with the access token. spec: OpenID Connect Core, UserInfo Endpoint.
func (p *Provider) Claims(ctx context.Context, a Attempt, code string, enough func(map[string]any) bool) (map[string]any, error) {
	verified, token, err := p.exchange(ctx, a, code)
	if err != nil {
		return nil, err
	}
	var told map[string]any
	if err := verified.Claims(&told); err != nil {
		return nil, fmt.Errorf("%w: the ID token has claims of the wrong type", outside.ErrMalformed)
	}
	found, err := p.discover(ctx)
	if err != nil || enough(told) || !asSafe(p.Issuer, found.UserInfoEndpoint()) {
		return told, err
	}
	more, err := p.ask(ctx, found, token)
	if err != nil {
		return nil, err
	}
	if more["sub"] != verified.Subject {
		return nil, fmt.Errorf("%w: the provider tells of another subject", outside.ErrMalformed)
	}
	maps.Copy(more, told) // what is signed for this attempt goes first
	return more, nil
}

// ask reads the claims that belong to an access token.
func (p *Provider) ask(ctx context.Context, found *discovered, token *oauth2.Token) (map[string]any, error) {
	info, err := found.UserInfo(oidc.ClientContext(ctx, p.Client), oauth2.StaticTokenSource(token))
	if err != nil {
		return nil, uninformed(found.UserInfoEndpoint(), err)
	}
	var claims map[string]any
	if err := info.Claims(&claims); err != nil {
		return nil, fmt.Errorf("%w: what the provider tells of the subject", outside.ErrMalformed)
	}
	return claims, nil
}

// exchange gives the ID token that a code is good for, once nothing is wrong with it,
// and the access token that came with it.
func (p *Provider) exchange(ctx context.Context, a Attempt, code string) (*oidc.IDToken, *oauth2.Token, error) {
	config, found, err := p.config(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	token, err := config.Exchange(oidc.ClientContext(ctx, p.Client), code, oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return nil, nil, unexchanged(config.Endpoint.TokenURL, err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return nil, nil, fmt.Errorf("%w: there is no ID token", outside.ErrMalformed)
	}
	verified, err := found.Verifier(&oidc.Config{ClientID: p.ClientID, Now: clock.System().Now}).Verify(ctx, raw)
	if err != nil {
		return nil, nil, doubtful(p, raw, err)
	}
	if err := p.mine(verified); err != nil {
		return nil, nil, err
	}
	if a.Nonce == "" || verified.Nonce != a.Nonce {
		return nil, nil, fmt.Errorf("%w: the ID token is of another attempt", outside.ErrMalformed)
	}
	if n := len(verified.Subject); n == 0 || n > maxSubject {
		return nil, nil, fmt.Errorf("%w: the subject has %d bytes", outside.ErrMalformed, n)
	}
	if strings.ContainsFunc(verified.Subject, notVisible) {
		return nil, nil, fmt.Errorf("%w: the subject is not of visible ASCII characters", outside.ErrMalformed)
	}
	return verified, token, nil
}

// mine reports an ID token that was issued to another client, even if it may be shown
// to this one. spec: OpenID Connect Core, ID Token Validation, azp.
func (p *Provider) mine(t *oidc.IDToken) error {
	var issued struct {
		To *string `json:"azp"`
	}
	if err := t.Claims(&issued); err != nil || issued.To != nil && *issued.To != p.ClientID {
		return fmt.Errorf("%w: the ID token does not hold: it was issued to another client", outside.ErrMalformed)
	}
	return nil
}

// maxSubject is how long a subject may be. OpenID Connect says so.
const maxSubject = 255

// notVisible reports whether a character has no place in a subject.
func notVisible(r rune) bool { return r < ' ' || r > '~' }

// config is what requests to the provider are made with.
func (p *Provider) config(ctx context.Context, a Attempt) (*oauth2.Config, *discovered, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return nil, nil, err
	}
	endpoint := found.Endpoint()
	endpoint.AuthStyle = found.style
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.Secret, Endpoint: endpoint,
		RedirectURL: a.RedirectURI, Scopes: p.Scopes,
	}, found, nil
}

// discover finds out about the provider, once for all who ask meanwhile. After a
// failure the next one tries again. The client bounds how long it takes.
func (p *Provider) discover(ctx context.Context) (*discovered, error) {
	if found := p.found.Load(); found != nil {
		return found, nil
	}
	found, err, _ := p.search.Do("", func() (any, error) { return p.fetch(context.WithoutCancel(ctx)) })
	if err != nil {
		return nil, err
	}
	return found.(*discovered), nil
}

func (p *Provider) fetch(ctx context.Context) (*discovered, error) {
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.Client), p.Issuer)
	if err != nil {
		return nil, undiscovered(p.Issuer, err)
	}
	var more struct {
		Keys    string   `json:"jwks_uri"`
		Methods []string `json:"token_endpoint_auth_methods_supported"`
	}
	if err := found.Claims(&more); err != nil {
		return nil, fmt.Errorf("%w: the discovery document of %s", outside.ErrMalformed, host(p.Issuer))
	}
	for _, endpoint := range []string{found.Endpoint().AuthURL, found.Endpoint().TokenURL, more.Keys} {
		if !asSafe(p.Issuer, endpoint) {
			return nil, fmt.Errorf("%w: the discovery document of %s names an endpoint that is not as safe as the issuer", outside.ErrMalformed, host(p.Issuer))
		}
	}
	style, ok := p.style(more.Methods)
	if !ok {
		return nil, fmt.Errorf("%w: %s takes a client's secret neither by client_secret_basic nor by client_secret_post", outside.ErrRefused, host(p.Issuer))
	}
	known := &discovered{found, style}
	p.found.Store(known)
	return known, nil
}

// style is how the secret is shown, of the methods that the provider takes. Trying one
// after the other would cost the code, which a provider may forget at the first try.
// spec: OpenID Connect Discovery, token_endpoint_auth_methods_supported.
func (p *Provider) style(methods []string) (oauth2.AuthStyle, bool) {
	switch {
	case p.Secret == "":
		return oauth2.AuthStyleInParams, true
	case methods == nil || slices.Contains(methods, "client_secret_basic"):
		return oauth2.AuthStyleInHeader, true
	case slices.Contains(methods, "client_secret_post"):
		return oauth2.AuthStyleInParams, true
	}
	return 0, false
}

// asSafe reports whether an endpoint is HTTPS, or at an issuer that is not, on the
// issuer's own host.
func asSafe(issuer, endpoint string) bool {
	of, err1 := url.Parse(issuer)
	at, err2 := url.Parse(endpoint)
	if err1 != nil || err2 != nil || at.Host == "" || at.User != nil {
		return false
	}
	return at.Scheme == "https" || of.Scheme == "http" && at.Scheme == "http" && at.Host == of.Host
}

func host(issuer string) string {
	u, err := url.Parse(issuer)
	if err != nil {
		return "the issuer"
	}
	return u.Host
}
