package postgres

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/storetest"
	"github.com/rejoin-chat/rejoin/internal/testenv/pgtest"
)

// answeredWithin is less than load balancers are told to wait.
const answeredWithin = 9500 * time.Millisecond

// everyWay is one call of each way to the database.
func everyWay(ctx context.Context, s *Store) map[string]func() error {
	return map[string]func() error{
		"Append":                    func() error { _, _, err := s.Append(ctx, storetest.Event("s", "x")); return err },
		"Append 2":                  func() error { _, _, err := s.Append(ctx, storetest.Event("s", "y")); return err },
		"Append of another session": func() error { _, _, err := s.Append(ctx, storetest.Event("t", "z")); return err },
		"Update": func() error {
			return s.Update(ctx, "t", func(tx store.Tx) error { _, _, err := tx.Append(storetest.Event("t", "u")); return err })
		},
		"Session": func() error { _, err := s.Session(ctx, "s"); return err },
		"CreateResource": func() error {
			return s.CreateResource(ctx, store.Resource{InstanceID: "i", Kind: "k", ID: "a", Name: "A"})
		},
	}
}

// wantAllInTime makes all calls at once and wants each to be refused for the
// moment before a load balancer loses its patience.
func wantAllInTime(t *testing.T, calls map[string]func() error) {
	t.Helper()
	type ending struct {
		name string
		err  error
		took time.Duration
	}
	endings := make(chan ending, len(calls))
	for name, call := range calls {
		began := time.Now()
		// Ends with the call, which is what is tested; all are waited for.
		go func() { endings <- ending{name, call(), time.Since(began)} }()
	}
	for range calls {
		e := <-endings
		if !store.Passing(e.err) || e.took >= answeredWithin {
			t.Errorf("%s: got %v after %v, want a passing error in less than %v", e.name, e.err, e.took, answeredWithin)
		}
	}
}

// A server that hangs without closing its connections is the worst case: nothing
// but our own patience ends a wait.
func TestEveryCallIsAnsweredInTimeWhenTheServerHangs(t *testing.T) {
	t.Parallel()
	server := pgtest.NewServer(t, pgtest.Options{Settings: map[string]string{"fsync": "off"}})
	s := testStore(t, Options{URL: server.URL(server.NewDatabase(t))})
	storetest.Begin(t, s, "s")
	storetest.Begin(t, s, "t")
	if err := server.Freeze(); err != nil {
		t.Fatal(err)
	}
	calls := everyWay(t.Context(), s)
	for round := range 2 { // the first finds the connections, the second makes new ones
		wantAllInTime(t, calls)
		if round == 0 && s.generation.Load() == 0 {
			t.Error("the silent connections were not given up")
		}
	}
	began := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if err := s.Ping(ctx); err == nil || time.Since(began) > 1500*time.Millisecond {
		t.Errorf("Ping: got %v after %v, want an error within its deadline", err, time.Since(began))
	}
	if err := server.Thaw(); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"x", "y"} {
		if _, _, err := s.Append(t.Context(), storetest.Event("s", id)); err != nil {
			t.Errorf("again after it hung: %v, want it stored", err)
		}
	}
	storetest.Dense(t, s, "s", 2)
}

// A table that somebody has locked holds nobody up for longer either.
func TestEveryCallIsAnsweredInTimeWhileATableIsLocked(t *testing.T) {
	t.Parallel()
	server := pgtest.NewServer(t, pgtest.Options{Settings: map[string]string{"fsync": "off"}})
	url := server.URL(server.NewDatabase(t))
	s := testStore(t, Options{URL: url})
	storetest.Begin(t, s, "s")
	storetest.Begin(t, s, "t")
	other, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Exec(t.Context(), `BEGIN; LOCK TABLE heads, items, sessions, resources`); err != nil {
		t.Fatal(err)
	}
	wantAllInTime(t, everyWay(t.Context(), s))
	if err := other.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Append(t.Context(), storetest.Event("s", "x")); err != nil {
		t.Errorf("Append once the lock is gone: %v", err)
	}
}

// A caller who is told that nobody knows leaves nothing undone: the next item of
// the session has its turn.
func TestAnItemGivenUpLeavesItsLane(t *testing.T) {
	a := newAppends()
	s := &Store{options: Options{}.filled(), appends: a}
	ctx, cancel := s.within(t.Context(), 0)
	defer cancel()
	p := &pending{ctx: t.Context(), item: storetest.Event("s", "x"), done: make(chan outcome, 1)}
	if err := a.push(p); err != nil {
		t.Fatal(err)
	}
	group := a.grab()
	<-ctx.Done()
	p.ctx = ctx // its time is up while it is under way
	if o := s.wait(p); !errors.Is(o.err, store.ErrUncertain) {
		t.Errorf("got %v, want %v", o.err, store.ErrUncertain)
	}
	s.answer(group, []outcome{{alone: true}}) // which nobody does any more
	if len(a.lanes) != 0 {
		t.Errorf("got %d lanes that wait, want none", len(a.lanes))
	}
}
