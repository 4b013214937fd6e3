package storetest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var logins = []promise{
	{"every field of a login reads back", loginRoundTrip},
	{"the logins of a user are those that go on, the newest first", loginsOfUser},
	{"a login is used ever later", loginUsed},
	{"a login is revoked once, and all of a user's are", loginRevoked},
	{"turns are taken up to the burst and come back one by one", turnsTaken},
	{"of concurrent takers no more get a turn than there are", turnsConcurrent},
	{"what is over is forgotten", loginsForgotten},
	{"an import signs everybody out", loginsImported},
}

func loginOf(id chat.LoginID, user chat.UserID) store.Login {
	return store.Login{
		ID: id, InstanceID: instance, UserID: user, CreatedAt: epoch, UsedAt: epoch, ExpiresAt: epoch.Add(12 * time.Hour),
	}
}

func (s *subject) signIn(t *testing.T, list ...store.Login) {
	t.Helper()
	for _, l := range list {
		if err := s.CreateLogin(t.Context(), l); err != nil {
			t.Fatalf("CreateLogin(%s): %v", l.ID, err)
		}
	}
}

// live are the ids of a user's logins that go on.
func (s *subject) live(t *testing.T, user chat.UserID, now time.Time, limit int) (ids []chat.LoginID) {
	t.Helper()
	list, err := s.LoginsOf(t.Context(), instance, user, now, limit)
	for _, l := range must(t, list, err) {
		ids = append(ids, l.ID)
	}
	return ids
}

func loginRoundTrip(t *testing.T, s *subject) {
	want := filled[store.Login](t)
	blank := loginOf("0b0e1c2d-0000-4000-8000-000000000001", "0b0e1c2d-0000-4000-8000-000000000002")
	s.signIn(t, want, blank)
	wantErr(t, "CreateLogin again", s.CreateLogin(t.Context(), want), store.ErrExists)
	for range 2 {
		for _, want := range []store.Login{want, blank} {
			got, err := s.Login(t.Context(), want.ID)
			same(t, "Login", must(t, got, err), want)
		}
		s.reopen(t)
	}
	_, err := s.Login(t.Context(), "unknown")
	wantErr(t, "an unknown login", err, store.ErrNotFound)
}

func loginsOfUser(t *testing.T, s *subject) {
	older, newer, over, elsewhere := loginOf("b", "ada"), loginOf("a", "ada"), loginOf("c", "ada"), loginOf("d", "ada")
	newer.CreatedAt = epoch.Add(time.Second)
	over.ExpiresAt = epoch.Add(time.Hour)
	elsewhere.InstanceID = "elsewhere"
	s.signIn(t, older, newer, over, elsewhere, loginOf("e", "bob"))
	same(t, "logins", s.live(t, "ada", epoch.Add(time.Hour), 10), []chat.LoginID{"a", "b"})
	same(t, "before", s.live(t, "ada", epoch.Add(time.Hour-time.Millisecond), 10), []chat.LoginID{"a", "b", "c"})
	same(t, "one", s.live(t, "ada", epoch, 1), []chat.LoginID{"a"})
	same(t, "of nobody", s.live(t, "eve", epoch, 10), nil)
}

func loginUsed(t *testing.T, s *subject) {
	want := loginOf("a", "ada")
	s.signIn(t, want, loginOf("b", "ada"))
	want.UsedAt = epoch.Add(time.Minute)
	for _, at := range []time.Time{want.UsedAt, epoch} {
		wantErr(t, "UseLogin", s.UseLogin(t.Context(), "a", at), nil)
		got, err := s.Login(t.Context(), "a")
		same(t, "Login", must(t, got, err), want)
	}
	wantErr(t, "UseLogin of none", s.UseLogin(t.Context(), "unknown", epoch), nil)
	got, err := s.Login(t.Context(), "b")
	same(t, "another", must(t, got, err), loginOf("b", "ada"))
}

