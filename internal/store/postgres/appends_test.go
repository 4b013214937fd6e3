package postgres

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/storetest"
)

func waitingItem(ctx context.Context, session chat.SessionID, id string) *pending {
	return &pending{ctx: ctx, item: storetest.Event(session, id), done: make(chan outcome, 1)}
}

func push(t *testing.T, a *appends, list ...*pending) {
	t.Helper()
	for _, p := range list {
		if err := a.push(p); err != nil {
			t.Fatalf("push: %v", err)
		}
	}
}

func names(group []*pending) (ids []chat.ItemID) {
	for _, p := range group {
		ids = append(ids, p.item.ID)
	}
	return ids
}

func TestAGroupHasOneItemOfEachSession(t *testing.T) {
	a := newAppends()
	ctx := t.Context()
	gone, cancel := context.WithCancel(ctx)
	cancel()
	push(t, a, waitingItem(ctx, "s", "s1"), waitingItem(ctx, "s", "s2"), waitingItem(ctx, "t", "t1"),
		waitingItem(gone, "u", "u1"), waitingItem(ctx, "u", "u2"), waitingItem(gone, "v", "v1"))
	steps := []struct {
		leave []chat.SessionID
		want  []chat.ItemID
	}{
		{nil, []chat.ItemID{"s1", "t1", "u2"}},
		{[]chat.SessionID{"t"}, nil},
		{[]chat.SessionID{"u", "s"}, []chat.ItemID{"s2"}},
		{[]chat.SessionID{"s"}, nil},
	}
	for i, step := range steps {
		a.leave(step.leave...)
		if got := names(a.grab()); !slices.Equal(got, step.want) {
			t.Errorf("step %d: got %q, want %q", i, got, step.want)
		}
	}
	if len(a.lanes) != 0 || a.queued != 0 {
		t.Errorf("got %d lanes and %d queued when all is done, want none", len(a.lanes), a.queued)
	}
}

func TestAFullQueueIsBusy(t *testing.T) {
	a := newAppends()
	for n := range maxQueued {
		push(t, a, waitingItem(t.Context(), chat.SessionID(fmt.Sprint(n%1000)), "x"))
	}
	if err := a.push(waitingItem(t.Context(), "s", "x")); !errors.Is(err, store.ErrOverloaded) {
		t.Errorf("got %v, want %v", err, store.ErrOverloaded)
	}
	if got := len(a.grab()); got != maxGroup {
		t.Errorf("got a group of %d, want %d", got, maxGroup)
	}
}

func TestWhatWaitsSharesACommit(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var groups []int
	s := testStore(t, Options{OnCommit: func(requests int, _ time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		groups = append(groups, requests)
	}})
	const many = 40
	for n := range many {
		storetest.Begin(t, s, chat.SessionID(fmt.Sprint(n)))
	}
	mu.Lock()
	groups = nil
	mu.Unlock()
	// While the committers have no connection, the rest gathers.
	free := holdExpress(t, s)
	var wg sync.WaitGroup
	for n := range many {
		wg.Go(func() {
			if _, _, err := s.Append(t.Context(), storetest.Event(chat.SessionID(fmt.Sprint(n)), "x")); err != nil {
				t.Errorf("Append: %v", err)
			}
		})
	}
	for lanes := 0; lanes < many; runtime.Gosched() {
		s.appends.mu.Lock()
		lanes = len(s.appends.lanes)
		s.appends.mu.Unlock()
	}
	free()
	wg.Wait()
	mu.Lock()
	defer mu.Unlock()
	sum := 0
	for _, n := range groups {
		sum += n
	}
	if sum != many || len(groups) > committers+1 {
		t.Errorf("got commits of %v requests, want %d in at most %d", groups, many, committers+1)
	}
}

// holdExpress takes the committers' connections until free is called.
func holdExpress(t *testing.T, s *Store) (free func()) {
	t.Helper()
	var release []func()
	for range committers {
		c, err := s.express.Acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		release = append(release, c.Release)
	}
	return func() {
		for _, r := range release {
			r()
		}
	}
}

// One item that the server refuses must not fail those it shares a group with.
func TestABadItemFailsAlone(t *testing.T) {
	t.Parallel()
	s := testStore(t, Options{})
	for n := range 8 {
		storetest.Begin(t, s, chat.SessionID(fmt.Sprint(n)))
	}
	free := holdExpress(t, s)
	var wg sync.WaitGroup
	for n := range 8 {
		item := storetest.Event(chat.SessionID(fmt.Sprint(n)), "x")
		if n == 3 {
			item.Content = "no text in PostgreSQL has \x00"
		}
		wg.Go(func() {
			if _, _, err := s.Append(t.Context(), item); (err != nil) != (n == 3) {
				t.Errorf("Append %d: got %v", n, err)
			}
		})
	}
	free()
	wg.Wait()
	for n := range 8 {
		want := 1
		if n == 3 {
			want = 0
		}
		storetest.Dense(t, s, chat.SessionID(fmt.Sprint(n)), want)
	}
}
