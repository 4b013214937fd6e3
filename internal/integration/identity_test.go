package integration

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/outside"
	"github.com/rejoin-chat/rejoin/internal/signin/signintest"
)

func TestTheDocumentedIdentityProviderIsKnown(t *testing.T) {
	page, err := os.ReadFile("../../docs/authentication.md")
	if err != nil {
		t.Fatal(err)
	}
	file := example.FindSubmatch(page)
	if file == nil {
		t.Fatal("got no file in the documentation")
	}
	set := load(t, string(file[2]), map[string]string{"SHOP_OIDC_SECRET": "hidden"})
	const pool, client = "arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_Ab12Cd34", "3n4b5urk1ft4fl3mg5e62d9ado"
	if !set.KnowsProvider(pool, client) || set.KnowsProvider(pool, "other") || set.KnowsProvider("other", client) {
		t.Error("got another provider than the documented one")
	}
	p := set.identities[identityKey{pool, client}]
	if p.Secret != "hidden" || p.ClientID != "rejoin" || strings.Join(p.Scopes, " ") != "openid email" {
		t.Errorf("got client %s with scopes %v, want what the file says", p.ClientID, p.Scopes)
	}
}

func TestFaultsOfIdentityProvidersAreOneLine(t *testing.T) {
	const address = "want https://HOST…, or http:// on this machine, without user, query and fragment"
	for name, c := range map[string]struct{ file, want string }{
		"no issuer":            {"    c: {redirects: [https://a/b]}", "line 3: issuer is missing"},
		"no redirects":         {"    c: {issuer: https://x}", "line 3: redirects is missing"},
		"an empty list":        {"    c: {issuer: https://x, redirects: []}", "line 3: want the addresses that customers come back to"},
		"an issuer in clear":   {"    c: {issuer: http://x, redirects: [https://a/b]}", "line 3: " + address},
		"an issuer with user":  {"    c: {issuer: 'https://u:hidden@x', redirects: [https://a/b]}", "line 3: " + address},
		"a redirect in clear":  {"    c: {issuer: https://x, redirects: [http://a/b]}", "line 3: " + address},
		"a strange redirect":   {"    c: {issuer: https://x, redirects: ['javascript:1']}", "line 3: " + address},
		"two scopes in one":    {"    c: {issuer: https://x, redirects: [https://a/b], scopes: [openid email]}", "line 3: a scope is one word of visible characters"},
		"an empty scope":       {"    c: {issuer: https://x, redirects: [https://a/b], scopes: ['']}", "line 3: a scope is one word of visible characters"},
		"a secret in the file": {"    c: {issuer: https://x, redirects: [https://a/b], secret: hidden}", "line 3: a secret is not written here: want {env: NAME} or {file: PATH}"},
	} {
		t.Run(name, func(t *testing.T) {
			path := write(t, "identities:\n  pool:\n"+c.file)
			_, err := Load(t.Context(), path, Options{LookupEnv: env(nil), Now: time.Now})
			if want := path + ": " + c.want; err == nil || err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}

func TestACustomerSignsIn(t *testing.T) {
	at, err := signintest.Start(clock.System().Now)
	if err != nil {
		t.Fatal(err)
	}
	defer at.Close()
	set := load(t, "identities: {pool: {rejoin: {issuer: '"+at.URL+"', secret: {env: S}, redirects: [https://shop.example/back]}}}",
		map[string]string{"S": at.Secret})
	a := chat.SignIn{UserPool: "pool", Client: "rejoin", RedirectURI: "https://shop.example/back", Nonce: "n", Verifier: strings.Repeat("v", 43)}
	url, err := set.SignInURL(t.Context(), a, "state")
	if err != nil {
		t.Fatal(err)
	}
	back, err := at.SignIn(url)
	if err != nil {
		t.Fatal(err)
	}
	want := chat.SignInSubject{Issuer: at.URL, Subject: "ada-1"}
	if got, err := set.Exchange(t.Context(), a, back.Get("code")); err != nil || got != want {
		t.Errorf("got %+v and %v, want %+v", got, err, want)
	}
	open := a
	open.RedirectURI = "https://evil.example/"
	if _, err := set.SignInURL(t.Context(), open, "state"); chat.KindOf(err) != chat.KindInvalid {
		t.Errorf("an open redirect: got %v, want that it is invalid", err)
	}
	a.Client = "other"
	if _, err := set.SignInURL(t.Context(), a, "state"); chat.KindOf(err) != chat.KindUnavailable {
		t.Errorf("no such provider: got %v, want that it is not available", err)
	}
	if _, err := set.Exchange(t.Context(), a, "code"); !errors.Is(err, outside.ErrUnknown) {
		t.Errorf("no such provider: got %v, want %v", err, outside.ErrUnknown)
	}
}
