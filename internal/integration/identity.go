package integration

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/http"
	neturl "net/url"
	"slices"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/outside"
	"github.com/rejoin-chat/rejoin/internal/signin"
	"github.com/rejoin-chat/rejoin/internal/strictyaml"
)

// identityKey is how a flow names an identity provider.
type identityKey struct{ userPool, client string }

// maxIdentityAnswer bounds what an identity provider answers.
const maxIdentityAnswer = 1 << 20

// identities reads the clients of one user pool.
func (r *reader) identities(key, n strictyaml.Node, into map[identityKey]*signin.Provider) {
	checkIdentityName(key)
	n.Mapping().Each(func(client, value strictyaml.Node) {
		checkIdentityName(client)
		into[identityKey{key.Text(), client.Text()}] = r.identity(client.Text(), value)
	})
}

func checkIdentityName(n strictyaml.Node) {
	if name := n.Text(); name == "" || len(name) > 256 {
		n.Fail("a user pool and a client have names of 1 to 256 characters")
	}
}

// identity reads one provider.
func (r *reader) identity(name string, n strictyaml.Node) *signin.Provider {
	m := n.Mapping()
	issuer, client := m.Need("issuer"), m.Get("client")
	p := &signin.Provider{
		Issuer: issuer.Text(), ClientID: cmp.Or(client.Text(), name), Secret: r.secret(m.Get("secret")),
		Client: r.identityClient,
	}
	if issuer.Given() && !safeAddress(p.Issuer) {
		issuer.Fail("want https://HOST…, or http:// on this machine, without user, query and fragment")
	}
	for _, scope := range m.Get("scopes").Items() {
		if !isScope(scope.Text()) {
			scope.Fail("a scope is one word of visible characters")
		}
		p.Scopes = append(p.Scopes, scope.Text())
	}
	if !slices.Contains(p.Scopes, "openid") {
		p.Scopes = append([]string{"openid"}, p.Scopes...)
	}
	redirects := m.Need("redirects")
	for _, redirect := range redirects.Items() {
		if !safeAddress(redirect.Text()) {
			redirect.Fail("want https://HOST…, or http:// on this machine, without user, query and fragment")
		}
		p.Redirects = append(p.Redirects, redirect.Text())
	}
	if redirects.Given() && len(p.Redirects) == 0 {
		redirects.Fail("want the addresses that customers come back to")
	}
	m.End()
	return p
}

// isScope reports whether a text is one scope, of the characters that OAuth 2.0 allows.
func isScope(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '\\' })
}

// safeAddress reports whether codes and tokens can travel to an address.
func safeAddress(s string) bool {
	u, err := neturl.Parse(s)
	if err != nil || u.User != nil || u.Fragment != "" || u.RawQuery != "" || u.Hostname() == "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	local := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	return u.Scheme == "https" || u.Scheme == "http" && local
}

// KnowsProvider reports whether a flow that names the user pool and the client
// reaches an identity provider.
func (s *Set) KnowsProvider(userPool, client string) bool {
	return s.identities[identityKey{userPool, client}] != nil
}

func (s *Set) identityOf(a chat.SignIn) (*signin.Provider, signin.Attempt, error) {
	p := s.identities[identityKey{a.UserPool, a.Client}]
	if p == nil {
		return nil, signin.Attempt{}, outside.ErrUnknown
	}
	return p, signin.Attempt{RedirectURI: a.RedirectURI, Nonce: a.Nonce, Verifier: a.Verifier}, nil
}

// SignInURL is where a customer signs in. Errors: KindInvalid for an address that
// customers are not sent back to, else KindUnavailable.
func (s *Set) SignInURL(ctx context.Context, a chat.SignIn, state string) (string, error) {
	p, attempt, err := s.identityOf(a)
	if err == nil {
		var url string
		if url, err = p.URL(ctx, attempt, state); err == nil {
			return url, nil
		}
	}
	if errors.Is(err, signin.ErrRedirect) {
		return "", chat.Invalid("RedirectUri", "is not an address that customers are sent back to")
	}
	return "", &chat.Error{Kind: chat.KindUnavailable, Detail: "the identity provider cannot be reached", Err: err}
}

// Exchange gets to know who has signed in.
func (s *Set) Exchange(ctx context.Context, a chat.SignIn, code string) (chat.SignInSubject, error) {
	p, attempt, err := s.identityOf(a)
	if err != nil {
		return chat.SignInSubject{}, err
	}
	subject, err := p.Exchange(ctx, attempt, code)
	if err != nil {
		return chat.SignInSubject{}, err
	}
	return chat.SignInSubject{Issuer: p.Issuer, Subject: subject}, nil
}

func newIdentityClient() *http.Client { return outside.NewClient(maxIdentityAnswer) }
