package login_test

import (
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/login"
	"github.com/rejoin-chat/rejoin/internal/store"
)

func TestAPasswordThatWasGivenOutIsChangedFirst(t *testing.T) {
	w := newWorld(t)
	a, err := w.service.Administer(t.Context(), login.Request{Do: login.DoAdd, Name: "bea"})
	if err != nil || a.Password == "" {
		t.Fatalf("got %+v, %v; want a password", a, err)
	}
	b := w.browser()
	page := b.signIn("bea", a.Password)
	status(t, "the one-time password", page, http.StatusOK)
	if len(b.cookies) > 0 {
		t.Errorf("got cookies %v before a password was chosen", b.cookies)
	}
	first := ticket(t, page)
	choose := func(ticket, password, again string) int {
		t.Helper()
		return b.do("POST", "/login/password", url.Values{"ticket": {ticket}, "new": {password}, "again": {again}}).Code
	}
	for _, c := range []struct {
		what, ticket, password, again string
		want                          int
	}{
		{"no ticket", "", "long enough", "long enough", http.StatusUnauthorized},
		{"a forged ticket", first[:len(first)-4] + "AAAA", "long enough", "long enough", http.StatusUnauthorized},
		{"two passwords", first, "long enough", "long enouGh", http.StatusUnprocessableEntity},
		{"a short one", first, "short 7", "short 7", http.StatusUnprocessableEntity},
		{"a long one", first, strings.Repeat("x", 65), strings.Repeat("x", 65), http.StatusUnprocessableEntity},
		{"the old one", first, a.Password, a.Password, http.StatusUnprocessableEntity},
		{"a good one", first, "long enough", "long enough", http.StatusSeeOther},
		{"the ticket again", first, "another one", "another one", http.StatusUnauthorized},
	} {
		if got := choose(c.ticket, c.password, c.again); got != c.want {
			t.Errorf("%s: got %d, want %d", c.what, got, c.want)
		}
	}
	b.bearer()
	status(t, "the one-time password again", w.browser().signIn("bea", a.Password), http.StatusUnauthorized)
	status(t, "the chosen one", w.browser().signIn("bea", "long enough"), http.StatusSeeOther)
}

func TestATicketIsGoodForAWhile(t *testing.T) {
	w := newWorld(t)
	a, err := w.service.Administer(t.Context(), login.Request{Do: login.DoAdd, Name: "bea"})
	if err != nil {
		t.Fatal(err)
	}
	b := w.browser()
	late := ticket(t, b.signIn("bea", a.Password))
	w.clock.Advance(15 * time.Minute)
	page := b.do("POST", "/login/password", url.Values{"ticket": {late}, "new": {"long enough"}, "again": {"long enough"}})
	status(t, "a late ticket", page, http.StatusUnauthorized)
	if !strings.Contains(page.Body.String(), `action="/login"`) {
		t.Errorf("got %s, want the form to sign in", page.Body)
	}
}

// Whoever guesses must not learn who is a user: not from what is answered, nor from
// what it costs.
func TestNothingTellsWhetherThereIsAUser(t *testing.T) {
	w := newWorld(t)
	w.user("cat", "", directory.AgentProfileID)
	guess := func(name, password string) (body string, code int, header http.Header, bytes uint64) {
		t.Helper()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		a := w.browser().signIn(name, password)
		runtime.ReadMemStats(&after)
		return strings.ReplaceAll(a.Body.String(), name, "NAME"), a.Code, a.Header(), after.TotalAlloc - before.TotalAlloc
	}
	body, code, header, _ := guess("ann", "not the password")
	if code != http.StatusUnauthorized {
		t.Fatalf("a wrong password: got %d, want 401", code)
	}
	for _, c := range [][2]string{
		{"ann", "not the password"}, {"eve", "not the password"}, {"cat", "not the password"}, {"cat", ""}, {"ANN", secret},
		{"ann", strings.Repeat("x", 2000)}, {w.ann.ID, secret},
	} {
		got, status, h, bytes := guess(c[0], c[1])
		if got != body || status != code || len(h) != len(header) {
			t.Errorf("%q: got %d %s, want %d %s", c[0], status, got, code, body)
		}
		if bytes < 19<<20 {
			t.Errorf("%q: %d bytes were used, less than a password costs", c[0], bytes)
		}
	}
	if log := w.log.String(); strings.Contains(log, "not the password") || strings.Contains(log, "eve") {
		t.Errorf("the log tells what was typed: %s", log)
	}
}

