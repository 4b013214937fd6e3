package login_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/login"
)

func TestCookiesFitWhereTheServerIs(t *testing.T) {
	for at, want := range map[string]string{
		"https://chat.example":  "__Host-rejoin-session=SECRET; Path=/; Max-Age=43200; HttpOnly; Secure; SameSite=None; Partitioned",
		"http://127.0.0.1:8080": "rejoin-session=SECRET; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax",
	} {
		w := newWorld(t, func(_ *login.Config, h *login.HandlerConfig) { h.URL = at })
		b := w.browser()
		a := b.do("POST", "/login", url.Values{"name": {"ann"}, "password": {secret}}, "Origin", at)
		for _, k := range b.cookies {
			if got := strings.ReplaceAll(a.Header().Get("Set-Cookie"), k.Value, "SECRET"); got != want {
				t.Errorf("%s: got %s, want %s", at, got, want)
			}
			if len(k.Value) != 43 || strings.Contains(a.Body.String(), k.Value) || strings.Contains(w.log.String(), k.Value) {
				t.Errorf("%s: the secret has %d characters, or is told elsewhere", at, len(k.Value))
			}
		}
		if len(b.cookies) != 1 {
			t.Errorf("%s: got %d cookies, want 1", at, len(b.cookies))
		}
		out := b.do("POST", "/logout", nil, "Origin", at)
		if !strings.Contains(out.Header().Get("Set-Cookie"), "Max-Age=0") || len(b.cookies) != 0 {
			t.Errorf("%s: signed out: got %q, want no cookie", at, out.Header().Get("Set-Cookie"))
		}
	}
}

// Whoever signs in goes on here, and nowhere else.
func TestNobodyIsSentElsewhere(t *testing.T) {
	w := newWorld(t)
	b, _ := w.session()
	for to, want := range map[string]string{"/desk": "/desk", "//evil.example": "/login", "https://evil.example": "/login"} {
		a := w.browser().signIn("ann", secret, "return", to)
		if got := a.Header().Get("Location"); a.Code != http.StatusSeeOther || got != want {
			t.Errorf("%q: got %d to %q, want to %q", to, a.Code, got, want)
		}
	}
	for to, want := range map[string]string{
		"":                             "/login",
		"/":                            "/",
		"/ccp-v2/?a=b&c=d#e":           "/ccp-v2/?a=b&c=d#e",
		"//evil.example":               "/login",
		"///evil.example":              "/login",
		`/\evil.example`:               "/login",
		`\\evil.example`:               "/login",
		"https://evil.example":         "/login",
		"https:evil.example":           "/login",
		"javascript:alert(1)":          "/login",
		"evil.example":                 "/login",
		"/\t/evil.example":             "/login",
		"/\n/evil.example":             "/login",
		" //evil.example":              "/login",
		"/..//evil.example":            "/login",
		"/.//evil.example":             "/login",
		"/x/..//evil.example":          "/login",
		"/%2e%2e//evil.example":        "/login",
		"/\x00":                        "/login",
		"/é":                           "/login",
		"/" + strings.Repeat("x", 300): "/login",
	} {
		a := b.do("GET", "/login?"+url.Values{"return": {to}}.Encode(), nil)
		if got := a.Header().Get("Location"); got != want && (want != "/login" || got != "") {
			t.Errorf("signed in, %q: got %q, want %q", to, got, want)
		}
		page := w.browser().do("GET", "/login?"+url.Values{"return": {to}}.Encode(), nil).Body.String()
		if strings.Contains(page, "evil") || strings.Contains(page, "alert") {
			t.Errorf("%q: the page has it: %s", to, page)
		}
	}
}

// A page of another site can have a browser post here, and gets nothing by it.
func TestOtherSitesCannotPost(t *testing.T) {
	w := newWorld(t)
	w.origins = []string{"https://crm.example"}
	b, bearer := w.session()
	from := map[string][]string{
		"another site":           {"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"},
		"a sibling":              {"Origin", "https://other.example", "Sec-Fetch-Site", "same-site"},
		"another site, old":      {"Origin", "https://evil.example", "Sec-Fetch-Site", ""},
		"a sandbox":              {"Origin", "null", "Sec-Fetch-Site", "cross-site"},
		"the server without TLS": {"Origin", "http://chat.example", "Sec-Fetch-Site", "cross-site"},
	}
	for who, headers := range from {
		for _, path := range []string{"/login", "/login/password", "/login/redeem", "/logout"} {
			a := b.do("POST", path, url.Values{"name": {"ann"}, "password": {secret}}, headers...)
			status(t, who+" posts to "+path, a, http.StatusForbidden)
			if len(a.Result().Cookies()) > 0 {
				t.Errorf("%s posts to %s: got a cookie", who, path)
			}
		}
		status(t, who+" opens /logout", b.do("GET", "/logout", nil, headers...), http.StatusOK)
	}
	approved := []string{"Origin", "https://crm.example", "Sec-Fetch-Site", "cross-site"}
	status(t, "an approved origin posts to /login", b.do("POST", "/login", url.Values{"name": {"ann"}}, approved...), http.StatusForbidden)
	status(t, "a page of another site reads", b.do("GET", "/auth/authorize", nil, approved...), http.StatusUnauthorized)
	wantIn(t, "after all that", w.service, bearer)
	// An approved page signs out as it does of the service: by a request that it
	// cannot read.
	status(t, "an approved page opens /logout", b.do("GET", "/logout", nil, "Referer", "https://crm.example/desk", "Sec-Fetch-Site", "cross-site"), http.StatusOK)
	wantOut(t, "after the approved page", w.service, bearer)
}

