package signin_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/outside"
	"github.com/rejoin-chat/rejoin/internal/signin"
	"github.com/rejoin-chat/rejoin/internal/signin/signintest"
)

const back = "https://shop.example/back"

var attempt = signin.Attempt{RedirectURI: back, Nonce: "nonce-1", Verifier: strings.Repeat("v", 43)}

func start(t *testing.T) (*signintest.Provider, *signin.Provider) {
	t.Helper()
	at, err := signintest.Start(clock.System().Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(at.Close)
	client := outside.NewClient(1 << 20)
	t.Cleanup(client.CloseIdleConnections)
	return at, &signin.Provider{
		Issuer: at.URL, ClientID: at.ClientID, Secret: at.Secret, Scopes: []string{"openid"}, Redirects: []string{back}, Client: client,
	}
}

// signIn goes all the way to the code.
func signIn(t *testing.T, at *signintest.Provider, p *signin.Provider) string {
	t.Helper()
	url, err := p.URL(t.Context(), attempt, "state-1")
	if err != nil {
		t.Fatal(err)
	}
	brought, err := at.SignIn(url)
	if err != nil {
		t.Fatal(err)
	}
	if brought.Get("state") != "state-1" {
		t.Errorf("got state %q back, want the one given", brought.Get("state"))
	}
	return brought.Get("code")
}

func TestTheSubjectComesWithTheCode(t *testing.T) {
	at, p := start(t)
	code := signIn(t, at, p)
	if subject, err := p.Exchange(t.Context(), attempt, code); err != nil || subject != "ada-1" {
		t.Errorf("got %q and %v, want the subject", subject, err)
	}
	if _, err := p.Exchange(t.Context(), attempt, code); !errors.Is(err, outside.ErrRefused) || !strings.Contains(err.Error(), "invalid_grant") {
		t.Errorf("the code again: got %v, want that it is refused", err)
	}
}

func TestKeysAreKept(t *testing.T) {
	at, p := start(t)
	for range 3 {
		if _, err := p.Exchange(t.Context(), attempt, signIn(t, at, p)); err != nil {
			t.Fatal(err)
		}
	}
	if n := at.KeysAsked(); n != 1 {
		t.Errorf("the keys were asked for %d times, want once", n)
	}
}

func TestWhatIsNotBelieved(t *testing.T) {
	for name, spoil := range map[string]func(at *signintest.Provider, p *signin.Provider, a *signin.Attempt){
		"a token of another attempt": func(_ *signintest.Provider, _ *signin.Provider, a *signin.Attempt) { a.Nonce = "nonce-2" },
		"a code of another browser": func(_ *signintest.Provider, _ *signin.Provider, a *signin.Attempt) {
			a.Verifier = strings.Repeat("w", 43)
		},
		"a wrong secret": func(_ *signintest.Provider, p *signin.Provider, _ *signin.Attempt) { p.Secret = "hidden" },
		"a token for another client": func(at *signintest.Provider, _ *signin.Provider, _ *signin.Attempt) {
			at.Claims = func(c map[string]any) { c["aud"] = "other" }
		},
		"a token of another issuer": func(at *signintest.Provider, _ *signin.Provider, _ *signin.Attempt) {
			at.Claims = func(c map[string]any) { c["iss"] = "https://evil.example" }
		},
		"a token that has expired": func(at *signintest.Provider, _ *signin.Provider, _ *signin.Attempt) {
			at.Claims = func(c map[string]any) { c["exp"] = at.Now().Unix() - 1 }
		},
		"a token of nobody": func(at *signintest.Provider, _ *signin.Provider, _ *signin.Attempt) {
			at.Claims = func(c map[string]any) { c["sub"] = "" }
		},
		"a subject that is too long": func(at *signintest.Provider, _ *signin.Provider, _ *signin.Attempt) {
			at.Claims = func(c map[string]any) { c["sub"] = strings.Repeat("a", 256) }
		},
		"a subject that cannot be stored": func(at *signintest.Provider, _ *signin.Provider, _ *signin.Attempt) {
			at.Claims = func(c map[string]any) { c["sub"] = "a\x00" }
		},
		"a token without the nonce": func(at *signintest.Provider, _ *signin.Provider, _ *signin.Attempt) {
			at.Claims = func(c map[string]any) { delete(c, "nonce") }
		},
		"an answer that is too large": func(at *signintest.Provider, _ *signin.Provider, _ *signin.Attempt) {
			at.Claims = func(c map[string]any) { c["more"] = strings.Repeat("a", 2<<20) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			at, p := start(t)
			code, a := signIn(t, at, p), attempt
			spoil(at, p, &a)
			subject, err := p.Exchange(t.Context(), a, code)
			if subject != "" || !errors.Is(err, outside.ErrRefused) && !errors.Is(err, outside.ErrMalformed) {
				t.Fatalf("got %q and %v, want no subject", subject, err)
			}
			for _, secret := range []string{code, "hidden", at.Secret, a.Verifier} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("got %v, want no secret in it", err)
				}
			}
		})
	}
}

func TestWhereCustomersAreNotSent(t *testing.T) {
	for name, c := range map[string]struct {
		key, value string
		want       error
	}{
		"another issuer":                  {"issuer", "https://evil.example", outside.ErrUnavailable},
		"a page elsewhere without TLS":    {"authorization_endpoint", "http://evil.example/authorize", outside.ErrMalformed},
		"a token's endpoint inside":       {"token_endpoint", "http://169.254.169.254/latest", outside.ErrMalformed},
		"keys inside":                     {"jwks_uri", "http://10.0.0.1/keys", outside.ErrMalformed},
		"an endpoint of a strange scheme": {"authorization_endpoint", "javascript:alert(1)", outside.ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			at, p := start(t)
			at.Document = func(document map[string]any) { document[c.key] = c.value }
			if url, err := p.URL(t.Context(), attempt, "s"); !errors.Is(err, c.want) {
				t.Errorf("got %q and %v, want %v", url, err, c.want)
			}
			at.Document = nil // and the next one finds it well
			if _, err := p.URL(t.Context(), attempt, "s"); err != nil {
				t.Errorf("later: got %v, want none", err)
			}
		})
	}
	_, p := start(t)
	for _, redirect := range []string{"", "https://evil.example/", back + "/", back + "?a", strings.ToUpper(back)} {
		if _, err := p.URL(t.Context(), signin.Attempt{RedirectURI: redirect}, "s"); !errors.Is(err, signin.ErrRedirect) {
			t.Errorf("%q: got %v, want %v", redirect, err, signin.ErrRedirect)
		}
	}
}