func TestAttemptsFromOneAddressRunOut(t *testing.T) {
	w := newWorld(t)
	try := func(name, password, address string) error {
		_, err := w.service.SignIn(t.Context(), login.Credentials{Name: name, Password: password, From: from(address)})
		return err
	}
	for n := range 5 {
		if err := try("ann", "wrong", "192.0.2.7"); !errors.Is(err, login.ErrWrong) {
			t.Fatalf("attempt %d: got %v, want %v", n+1, err, login.ErrWrong)
		}
	}
	if err := try("ann", secret, "192.0.2.7"); !errors.Is(err, login.ErrTooMany) {
		t.Errorf("the right password after too many: got %v, want %v", err, login.ErrTooMany)
	}
	if err := try("ann", secret, "198.51.100.1"); err != nil {
		t.Errorf("from elsewhere: got %v, want none", err)
	}
	b := w.browser()
	b.from = "192.0.2.7:4711"
	page := b.signIn("ann", secret)
	status(t, "the page", page, http.StatusTooManyRequests)
	if page.Header().Get("Retry-After") != "60" {
		t.Errorf("got Retry-After %q, want 60", page.Header().Get("Retry-After"))
	}
	// Another node counts along.
	other, _ := w.node()
	if _, err := other.SignIn(t.Context(), login.Credentials{Name: "ann", Password: secret, From: from("192.0.2.7")}); !errors.Is(err, login.ErrTooMany) {
		t.Errorf("on another node: got %v, want %v", err, login.ErrTooMany)
	}
	w.clock.Advance(time.Minute)
	for n := range 3 { // a right one takes no turn
		if err := try("ann", secret, "192.0.2.7"); err != nil {
			t.Errorf("a minute later, %d: got %v, want none", n, err)
		}
	}
}

// Within one subscriber's network of IPv6 there are more addresses than turns.
func TestANetworkOfIPv6CountsAsOneAddress(t *testing.T) {
	w := newWorld(t)
	try := func(address string) error {
		_, err := w.service.SignIn(t.Context(), login.Credentials{Name: "eve", Password: "x", From: from(address)})
		return err
	}
	for _, a := range []string{"2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8::4", "2001:db8::5"} {
		if err := try(a); !errors.Is(err, login.ErrWrong) {
			t.Fatalf("%s: got %v, want %v", a, err, login.ErrWrong)
		}
	}
	if err := try("2001:db8::ffff:6"); !errors.Is(err, login.ErrTooMany) {
		t.Errorf("in the same network: got %v, want %v", err, login.ErrTooMany)
	}
	if err := try("2001:db8:0:1::1"); !errors.Is(err, login.ErrWrong) {
		t.Errorf("in another one: got %v, want %v", err, login.ErrWrong)
	}
}

func TestProxiesAreBelievedAndNobodyElse(t *testing.T) {
	w := newWorld(t, func(_ *login.Config, h *login.HandlerConfig) {
		h.Callers.Proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	})
	try := func(remote, forwarded string) int {
		t.Helper()
		b := w.browser()
		b.from = remote
		return b.do("POST", "/login", url.Values{"name": {"eve"}, "password": {"x"}}, "X-Forwarded-For", forwarded).Code
	}
	for n := range 5 { // whatever the client put in front
		if got := try("10.0.0.1:80", string(rune('1'+n))+".1.1.1, 203.0.113.9"); got != http.StatusUnauthorized {
			t.Fatalf("attempt %d: got %d, want 401", n+1, got)
		}
	}
	for what, c := range map[string]struct {
		remote, forwarded string
		want              int
	}{
		"the same client":            {"10.0.0.2:80", "203.0.113.9", http.StatusTooManyRequests},
		"through two proxies":        {"10.0.0.2:80", "203.0.113.9, 10.0.0.7", http.StatusTooManyRequests},
		"directly":                   {"203.0.113.9:80", "192.0.2.55", http.StatusTooManyRequests},
		"another client":             {"10.0.0.1:80", "203.0.113.10", http.StatusUnauthorized},
		"who is no proxy says so":    {"192.0.2.77:80", "203.0.113.9", http.StatusUnauthorized},
		"what is no address is none": {"10.0.0.1:80", "nonsense", http.StatusUnauthorized},
	} {
		if got := try(c.remote, c.forwarded); got != c.want {
			t.Errorf("%s: got %d, want %d", what, got, c.want)
		}
	}
}

// While nobody can count, nobody gets in.
func TestWithoutTheDatabaseNobodySignsIn(t *testing.T) {
	w := newWorld(t)
	w.store.fail(store.ErrBusy)
	_, err := w.service.SignIn(t.Context(), login.Credentials{Name: "ann", Password: secret, From: from("192.0.2.1")})
	if chat.KindOf(err) != chat.KindUnavailable {
		t.Errorf("got %v, want that it is unavailable", err)
	}
	status(t, "the page", w.browser().signIn("ann", secret), http.StatusServiceUnavailable)
}