func TestApprovedOriginsMayFrameThePages(t *testing.T) {
	w := newWorld(t)
	policy := func(a http.Header) string {
		_, sources, _ := strings.Cut(a.Get("Content-Security-Policy"), "frame-ancestors ")
		return sources
	}
	b := w.browser()
	if got := policy(b.do("GET", "/login", nil).Header()); got != "'self'" {
		t.Errorf("got %q, want 'self'", got)
	}
	w.origins = []string{"https://crm.example", "http://localhost:3000", "*", "https://*.example", "https://a.example; script-src *", "'none'", "https://b.example/path", "data:"}
	for path, form := range map[string]url.Values{"/login": nil, "/logout": nil, "/login?x": {"name": {"ann"}, "password": {"wrong"}}} {
		method := "GET"
		if form != nil {
			method = "POST"
		}
		a := b.do(method, path, form)
		if got := policy(a.Header()); got != "'self' https://crm.example http://localhost:3000" {
			t.Errorf("%s: got %q, want the two that are origins", path, got)
		}
		if a.Header().Get("X-Frame-Options") != "" {
			t.Errorf("%s: X-Frame-Options knows no origins", path)
		}
	}
}

func TestWhatWasTypedIsShownAsText(t *testing.T) {
	w := newWorld(t)
	const typed = `"><script>alert(1)</script>`
	for _, a := range []string{
		w.browser().signIn(typed, "x").Body.String(),
		w.browser().do("GET", "/login?return=/%22%3E%3Cscript%3E", nil).Body.String(),
		w.browser().do("POST", "/login/password", url.Values{"ticket": {typed}, "name": {typed}, "new": {"a"}, "again": {"b"}}).Body.String(),
	} {
		if strings.Contains(a, "<script>") || strings.Contains(a, `""`+typed[1:]) {
			t.Errorf("got %s, want no element that was typed", a)
		}
	}
}

func TestRequestsThatAreNone(t *testing.T) {
	w := newWorld(t)
	b := w.browser()
	for _, c := range []struct {
		method, path string
		want         int
		allow        string
	}{
		{"PUT", "/login", http.StatusMethodNotAllowed, "GET, POST"},
		{"GET", "/login/password", http.StatusMethodNotAllowed, "POST"},
		{"GET", "/login/redeem", http.StatusMethodNotAllowed, "POST"},
		{"POST", "/auth/authorize", http.StatusMethodNotAllowed, "GET"},
		{"OPTIONS", "/auth/authorize", http.StatusMethodNotAllowed, "GET"},
		{"GET", "/login/sso", http.StatusNotFound, ""},
		{"GET", "/login/callback?state=x&code=y", http.StatusNotFound, ""},
		{"HEAD", "/login", http.StatusOK, ""},
		{"GET", "/login/login.css", http.StatusOK, ""},
		{"GET", "/login/login.js", http.StatusOK, ""},
		{"GET", "/login/icon.svg", http.StatusOK, ""},
		{"GET", "/auth/authorize", http.StatusUnauthorized, ""},
	} {
		a := b.do(c.method, c.path, nil)
		status(t, c.method+" "+c.path, a, c.want)
		if a.Header().Get("Allow") != c.allow || a.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s %s: got Allow %q and CORS %q", c.method, c.path, a.Header().Get("Allow"), a.Header().Get("Access-Control-Allow-Origin"))
		}
	}
	status(t, "too long", b.do("POST", "/login", url.Values{"name": {strings.Repeat("x", 20000)}}), http.StatusBadRequest)
	for _, k := range []string{"", "x", strings.Repeat("A", 43), strings.Repeat("é", 30)} {
		b.cookies["__Host-rejoin-session"] = &http.Cookie{Name: "__Host-rejoin-session", Value: k}
		status(t, "cookie "+k, b.do("GET", "/auth/authorize", nil), http.StatusUnauthorized)
		status(t, "sign out with cookie "+k, b.do("POST", "/logout", nil), http.StatusOK)
	}
	if w.pages.Match("/login/") || w.pages.Match("/logout/x") || w.pages.Match("/") {
		t.Error("a path matches that is none of the handler's")
	}
}

func TestThePageSpeaksAsTheBrowserWishes(t *testing.T) {
	w := newWorld(t)
	for accept, want := range map[string]string{
		"": "en", "de": "de", "de-AT,en;q=0.5": "de", "en;q=0.5,de;q=0.6": "de", "fr,de;q=0.1": "de", "fr": "en", "*": "en",
		"de;q=0": "en", "de;q=x,en": "en", "DE": "de", strings.Repeat("x,", 4000) + "de": "en",
	} {
		a := w.browser().do("GET", "/login", nil, "Accept-Language", accept)
		if got := a.Header().Get("Content-Language"); got != want || !strings.Contains(a.Body.String(), `<html lang="`+want+`">`) {
			t.Errorf("%.40q: got %q, want %q", accept, got, want)
		}
	}
	if a := w.browser().do("POST", "/login", url.Values{"name": {"x"}}, "Accept-Language", "de"); !strings.Contains(a.Body.String(), "Passwort ist falsch") {
		t.Errorf("got %s, want the problem in German", a.Body)
	}
}

// The requests are seen with what went wrong, and without what was typed.
func TestRequestsAreObserved(t *testing.T) {
	w := newWorld(t)
	w.browser().signIn("ann", "wrong")
	if e := w.seen.Load(); e == nil || e.Operation != "SignIn" || e.Status != http.StatusUnauthorized || e.RequestID != "request" || e.Err != nil {
		t.Errorf("got %+v, want a refused SignIn", e)
	}
	broken := errors.New("disk on fire")
	w.store.fail(broken)
	w.browser().signIn("ann", "wrong")
	if e := w.seen.Load(); e.Status != http.StatusServiceUnavailable || !errors.Is(e.Err, broken) {
		t.Errorf("got %+v, want the cause", e)
	}
}
