package login_test

import (
	"errors"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/login"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/token"
)

// wantOut fails unless a token is refused.
func wantOut(t *testing.T, what string, s *login.Service, bearer string) {
	t.Helper()
	if a, err := s.Authenticate(t.Context(), bearer); !errors.Is(err, login.ErrSignedOut) {
		t.Errorf("%s: got %+v, %v; want %v", what, a, err, login.ErrSignedOut)
	}
}

func wantIn(t *testing.T, what string, s *login.Service, bearer string) {
	t.Helper()
	if _, err := s.Authenticate(t.Context(), bearer); err != nil {
		t.Errorf("%s: got %v, want none", what, err)
	}
}

func TestATokenSaysWhoHoldsIt(t *testing.T) {
	w := newWorld(t)
	b, bearer := w.session()
	a, err := w.service.Authenticate(t.Context(), bearer)
	if err != nil || a.User != chat.UserID(w.ann.ID) || a.Instance != directory.DefaultInstanceID || a.Login == "" ||
		!a.ExpiresAt.Equal(w.clock.Now().Add(time.Hour)) {
		t.Errorf("got %+v, %v; want ann for an hour", a, err)
	}
	w.clock.Advance(30 * time.Minute)
	second := b.bearer()
	wantIn(t, "the first beside the second", w.service, bearer)
	wantIn(t, "the second", w.service, second)
	w.clock.Advance(30 * time.Minute)
	wantOut(t, "the first after an hour", w.service, bearer)
	wantIn(t, "the second after half an hour", w.service, second)
}

// The end of a session is the end of its tokens and of its cookie.
func TestASessionEndsAtItsTime(t *testing.T) {
	w := newWorld(t)
	b, _ := w.session()
	w.clock.Advance(12*time.Hour - 10*time.Minute)
	bearer := b.bearer()
	a, err := w.service.Authenticate(t.Context(), bearer)
	if err != nil || !a.ExpiresAt.Equal(w.clock.Now().Add(10*time.Minute)) {
		t.Errorf("got %+v, %v; want a token of ten minutes", a, err)
	}
	w.clock.Advance(10 * time.Minute)
	wantOut(t, "the token", w.service, bearer)
	status(t, "the cookie", b.do("GET", "/auth/authorize", nil), http.StatusUnauthorized)
	if err := w.service.Forget(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := w.store.Store.Login(t.Context(), a.Login); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("after it was forgotten: got %v, want %v", err, store.ErrNotFound)
	}
}

func TestAnIdleSessionEnds(t *testing.T) {
	w := newWorld(t, func(c *login.Config, _ *login.HandlerConfig) { c.Idle = 30 * time.Minute })
	b, bearer := w.session()
	for range 5 { // each use counts, of the cookie or of a token
		w.clock.Advance(25 * time.Minute)
		wantIn(t, "in use", w.service, bearer)
		bearer = b.bearer()
	}
	w.clock.Advance(33 * time.Minute)
	wantOut(t, "idle", w.service, bearer)
	status(t, "the cookie", b.do("GET", "/auth/authorize", nil), http.StatusUnauthorized)
}

// What ends a session on one node does so on all of them.
func TestARevokedSessionEndsOnEveryNode(t *testing.T) {
	for what, end := range map[string]func(*world, *browser) error{
		"signed out": func(w *world, b *browser) error {
			status(w.t, "sign out", b.do("POST", "/logout", nil), http.StatusOK)
			return nil
		},
		"revoked": func(w *world, _ *browser) error {
			a, err := w.service.Administer(w.t.Context(), login.Request{Do: login.DoRevoke, Name: "ann"})
			if a.Revoked != 1 {
				w.t.Errorf("revoked %d, want 1", a.Revoked)
			}
			return err
		},
		"a new password": func(w *world, _ *browser) error {
			_, err := w.service.Administer(w.t.Context(), login.Request{Do: login.DoPassword, Name: "ann", Password: "another horse"})
			return err
		},
		"the user is gone": func(w *world, _ *browser) error {
			w.clock.Advance(5 * time.Second) // nobody tells the service
			return w.dir.DeleteUser(w.t.Context(), directory.DefaultInstanceID, w.ann.ID)
		},
		"signed in as another": func(w *world, b *browser) error {
			w.user("bea", secret, directory.AgentProfileID)
			status(w.t, "sign in", b.signIn("bea", secret), http.StatusSeeOther)
			return nil
		},
	} {
		t.Run(what, func(t *testing.T) {
			w := newWorld(t)
			other, _ := w.node()
			b, bearer := w.session()
			cookie := *b.cookies["__Host-rejoin-session"]
			wantIn(t, "before", w.service, bearer)
			wantIn(t, "before, on another node", other, bearer)
			if err := end(w, b); err != nil {
				t.Fatal(err)
			}
			wantOut(t, "here, at once", w.service, bearer)
			w.clock.Advance(5 * time.Second)
			wantOut(t, "on another node, seconds later", other, bearer)
			thief := w.browser()
			thief.cookies[cookie.Name] = &cookie
			status(t, "a copy of the cookie", thief.do("GET", "/auth/authorize", nil), http.StatusUnauthorized)
		})
	}
}

