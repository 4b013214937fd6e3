package login_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock/clocktest"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/login"
	"github.com/rejoin-chat/rejoin/internal/remote"
	"github.com/rejoin-chat/rejoin/internal/restjson"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
	"github.com/rejoin-chat/rejoin/internal/testenv/synced"
	"github.com/rejoin-chat/rejoin/internal/token"
)

const (
	server = "https://chat.example"
	secret = "correct horse battery"
)

// world is a database with the instance that everybody starts with and ann, an agent,
// whose password is secret.
type world struct {
	t      *testing.T
	clock  *clocktest.Manual
	store  *faulty
	dir    *directory.Directory
	tokens *token.Keyring
	log    synced.Buffer
	// service and pages are those of the first node.
	service *login.Service
	pages   *login.Handler
	ann     directory.User
	// origins are those that are approved; settings may change the handler's.
	origins []string
	seen    atomic.Pointer[restjson.Event]
}

// faulty is a database that can be made to fail.
type faulty struct {
	store.Store
	fault atomic.Pointer[error]
}

func (f *faulty) fail(err error) { f.fault.Store(&err) }

func (f *faulty) Login(ctx context.Context, id chat.LoginID) (store.Login, error) {
	if err := f.fault.Load(); err != nil && *err != nil {
		return store.Login{}, *err
	}
	return f.Store.Login(ctx, id)
}

func (f *faulty) TakeTurn(ctx context.Context, l store.Limit, now time.Time) (bool, error) {
	if err := f.fault.Load(); err != nil && *err != nil {
		return false, *err
	}
	return f.Store.TakeTurn(ctx, l, now)
}

func newWorld(t *testing.T, change ...func(*login.Config, *login.HandlerConfig)) *world {
	t.Helper()
	db, err := sqlite.Open(sqlite.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	w := &world{t: t, clock: clocktest.At(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)), store: &faulty{Store: db}}
	if w.tokens, err = token.NewKeyring(token.Secret{ID: 1, Key: [token.SecretLen]byte{1}}); err != nil {
		t.Fatal(err)
	}
	ids := 0
	w.dir = directory.New(w.store, w.clock, directory.Names{Region: "local-1", Account: "000000000000"}, func() string {
		ids++
		return fmt.Sprintf("00000000-0000-4000-8000-%012d", ids)
	})
	if err := w.dir.Seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.ann = w.user("ann", secret, directory.AgentProfileID)
	w.service, w.pages = w.node(change...)
	return w
}

// node is another process on the same database.
func (w *world) node(change ...func(*login.Config, *login.HandlerConfig)) (*login.Service, *login.Handler) {
	w.t.Helper()
	log := slog.New(slog.NewTextHandler(&w.log, nil))
	c := login.Config{
		Instance: directory.DefaultInstanceID, Store: w.store, Directory: w.dir, Tokens: w.tokens,
		Clock: w.clock, Log: log, Life: 12 * time.Hour,
	}
	h := login.HandlerConfig{
		URL: server, Origins: func(context.Context) ([]string, error) { return w.origins, nil },
		Callers: &remote.Callers{}, NewID: func() string { return "request" }, Log: log, Observe: func(e restjson.Event) { w.seen.Store(&e) },
	}
	for _, fn := range change {
		fn(&c, &h)
	}
	s := login.New(c)
	h.Service = s
	pages, err := login.NewHandler(h)
	if err != nil {
		w.t.Fatal(err)
	}
	return s, pages
}

// user makes a user; an empty password makes one without.
func (w *world) user(name, password string, profiles ...string) directory.User {
	w.t.Helper()
	u, err := w.dir.CreateUser(w.t.Context(), directory.DefaultInstanceID, directory.UserDraft{
		Username: name, Password: password,
		Spec: directory.UserSpec{SecurityProfileIDs: profiles, RoutingProfileID: directory.BasicProfileID},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return u
}

// browser keeps cookies, as one does for one site.
type browser struct {
	t       *testing.T
	pages   http.Handler
	from    string
	cookies map[string]*http.Cookie
}

func (w *world) browser() *browser {
	return &browser{t: w.t, pages: w.pages, from: "192.0.2.1:1234", cookies: map[string]*http.Cookie{}}
}

// do sends a request of a page of the server, with headers in pairs; those that are ""
// are left out.
func (b *browser) do(method, path string, form url.Values, headers ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	r := httptest.NewRequest(method, server+path, strings.NewReader(form.Encode()))
	r.RemoteAddr = b.from
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", server)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Del(headers[i])
		if headers[i+1] != "" {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	for _, k := range b.cookies {
		r.AddCookie(k)
	}
	w := httptest.NewRecorder()
	b.pages.ServeHTTP(w, r)
	for _, k := range w.Result().Cookies() {
		b.cookies[k.Name] = k
		if k.MaxAge < 0 {
			delete(b.cookies, k.Name)
		}
	}
	return w
}

// signIn signs in on the page.
func (b *browser) signIn(name, password string, more ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	form := url.Values{"name": {name}, "password": {password}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return b.do("POST", "/login", form)
}

// bearer asks for an access token as the page's script does.
func (b *browser) bearer() string {
	b.t.Helper()
	a := b.do("GET", "/auth/authorize", nil)
	found := regexp.MustCompile(`^{"accessToken":"([^"]+)","expiration":"[^"]+"}$`).FindStringSubmatch(a.Body.String())
	if a.Code != http.StatusOK || found == nil {
		b.t.Fatalf("got %d %s, want an access token", a.Code, a.Body)
	}
	return found[1]
}

// session signs ann in and gives the browser and a token.
func (w *world) session() (*browser, string) {
	w.t.Helper()
	b := w.browser()
	if a := b.signIn("ann", secret); a.Code != http.StatusSeeOther {
		w.t.Fatalf("got %d %s, want a redirect", a.Code, a.Body)
	}
	return b, b.bearer()
}

// status fails unless an answer has a status.
func status(t *testing.T, what string, a *httptest.ResponseRecorder, want int) {
	t.Helper()
	if a.Code != want {
		t.Errorf("%s: got %d %s, want %d", what, a.Code, a.Body, want)
	}
}

// hidden is the value of a hidden field, or of an attribute of the page.
func hidden(t *testing.T, a *httptest.ResponseRecorder, pattern string) string {
	t.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(a.Body.String())
	if found == nil {
		t.Fatalf("the page has no %s: %s", pattern, a.Body)
	}
	return found[1]
}

const ticketField = `name="ticket" value="([^"]+)"`

func ticket(t *testing.T, a *httptest.ResponseRecorder) string {
	t.Helper()
	return hidden(t, a, ticketField)
}

// code is what a window hands on.
func code(t *testing.T, a *httptest.ResponseRecorder) string {
	t.Helper()
	return hidden(t, a, `data-code="([^"]+)"`)
}

func from(address string) netip.Addr { return netip.MustParseAddr(address) }
