package e2e

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/node"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// person is somebody at a browser without scripts, who follows redirects and fills in
// forms.
type person struct {
	t      *testing.T
	client *http.Client
}

func newPerson(t *testing.T) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	return &person{t, &http.Client{Jar: jar}}
}

// sight is what a browser shows.
type sight struct {
	status int
	url    *url.URL
	body   string
}

func (p *person) show(answer *http.Response, err error) sight {
	p.t.Helper()
	must(p.t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	must(p.t, err)
	return sight{answer.StatusCode, answer.Request.URL, string(body)}
}

func (p *person) open(at string) sight {
	p.t.Helper()
	return p.show(p.client.Get(at))
}

var (
	formAction = regexp.MustCompile(`<form[^>]* action="([^"]*)"`)
	formHidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)
)

// submit fills in the first form of a page.
func (p *person) submit(at sight, fields ...string) sight {
	p.t.Helper()
	action := formAction.FindStringSubmatch(at.body)
	if action == nil {
		p.t.Fatalf("%s has no form: %d %s", at.url, at.status, at.body)
	}
	to, err := at.url.Parse(html.UnescapeString(action[1]))
	must(p.t, err)
	form := url.Values{}
	for _, hidden := range formHidden.FindAllStringSubmatch(at.body, -1) {
		form.Set(html.UnescapeString(hidden[1]), html.UnescapeString(hidden[2]))
	}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, to.String(), strings.NewReader(form.Encode()))
	must(p.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", to.Scheme+"://"+to.Host)
	return p.show(p.client.Do(r))
}

// signsInAt goes through the pages of the provider under a name.
func (p *person) signsInAt(s *rejoin.Server, name string) sight {
	p.t.Helper()
	at := p.submit(p.open(s.URL+"/login/sso"), "prompt", "login", "login", name, "password", "any")
	return p.submit(at, "prompt", "consent")
}

// TestUsersSignInAtAProvider plays the first sign-in of a user at oidc-provider, which
// is certified for the OpenID Connect profiles, as it is set up by default and as most
// others answer.
func TestUsersSignInAtAProvider(t *testing.T) {
	t.Parallel()
	const client, secret = "rejoin", "not for the log, and long enough to be one"
	for _, thin := range []bool{true, false} {
		t.Run(fmt.Sprint("thin ", thin), func(t *testing.T) {
			t.Parallel()
			provider := node.Start(t, "identity.js")
			var at struct{ Issuer string }
			must(t, provider.Call(t.Context(), "listen", nil, &at))
			file := filepath.Join(t.TempDir(), "secret")
			must(t, os.WriteFile(file, []byte(secret+"\n"), 0o600))
			s := rejoin.Start(t, rejoin.Options{Args: []string{
				"--sso-issuer", at.Issuer, "--sso-client", client, "--sso-secret-file", file, "--sso-new-profile", "Agent",
			}})
			must(t, provider.Call(t.Context(), "provide", map[string]any{
				"client": client, "secret": secret, "redirect": s.URL + "/login/callback", "thin": thin,
			}, nil))
			zoe := newPerson(t)
			if got := zoe.open(s.URL + "/login"); !strings.Contains(got.body, "single sign-on") {
				t.Errorf("got %s, want a way to the provider", got.body)
			}
			zoe.signsInAt(s, "zoe")
			if got := zoe.open(s.URL + "/login"); got.status != http.StatusOK || !strings.Contains(got.body, "<strong>zoe</strong>") {
				t.Errorf("got %d %s, want zoe signed in", got.status, got.body)
			}
			if got := zoe.open(s.URL + "/auth/authorize"); got.status != http.StatusOK || !strings.Contains(got.body, `"accessToken":"`) {
				t.Errorf("got %d %s, want an access token", got.status, got.body)
			}
			zoe.submit(zoe.open(s.URL + "/login"))
			if got := zoe.open(s.URL + "/auth/authorize"); got.status != http.StatusUnauthorized {
				t.Errorf("signed out: got %d, want 401", got.status)
			}
			if got := newPerson(t).signsInAt(s, "no user name"); got.status != http.StatusForbidden {
				t.Errorf("a name that no user can have: got %d %s, want 403", got.status, got.body)
			}
			if told := s.Mentions(secret, "zoe"); len(told) > 0 {
				t.Errorf("the log tells %q", told)
			}
		})
	}
}

// TestTheAgentsOfANewInstallationSignIn plays the first minutes with one: serve tells
// the passwords, each is changed, and the command line ends the session.
func TestTheAgentsOfANewInstallationSignIn(t *testing.T) {
	t.Parallel()
	if rejoin.Scaled() {
		t.Skip("the nodes of one database tell their agents on the first of them")
	}
	s := rejoin.Start(t, rejoin.Options{})
	reset, err := s.Users(t.Context(), "passwd", "alice")
	must(t, err)
	given := regexp.MustCompile(`password ([a-z2-7-]{17})\n`).FindStringSubmatch(reset)
	if given == nil {
		t.Fatalf("got %q, want a password", reset)
	}
	alice := newPerson(t)
	chosen := alice.submit(alice.open(s.URL+"/login"), "name", "alice", "password", given[1])
	alice.submit(chosen, "new", "my own password", "again", "my own password")
	if got := alice.open(s.URL + "/login"); got.status != http.StatusOK || !strings.Contains(got.body, "<strong>alice</strong>") {
		t.Errorf("got %d %s, want alice signed in", got.status, got.body)
	}
	list, err := s.Users(t.Context(), "list")
	must(t, err)
	if !regexp.MustCompile(`(?m)^alice .*Agent +set$`).MatchString(list) || !regexp.MustCompile(`(?m)^bob .*Agent +once$`).MatchString(list) {
		t.Errorf("got %s, want alice with a password of her own, and bob", list)
	}
	ended, err := s.Users(t.Context(), "revoke", "alice")
	must(t, err)
	if ended != "sessions ended: 1\n" {
		t.Errorf("got %q, want one session ended", ended)
	}
	if got := alice.open(s.URL + "/auth/authorize"); got.status != http.StatusUnauthorized {
		t.Errorf("revoked: got %d, want 401", got.status)
	}
	if told := s.Mentions(given[1], "alice"); len(told) > 0 {
		t.Errorf("the log tells %q", told)
	}
}