func TestOtherTokensAreNoAccess(t *testing.T) {
	w := newWorld(t)
	_, bearer := w.session()
	now := w.clock.Now()
	good, err := w.tokens.VerifyAccess(bearer, now)
	if err != nil {
		t.Fatal(err)
	}
	issue := func(change func(*token.Access)) string {
		a := good
		change(&a)
		s, err := w.tokens.IssueAccess(a)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	customer := token.Participant{InstanceID: good.InstanceID, SessionID: "s", ParticipantID: "p"}
	participant, err1 := w.tokens.IssueParticipant(customer)
	connection, err2 := w.tokens.IssueConnection(token.Connection{Participant: customer, ContactID: "c", ExpiresAt: now.Add(time.Hour)})
	stranger, err3 := token.NewKeyring(token.Secret{ID: 1, Key: [token.SecretLen]byte{2}})
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	foreign, err := stranger.IssueAccess(good)
	if err != nil {
		t.Fatal(err)
	}
	for what, s := range map[string]string{
		"nothing": "", "nonsense": "nonsense", "cut": bearer[:len(bearer)-1], "longer": bearer + "A",
		"a customer's token": participant, "a customer's connection": connection, "of another installation": foreign,
		"of another instance": issue(func(a *token.Access) { a.InstanceID = "elsewhere" }),
		"of another user":     issue(func(a *token.Access) { a.UserID = "eve" }),
		"of no login":         issue(func(a *token.Access) { a.LoginID = "none" }),
	} {
		wantOut(t, what, w.service, s)
	}
	if _, err := w.tokens.VerifyConnection(bearer, now, 0); err == nil {
		t.Error("an access token passes for a customer's connection")
	}
	wantIn(t, "the good one", w.service, bearer)
}

// A database that is away ends no session: who is told to sign in again could not.
func TestADatabaseThatIsAwaySignsNobodyOut(t *testing.T) {
	w := newWorld(t)
	b, bearer := w.session()
	w.store.fail(store.ErrBusy)
	w.clock.Advance(time.Minute)
	if _, err := w.service.Authenticate(t.Context(), bearer); chat.KindOf(err) != chat.KindUnavailable {
		t.Errorf("got %v, want that it is unavailable", err)
	}
	status(t, "authorize", b.do("GET", "/auth/authorize", nil), http.StatusServiceUnavailable)
	status(t, "the page", b.do("GET", "/login", nil), http.StatusServiceUnavailable)
	w.store.fail(nil)
	wantIn(t, "once it is back", w.service, bearer)
}

func TestRightsAreThoseOfTheProfiles(t *testing.T) {
	w := newWorld(t)
	for name, want := range map[string][4]bool{ // agent, supervisor, barge, admin
		directory.AgentProfileID:          {true, false, false, false},
		directory.ManagerProfileID:        {false, true, true, false},
		directory.QualityAnalystProfileID: {false, true, false, false},
		directory.AdminProfileID:          {true, true, true, true},
	} {
		u := w.user("user-"+name, "", name)
		r, err := w.service.Rights(t.Context(), chat.UserID(u.ID))
		if got := [4]bool{r.Agent(), r.Supervisor(), r.Barge(), r.Admin()}; err != nil || got != want {
			t.Errorf("profile %s: got %v, %v; want %v", name, got, err, want)
		}
		if r.May("NoSuchPermission") || r.May("") {
			t.Errorf("profile %s permits what there is not", name)
		}
	}
	if _, err := w.service.Rights(t.Context(), "nobody"); chat.KindOf(err) != chat.KindNotFound {
		t.Errorf("of nobody: got %v, want not found", err)
	}
}

// A window that was opened from a page in a frame hands its login over, once.
func TestAWindowHandsItsLoginOn(t *testing.T) {
	w := newWorld(t)
	window, frame := w.browser(), w.browser()
	page := window.signIn("ann", secret, "popup", "1")
	status(t, "in the window", page, http.StatusOK)
	handed := code(t, page)
	theirs := window.bearer()
	redeem := func(b *browser, code string, headers ...string) int {
		return b.do("POST", "/login/redeem", url.Values{"code": {code}}, headers...).Code
	}
	if got := redeem(frame, handed, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"); got != http.StatusForbidden {
		t.Errorf("from another site: got %d, want 403", got)
	}
	if got := redeem(frame, handed); got != http.StatusNoContent {
		t.Fatalf("in the frame: got %d, want 204", got)
	}
	wantIn(t, "the frame's", w.service, frame.bearer())
	wantOut(t, "the window's", w.service, theirs)
	thief := w.browser()
	for what, c := range map[string]string{"again": handed, "nothing": "", "a token": theirs} {
		if got := redeem(thief, c); got != http.StatusUnauthorized || len(thief.cookies) > 0 {
			t.Errorf("%s: got %d and %v, want 401", what, got, thief.cookies)
		}
	}
	late := code(t, w.browser().signIn("ann", secret, "popup", "1"))
	w.clock.Advance(time.Minute)
	if got := redeem(thief, late); got != http.StatusUnauthorized {
		t.Errorf("a minute later: got %d, want 401", got)
	}
}

// Of those who redeem a code at the same time one gets in.
func TestACodeIsRedeemedOnce(t *testing.T) {
	w := newWorld(t)
	handed := code(t, w.browser().signIn("ann", secret, "popup", "1"))
	var all sync.WaitGroup
	var in atomic.Int32
	for range 8 {
		b := w.browser()
		all.Go(func() {
			if b.do("POST", "/login/redeem", url.Values{"code": {handed}}).Code == http.StatusNoContent {
				in.Add(1)
			}
		})
	}
	all.Wait()
	if in.Load() != 1 {
		t.Errorf("%d got in, want 1", in.Load())
	}
}

// Who does something for a user hears when a login ends here, and that it has: whoever
// asks then is told so.
func TestTheEndOfALoginIsTold(t *testing.T) {
	var ended []chat.UserID
	var w *world
	var bearer string
	w = newWorld(t, func(c *login.Config, _ *login.HandlerConfig) {
		c.Ended = func(user chat.UserID) {
			ended = append(ended, user)
			wantOut(t, "when it is told", w.service, bearer)
		}
	})
	for name, end := range map[string]func(b *browser){
		"signs out":      func(b *browser) { b.do("POST", "/logout", url.Values{}) },
		"all is revoked": func(*browser) { _, _ = w.service.RevokeAll(t.Context(), chat.UserID(w.ann.ID)) },
	} {
		var b *browser
		b, bearer = w.session()
		wantIn(t, name+": before", w.service, bearer)
		ended = nil
		end(b)
		if len(ended) != 1 || ended[0] != chat.UserID(w.ann.ID) {
			t.Errorf("%s: got %v, want to hear of ann", name, ended)
		}
	}
}

// What comes of a login goes on after its time, and ends with whoever ends it.
func TestALoginThatRanOutIsIntact(t *testing.T) {
	w := newWorld(t)
	b, bearer := w.session()
	other, _ := w.node()
	a, err := w.service.Authenticate(t.Context(), bearer)
	if err != nil {
		t.Fatal(err)
	}
	wants := func(when string, s *login.Service, user chat.UserID, want error) {
		t.Helper()
		if err := s.Intact(t.Context(), user, a.Login); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", when, err, want)
		}
	}
	wants("at first", w.service, a.User, nil)
	wants("of another user", other, "eve", login.ErrSignedOut)
	w.clock.Advance(13 * time.Hour)
	wants("after its time", w.service, a.User, nil)
	b.signIn("ann", secret) // which ends the login before
	wants("after the next one", w.service, a.User, nil)
	if err := w.service.Forget(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.clock.Advance(time.Minute)
	wants("when it is forgotten", w.service, a.User, nil)

	second, bearer := w.session()
	if a, err = w.service.Authenticate(t.Context(), bearer); err != nil {
		t.Fatal(err)
	}
	wants("the second", w.service, a.User, nil)
	wants("the second elsewhere", other, a.User, nil)
	second.do("POST", "/logout", url.Values{})
	wants("the second, signed out", w.service, a.User, login.ErrSignedOut)
	w.clock.Advance(5 * time.Second)
	wants("and elsewhere", other, a.User, login.ErrSignedOut)

	_, bearer = w.session()
	if a, err = w.service.Authenticate(t.Context(), bearer); err != nil {
		t.Fatal(err)
	}
	wants("the third", w.service, a.User, nil)
	if err := w.dir.SetUserSecurityProfiles(t.Context(), directory.DefaultInstanceID, w.ann.ID, []string{directory.QualityAnalystProfileID}); err != nil {
		t.Fatal(err)
	}
	w.clock.Advance(5 * time.Second)
	wants("of who may not work any more", w.service, a.User, login.ErrSignedOut)
	w.store.fail(store.ErrBusy)
	w.clock.Advance(time.Minute)
	if err := w.service.Intact(t.Context(), a.User, a.Login); chat.KindOf(err) != chat.KindUnavailable {
		t.Errorf("without the store: got %v, want that nobody can tell", err)
	}
}