func loginRevoked(t *testing.T, s *subject) {
	ctx, at := t.Context(), epoch.Add(time.Minute)
	over := loginOf("over", "ada")
	over.ExpiresAt = at
	s.signIn(t, loginOf("a", "ada"), loginOf("b", "ada"), loginOf("c", "ada"), over, loginOf("d", "bob"))
	wantErr(t, "RevokeLogin", s.RevokeLogin(ctx, "a", at), nil)
	wantErr(t, "RevokeLogin again", s.RevokeLogin(ctx, "a", at.Add(time.Hour)), nil)
	wantErr(t, "RevokeLogin of none", s.RevokeLogin(ctx, "unknown", at), store.ErrNotFound)
	got, err := s.Login(ctx, "a")
	same(t, "revoked at", must(t, got, err).RevokedAt, at)
	same(t, "the others", s.live(t, "ada", at, 10), []chat.LoginID{"b", "c"})
	n, err := s.RevokeLogins(ctx, instance, "ada", at)
	same(t, "revoked", must(t, n, err), 2)
	s.reopen(t)
	same(t, "none left", s.live(t, "ada", at, 10), nil)
	same(t, "another user's", s.live(t, "bob", at, 10), []chat.LoginID{"d"})
	n, err = s.RevokeLogins(ctx, instance, "ada", at)
	same(t, "revoked again", must(t, n, err), 0)
}

// turns takes turns until there are none, at most ten.
func (s *subject) turns(t *testing.T, l store.Limit, now time.Time) int {
	t.Helper()
	for n := range 10 {
		ok, err := s.TakeTurn(t.Context(), l, now)
		if !must(t, ok, err) {
			return n
		}
	}
	return 10
}

func turnsTaken(t *testing.T, s *subject) {
	l := store.Limit{Key: "é", Every: time.Minute, Burst: 3}
	same(t, "at once", s.turns(t, l, epoch), 3)
	same(t, "of another key", s.turns(t, store.Limit{Key: "e", Every: time.Minute, Burst: 1}, epoch), 1)
	same(t, "a moment before", s.turns(t, l, epoch.Add(time.Minute-time.Millisecond)), 0)
	s.reopen(t)
	same(t, "a minute later", s.turns(t, l, epoch.Add(time.Minute)), 1)
	same(t, "two more later", s.turns(t, l, epoch.Add(3*time.Minute)), 2)
	wantErr(t, "ReturnTurn", s.ReturnTurn(t.Context(), l), nil)
	same(t, "one given back", s.turns(t, l, epoch.Add(3*time.Minute)), 1)
	same(t, "a day later", s.turns(t, l, epoch.Add(24*time.Hour)), 3)
	wantErr(t, "ReturnTurn of none", s.ReturnTurn(t.Context(), store.Limit{Key: "unknown", Every: 1, Burst: 1}), nil)
}

func turnsConcurrent(t *testing.T, s *subject) {
	l := store.Limit{Key: "k", Every: time.Minute, Burst: 5}
	var got atomic.Int64
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			ok, err := s.TakeTurn(t.Context(), l, epoch)
			wantErr(t, "TakeTurn", err, nil)
			if ok {
				got.Add(1)
			}
		})
	}
	wg.Wait()
	same(t, "turns", got.Load(), int64(l.Burst))
}

func loginsForgotten(t *testing.T, s *subject) {
	ctx, now := t.Context(), epoch.Add(time.Hour)
	over := loginOf("over", "ada")
	over.ExpiresAt = now
	s.signIn(t, over, loginOf("a", "ada"))
	for n := range 1100 { // more than one step takes
		if ok, err := s.TakeTurn(ctx, store.Limit{Key: fmt.Sprint(n), Every: time.Minute, Burst: 1}, epoch); !must(t, ok, err) {
			t.Fatalf("key %d: no turn", n)
		}
	}
	l := store.Limit{Key: "used up", Every: 2 * time.Hour, Burst: 1}
	same(t, "turns", s.turns(t, l, epoch), 1)
	wantErr(t, "ForgetLogins", s.ForgetLogins(ctx, now), nil)
	_, err := s.Login(ctx, "over")
	wantErr(t, "a login that is over", err, store.ErrNotFound)
	same(t, "the other", s.live(t, "ada", now, 10), []chat.LoginID{"a"})
	same(t, "a limit that is used up", s.turns(t, l, now), 0)
}

func loginsImported(t *testing.T, s *subject) {
	l := store.Limit{Key: "k", Every: time.Hour, Burst: 1}
	s.signIn(t, loginOf("a", "ada"))
	same(t, "turns", s.turns(t, l, epoch), 1)
	wantErr(t, "ImportInstance", s.carrier(t).ImportInstance(t.Context(), store.InstanceRecord{}), nil)
	_, err := s.Login(t.Context(), "a")
	wantErr(t, "Login", err, store.ErrNotFound)
	same(t, "turns afterwards", s.turns(t, l, epoch), 1)
}
