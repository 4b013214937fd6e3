package login_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/login"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
)

var ours = sigv4.Credentials{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY"}

// through carries a client's requests to a handler.
type through struct{ h http.Handler }

func (x through) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	x.h.ServeHTTP(w, r)
	return w.Result(), nil
}

// admin is the endpoint and a client of it.
func (w *world) admin() (*login.AdminHandler, *login.Client) {
	keys := func(_ context.Context, id string) (sigv4.Credentials, bool, error) {
		return ours, id == ours.AccessKeyID, nil
	}
	h := &login.AdminHandler{
		Service: w.service, Log: slog.New(slog.DiscardHandler),
		Verifier: sigv4.NewVerifier(sigv4.Config{Keys: keys, Clock: w.clock, Service: "connect"}),
	}
	return h, &login.Client{
		URL: "http://127.0.0.1", HTTP: &http.Client{Transport: through{h}},
		Signer: sigv4.Signer{Credentials: ours, Region: "local-1", Service: "connect"},
	}
}

func TestUsersAreManagedThroughTheServer(t *testing.T) {
	w := newWorld(t)
	_, client := w.admin()
	do := func(q login.Request) login.Answer {
		t.Helper()
		a, err := client.Do(t.Context(), q, w.clock.Now())
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		return a
	}
	made := do(login.Request{Do: login.DoAdd, Name: "bea", Profile: "admin"})
	status(t, "the password that was made", w.browser().signIn("bea", made.Password), http.StatusOK)
	if a := do(login.Request{Do: login.DoAdd, Name: "cat", Password: "chosen before"}); a.Password != "" {
		t.Errorf("got the password %q, want it not told", a.Password)
	}
	w.user("dan", "")
	status(t, "the password that was given", w.browser().signIn("cat", "chosen before"), http.StatusSeeOther)
	var rows [][]string
	for _, u := range do(login.Request{Do: login.DoList}).Users {
		rows = append(rows, append([]string{u.Name, u.Password}, u.Profiles...))
	}
	want := [][]string{{"ann", "set", "Agent"}, {"bea", "once", "Admin"}, {"cat", "set", "Agent"}, {"dan", "none"}}
	if !slices.EqualFunc(rows, want, slices.Equal) {
		t.Errorf("got %v, want %v", rows, want)
	}
	_, first := w.session()
	_, second := w.session()
	all := do(login.Request{Do: login.DoSessions, Name: "ann"}).Sessions
	if len(all) != 2 {
		t.Fatalf("got %+v, want two sessions", all)
	}
	if a := do(login.Request{Do: login.DoRevoke, Name: "ann", Login: all[0].ID}); a.Revoked != 1 {
		t.Errorf("revoked %d, want 1", a.Revoked)
	}
	if _, err1 := w.service.Authenticate(t.Context(), first); err1 == nil {
		wantOut(t, "the one that was revoked", w.service, second)
	} else {
		wantIn(t, "the one that was not", w.service, second)
	}
	again := do(login.Request{Do: login.DoPassword, Name: "ann"})
	if again.Password == "" || again.Revoked != 1 {
		t.Errorf("got %+v, want a password and the last session ended", again)
	}
	status(t, "the old password", w.browser().signIn("ann", secret), http.StatusUnauthorized)
}

func TestRequestsAboutUsersThatFail(t *testing.T) {
	w := newWorld(t)
	_, client := w.admin()
	for want, q := range map[string]login.Request{
		"another user has this name":             {Do: login.DoAdd, Name: "ann"},
		"name: has 1 to 100 characters":          {Do: login.DoAdd},
		"may have letters, digits":               {Do: login.DoAdd, Name: "a b"},
		"password: has 8 to 64 characters":       {Do: login.DoAdd, Name: "bea", Password: "short"},
		"no security profile has this name":      {Do: login.DoAdd, Name: "bea", Profile: "King"},
		"no routing profile has this name":       {Do: login.DoAdd, Name: "bea", Routing: "None"},
		"the user does not exist":                {Do: login.DoPassword, Name: "eve"},
		"the user has no such session":           {Do: login.DoRevoke, Name: "ann", Login: "abc"},
		"is none of add, passwd, list, sessions": {Do: "promote", Name: "ann"},
	} {
		if _, err := client.Do(t.Context(), q, w.clock.Now()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: got %v, want %q", q, err, want)
		}
	}
	if all, err := w.dir.AllUsers(t.Context(), directory.DefaultInstanceID); err != nil || len(all) != 1 {
		t.Errorf("got %d users, %v; want ann alone", len(all), err)
	}
}

// Who manages users has the installation's key, and is no page.
func TestOnlyWhoSignsManagesUsers(t *testing.T) {
	w := newWorld(t)
	h, client := w.admin()
	for what, change := range map[string]func(*http.Request){
		"unsigned":        func(r *http.Request) { r.Header.Del("Authorization") },
		"a page":          func(r *http.Request) { r.Header.Set("Origin", server) },
		"a page's script": func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-origin") },
		"GET":             func(r *http.Request) { r.Method = "GET" },
		"another body":    func(r *http.Request) { r.Body = http.NoBody },
	} {
		body := []byte(`{"do":"list"}`)
		r := httptest.NewRequest("POST", login.AdminPath, bytes.NewReader(body))
		if err := client.Signer.Sign(r, body, w.clock.Now()); err != nil {
			t.Fatal(err)
		}
		change(r)
		a := httptest.NewRecorder()
		h.ServeHTTP(a, r)
		if a.Code < 400 || strings.Contains(a.Body.String(), "ann") {
			t.Errorf("%s: got %d %s, want a refusal", what, a.Code, a.Body)
		}
	}
	client.Signer.Credentials.SecretAccessKey = strings.Repeat("x", 40)
	if _, err := client.Do(t.Context(), login.Request{Do: login.DoList}, w.clock.Now()); err == nil {
		t.Error("another key: got no error")
	}
}

func TestANewInstanceHasTwoAgents(t *testing.T) {
	w := newWorld(t)
	made, err := w.service.FirstAgents(t.Context())
	if err != nil || len(made) != 2 || made[0].Name != "alice" || made[1].Name != "bob" || made[0].Password == made[1].Password {
		t.Fatalf("got %v; want alice and bob", err)
	}
	for _, m := range made {
		status(t, m.Name, w.browser().signIn(m.Name, m.Password), http.StatusOK)
	}
	if made, err = w.service.FirstAgents(t.Context()); err != nil || len(made) != 0 {
		t.Errorf("again: got %d and %v, want none", len(made), err)
	}
}
