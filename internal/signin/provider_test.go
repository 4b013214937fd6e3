package signin_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/oauth2"

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

func TestTheSecretIsShownAsTheProviderWants(t *testing.T) {
	for _, c := range []struct{ method, secret string }{
		{"client_secret_basic", "a secret"}, {"client_secret_post", "a secret"}, {"none", ""}, {"", "a secret"},
	} {
		at, p := start(t)
		at.Method, at.Secret, p.Secret = c.method, c.secret, c.secret
		subject, err := p.Exchange(t.Context(), attempt, signIn(t, at, p))
		if err != nil || subject != "ada-1" || at.TokensAsked() != 1 {
			t.Errorf("%q: got %q and %v after %d requests, want the subject after one", c.method, subject, err, at.TokensAsked())
		}
	}
	at, p := start(t)
	if _, err := p.Exchange(t.Context(), attempt, "made up"); err == nil || at.TokensAsked() != 1 {
		t.Errorf("a code that is not good: got %v after %d requests, want it refused after one", err, at.TokensAsked())
	}
	at, p = start(t)
	at.Method = "private_key_jwt"
	if _, err := p.URL(t.Context(), attempt, "s"); !errors.Is(err, outside.ErrRefused) || !strings.Contains(err.Error(), "client_secret_post") {
		t.Errorf("another method: got %v, want that it is refused and why", err)
	}
}

// Whoever runs the contact centre has the reason in the log, and nothing private.
func TestReasonsAreTold(t *testing.T) {
	private := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "private")
		}
	}
	hangUp := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	breaksOff := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "50")
		_, _ = io.WriteString(w, "private")
	}
	claim := func(name string, value any) func(*signintest.Provider) {
		return func(at *signintest.Provider) { at.Claims = func(c map[string]any) { c[name] = value } }
	}
	for want, spoil := range map[string]func(at *signintest.Provider){
		"cannot be discovered: status 404":       func(at *signintest.Provider) { at.Handle("/.well-known/openid-configuration", private(404)) },
		"cannot be discovered: EOF":              func(at *signintest.Provider) { at.Handle("/.well-known/openid-configuration", hangUp) },
		"not understood: the discovery document": func(at *signintest.Provider) { at.Handle("/.well-known/openid-configuration", private(200)) },
		`is of the issuer "https://id.example/"`: func(at *signintest.Provider) {
			at.Document = func(d map[string]any) { d["issuer"] = "https://id.example/" }
		},
		"not exchanged: status 500":                            func(at *signintest.Provider) { at.Handle("/token", private(500)) },
		"not exchanged: an error that OAuth 2.0 does not know": func(at *signintest.Provider) { at.Handle("/token", says(`{"error": "private"}`)) },
		"not exchanged: 127.0.0.1":                             func(at *signintest.Provider) { at.Handle("/token", hangUp) },
		"breaks off":                                           func(at *signintest.Provider) { at.Handle("/token", breaksOff) },
		"not understood: the code was not exchanged":           func(at *signintest.Provider) { at.Handle("/token", private(200)) },
		"there is no ID token":                                 func(at *signintest.Provider) { at.Handle("/token", says(`{"access_token": "private"}`)) },
		"not signed by the provider's keys": func(at *signintest.Provider) {
			at.Handle("/token", says(`{"access_token": "private", "id_token": "a.b.c"}`))
		},
		"keys cannot be fetched":   func(at *signintest.Provider) { at.Handle("/keys", private(500)) },
		"of another issuer":        claim("iss", "https://private.example"),
		"for another client":       claim("aud", "private"),
		"issued to another client": claim("azp", "private"),
		"it has expired":           claim("exp", 1),
		"not valid yet":            claim("nbf", int64(1)<<40),
		"claims of the wrong type": claim("sub", 7),
	} {
		t.Run(want, func(t *testing.T) {
			at, p := start(t)
			spoil(at)
			_, err := p.Exchange(t.Context(), attempt, firstCode(at))
			if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "private") {
				t.Errorf("got %v, want the reason, and nothing private", err)
			}
		})
	}
}

// says answers with JSON.
func says(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	}
}

// firstCode is one that the provider gives out for the attempt, whatever its
// discovery document says.
func firstCode(at *signintest.Provider) string {
	return at.Grant(url.Values{
		"redirect_uri": {attempt.RedirectURI}, "nonce": {attempt.Nonce},
		"code_challenge": {oauth2.S256ChallengeFromVerifier(attempt.Verifier)},
	})
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
		"a token for this client and another, which has it": func(at *signintest.Provider, _ *signin.Provider, _ *signin.Attempt) {
			at.Claims = func(c map[string]any) { c["aud"], c["azp"] = []string{"other", "rejoin"}, "other" }
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
		"another issuer":                  {"issuer", "https://evil.example", outside.ErrMalformed},
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
