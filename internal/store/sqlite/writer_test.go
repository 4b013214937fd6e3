package sqlite

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/storetest"
)

func testStore(t *testing.T, o Options) *Store {
	t.Helper()
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	s, err := Open(o)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

// behind runs calls that wait for the writer at one time, so that they become
// one group.
func behind(t *testing.T, s *Store, calls ...func()) {
	t.Helper()
	inside, leave := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		_ = s.writer.queue.submit(t.Context(), func(*writer) error {
			close(inside)
			<-leave
			return nil
		})
	})
	<-inside
	for _, call := range calls {
		wg.Go(call)
	}
	for waits := 0; waits < len(calls); runtime.Gosched() {
		s.writer.queue.mu.Lock()
		waits = len(s.writer.queue.pending)
		s.writer.queue.mu.Unlock()
	}
	close(leave)
	wg.Wait()
}

func TestWhatWaitsSharesACommit(t *testing.T) {
	var mu sync.Mutex
	var groups []int
	s := testStore(t, Options{OnCommit: func(requests int, took time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		groups = append(groups, requests)
	}})
	storetest.Begin(t, s, "s")
	var calls []func()
	for n := range 50 {
		calls = append(calls, func() {
			if _, _, err := s.Append(t.Context(), storetest.Event("s", fmt.Sprint(n))); err != nil {
				t.Errorf("Append: %v", err)
			}
		})
	}
	behind(t, s, calls...)
	storetest.Dense(t, s, "s", 50)
	mu.Lock()
	defer mu.Unlock()
	if got := groups[len(groups)-1]; got != 50 {
		t.Errorf("got %d requests in the last commit, want 50 (%v)", got, groups)
	}
}

func TestAFullQueueIsBusy(t *testing.T) {
	q := newQueue()
	for range maxQueued {
		if err := q.push(&request{ctx: t.Context()}); err != nil {
			t.Fatalf("push: %v", err)
		}
	}
	if err := q.submit(t.Context(), nil); !errors.Is(err, store.ErrOverloaded) {
		t.Errorf("got %v, want %v", err, store.ErrOverloaded)
	}
	taken := 0
	for taken < maxQueued {
		group := q.take()
		if len(group) > maxGroup {
			t.Fatalf("got a group of %d, want at most %d", len(group), maxGroup)
		}
		taken += len(group)
	}
}

func TestAHeadThatWasDroppedIsReadAgain(t *testing.T) {
	s := testStore(t, Options{})
	// Less than the items of one session: each append drops the other's head.
	if err := s.writer.queue.submit(t.Context(), func(w *writer) error { w.heads.maxIDs = 2; return nil }); err != nil {
		t.Fatal(err)
	}
	for n := range 20 {
		id := chat.SessionID(fmt.Sprint(n % 2))
		if n < 2 {
			storetest.Begin(t, s, id)
		}
		for _, repeated := range []bool{false, true} {
			got, again, err := s.Append(t.Context(), storetest.Event(id, fmt.Sprint(n)))
			if err != nil || again != repeated || got.Seq != chat.Seq(n/2+1) {
				t.Fatalf("item %d: got number %d, repeated %t, error %v, want %d, %t", n, got.Seq, again, err, n/2+1, repeated)
			}
		}
	}
	storetest.Dense(t, s, "0", 10)
	storetest.Dense(t, s, "1", 10)
}
