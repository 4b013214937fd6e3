package login_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/login"
	"github.com/rejoin-chat/rejoin/internal/outside"
	"github.com/rejoin-chat/rejoin/internal/signin"
	"github.com/rejoin-chat/rejoin/internal/signin/signintest"
)

// single is a world whose users sign in at a provider.
type single struct {
	*world
	provider *signintest.Provider
	on       *login.SingleSignOn
}

func newSingle(t *testing.T, claims map[string]any) *single {
	t.Helper()
	at, err := signintest.Start(clock.System().Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(at.Close)
	back := server + login.CallbackPath
	at.Redirects = []string{back}
	at.Claims = func(all map[string]any) {
		for name, value := range claims {
			all[name] = value
		}
	}
	client := outside.NewClient(1 << 20)
	t.Cleanup(client.CloseIdleConnections)
	on := &login.SingleSignOn{
		Provider: &signin.Provider{
			Issuer: at.URL, ClientID: at.ClientID, Secret: at.Secret, Scopes: []string{"openid", "profile", "email"},
			Redirects: []string{back}, Client: client,
		},
		RedirectURI: back,
	}
	w := newWorld(t, func(_ *login.Config, h *login.HandlerConfig) { h.Single = on })
	return &single{world: w, provider: at, on: on}
}

// depart goes to the provider and gives what it sends the browser back with.
func (s *single) depart(b *browser, query string) url.Values {
	s.t.Helper()
	a := b.do("GET", "/login/sso"+query, nil)
	status(s.t, "depart", a, http.StatusSeeOther)
	brought, err := s.provider.SignIn(a.Header().Get("Location"))
	if err != nil {
		s.t.Fatal(err)
	}
	return brought
}

// arrive comes back from another site, as browsers do.
func (b *browser) arrive(brought url.Values) (int, string) {
	b.t.Helper()
	a := b.do("GET", "/login/callback?"+brought.Encode(), nil, "Sec-Fetch-Site", "cross-site")
	return a.Code, a.Header().Get("Location")
}

func TestAUserSignsInAtTheProvider(t *testing.T) {
	for what, claims := range map[string]map[string]any{
		"by user name":        {"preferred_username": "ann", "email": "other@example.com", "email_verified": true},
		"by verified address": {"email": "ann", "email_verified": true},
	} {
		t.Run(what, func(t *testing.T) {
			s := newSingle(t, claims)
			b := s.browser()
			if page := b.do("GET", "/login?return=/desk", nil).Body.String(); !strings.Contains(page, `href="/login/sso?return=%2Fdesk"`) {
				t.Errorf("got %s, want a link to the provider", page)
			}
			brought := s.depart(b, "?return=/desk")
			if code, to := b.arrive(brought); code != http.StatusSeeOther || to != "/desk" {
				t.Errorf("got %d to %q, want to /desk", code, to)
			}
			a, err := s.service.Authenticate(t.Context(), b.bearer())
			if err != nil || a.User != chat.UserID(s.ann.ID) {
				t.Errorf("got %+v, %v; want ann", a, err)
			}
			for name := range b.cookies {
				if name != "__Host-rejoin-session" {
					t.Errorf("the cookie %s is left", name)
				}
			}
			if code, _ := b.arrive(brought); code != http.StatusBadRequest {
				t.Errorf("the same once more: got %d, want 400", code)
			}
		})
	}
}

// Whoever comes first under a name is the user; whoever gets the name at the provider
// later is not, unless names alone are to count or the user is released.
func TestTheFirstSubjectIsTheUser(t *testing.T) {
	s := newSingle(t, map[string]any{"preferred_username": "ann"})
	arrives := func(subject string) int {
		s.provider.Subject = subject
		b := s.browser()
		code, _ := b.arrive(s.depart(b, ""))
		if code != http.StatusSeeOther && len(b.cookies) > 0 {
			t.Errorf("%s: got cookies %v, want none", subject, b.cookies)
		}
		return code
	}
	wants := func(when string, want map[string]int) {
		t.Helper()
		for subject, code := range want {
			if got := arrives(subject); got != code {
				t.Errorf("%s, %s: got %d, want %d", when, subject, got, code)
			}
		}
	}
	const in, out = http.StatusSeeOther, http.StatusForbidden
	wants("first", map[string]int{"ada-1": in})
	wants("then", map[string]int{"ada-1": in, "eve-1": out})
	s.on.Names = true
	wants("by name", map[string]int{"ada-1": in, "eve-1": in})
	s.on.Names = false
	wants("bound again", map[string]int{"ada-1": in, "eve-1": out})
	if _, err := s.service.Administer(t.Context(), login.Request{Do: login.DoRelease, Name: "ann"}); err != nil {
		t.Fatal(err)
	}
	wants("released", map[string]int{"eve-1": in})
	wants("in the end", map[string]int{"ada-1": out, "eve-1": in})
}

// A provider that keeps to the letter has no more than the subject in its ID tokens.
func TestTheProviderIsAskedForWhatItsTokenLacks(t *testing.T) {
	for what, c := range map[string]struct {
		info map[string]any
		want int
	}{
		"the user":            {map[string]any{"sub": "ada-1", "preferred_username": "ann"}, http.StatusSeeOther},
		"a verified address":  {map[string]any{"sub": "ada-1", "email": "ann", "email_verified": true}, http.StatusSeeOther},
		"somebody else":       {map[string]any{"sub": "eve-1", "preferred_username": "ann"}, http.StatusBadGateway},
		"nobody":              {map[string]any{"preferred_username": "ann"}, http.StatusBadGateway},
		"an address, no more": {map[string]any{"sub": "ada-1", "email": "ann"}, http.StatusForbidden},
		"nothing new":         {map[string]any{"sub": "ada-1"}, http.StatusForbidden},
	} {
		t.Run(what, func(t *testing.T) {
			s := newSingle(t, nil)
			s.provider.Info = c.info
			b := s.browser()
			if code, _ := b.arrive(s.depart(b, "")); code != c.want {
				t.Errorf("got %d, want %d", code, c.want)
			}
		})
	}
}

func TestAWindowSignsInAtTheProvider(t *testing.T) {
	s := newSingle(t, map[string]any{"preferred_username": "ann"})
	b := s.browser()
	a := b.do("GET", "/login/callback?"+s.depart(b, "?popup=1").Encode(), nil, "Sec-Fetch-Site", "cross-site")
	status(t, "in the window", a, http.StatusOK)
	if code(t, a) == "" {
		t.Error("want a code to hand on")
	}
}

// An attempt belongs to the browser that began it: nobody can have another one finish
// an attempt of his.
func TestAnAttemptIsOfOneBrowser(t *testing.T) {
	s := newSingle(t, map[string]any{"preferred_username": "ann"})
	mine, theirs := s.browser(), s.browser()
	brought := s.depart(mine, "")
	s.depart(theirs, "")
	if code, _ := theirs.arrive(brought); code != http.StatusBadRequest {
		t.Errorf("in another browser: got %d, want 400", code)
	}
	if code, _ := s.browser().arrive(brought); code != http.StatusBadRequest {
		t.Errorf("in one without an attempt: got %d, want 400", code)
	}
	for what, change := range map[string]func(url.Values){
		"another state": func(v url.Values) { v.Set("state", v.Get("state")[:8]+"x") },
		"no state":      func(v url.Values) { v.Del("state") },
	} {
		other := url.Values{"state": brought["state"], "code": brought["code"]}
		change(other)
		if code, _ := mine.arrive(other); code != http.StatusBadRequest {
			t.Errorf("%s: got %d, want 400", what, code)
		}
	}
	if s.provider.TokensAsked() != 0 {
		t.Errorf("%d codes were exchanged for what is no attempt", s.provider.TokensAsked())
	}
	// Two tabs of one browser do not get into each other's way.
	second := s.depart(mine, "?return=/second")
	if code, _ := mine.arrive(brought); code != http.StatusSeeOther {
		t.Errorf("the first tab: got %d, want 303", code)
	}
	if code, to := mine.arrive(second); code != http.StatusSeeOther || to != "/second" {
		t.Errorf("the second tab: got %d to %q, want to /second", code, to)
	}
	late := s.depart(mine, "")
	s.clock.Advance(15 * time.Minute)
	if code, _ := mine.arrive(late); code != http.StatusBadRequest {
		t.Errorf("late: got %d, want 400", code)
	}
}

func TestWhoTheProviderKnowsNeedNotBeAUser(t *testing.T) {
	for what, c := range map[string]struct {
		claims map[string]any
		claim  string
	}{
		"nobody here":                {map[string]any{"preferred_username": "eve"}, ""},
		"nobody at all":              {nil, ""},
		"an address nobody verified": {map[string]any{"email": "ann"}, ""},
		"an address that is wrong":   {map[string]any{"email": "ann", "email_verified": false}, "email"},
		"a claim of another kind":    {map[string]any{"preferred_username": []string{"ann"}}, ""},
		"another claim":              {map[string]any{"preferred_username": "ann"}, "upn"},
		"an endless name":            {map[string]any{"preferred_username": strings.Repeat("a", 500)}, ""},
	} {
		t.Run(what, func(t *testing.T) {
			s := newSingle(t, c.claims)
			s.on.Claim = c.claim
			b := s.browser()
			if code, _ := b.arrive(s.depart(b, "")); code != http.StatusForbidden || len(b.cookies) > 0 {
				t.Errorf("got %d and cookies %v, want 403 and none", code, b.cookies)
			}
		})
	}
}

func TestAProviderThatRefuses(t *testing.T) {
	s := newSingle(t, map[string]any{"preferred_username": "ann"})
	b := s.browser()
	brought := s.depart(b, "")
	if code, _ := b.arrive(url.Values{"state": brought["state"], "error": {"access_denied"}}); code != http.StatusBadGateway {
		t.Errorf("refused: got %d, want 502", code)
	}
	brought = s.depart(b, "")
	if code, _ := b.arrive(url.Values{"state": brought["state"], "code": {"another"}}); code != http.StatusBadGateway {
		t.Errorf("a code that is none: got %d, want 502", code)
	}
	s.provider.Close()
	fresh := newSingle(t, nil)
	fresh.provider.Close()
	status(t, "away", fresh.browser().do("GET", "/login/sso", nil), http.StatusBadGateway)
	if len(b.cookies) > 0 {
		t.Errorf("got cookies %v, want none", b.cookies)
	}
}

func TestAUserIsMadeAtTheFirstSignIn(t *testing.T) {
	s := newSingle(t, map[string]any{
		"preferred_username": "zoe@example.com", "email": "zoe@example.com", "email_verified": true,
		"given_name": "Zoë", "family_name": strings.Repeat("é", 200),
	})
	spec, err := s.service.Profiles(t.Context(), "agent", "basic routing profile")
	if err != nil {
		t.Fatal(err)
	}
	s.on.New = spec
	for range 2 {
		b := s.browser()
		if code, _ := b.arrive(s.depart(b, "")); code != http.StatusSeeOther {
			t.Fatalf("got %d, want 303", code)
		}
	}
	u, err := s.dir.UserByName(t.Context(), directory.DefaultInstanceID, "zoe@example.com")
	if err != nil || u.Spec.FirstName != "Zoë" || len([]rune(u.Spec.LastName)) != 100 || u.Spec.Email != "zoe@example.com" ||
		u.Spec.PasswordHash != "" || u.Spec.RoutingProfileID != directory.BasicProfileID {
		t.Errorf("got %+v, %v; want the user that the provider tells of", u, err)
	}
	status(t, "with a password", s.browser().signIn("zoe@example.com", ""), http.StatusUnauthorized)
}
