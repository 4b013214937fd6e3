package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
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

// begin makes an active session.
func begin(t *testing.T, s *Store, id chat.SessionID) {
	t.Helper()
	err := s.Update(t.Context(), id, func(tx store.Tx) error {
		return tx.CreateSession(chat.Session{ID: id, State: chat.SessionActive, ContactID: id.Initial()})
	})
	if err != nil {
		t.Fatalf("Update: %v", err)
	}
}

func event(session chat.SessionID, id string) chat.Item {
	return chat.Item{ID: chat.ItemID(id), SessionID: session, Type: chat.TypeEvent, Time: time.UnixMilli(1e12)}
}

// dense holds the items of a session to 1..want.
func dense(t *testing.T, s *Store, id chat.SessionID, want int) {
	t.Helper()
	items, err := s.Items(t.Context(), store.ItemQuery{SessionID: id, Direction: store.Forward, Limit: 1 << 20})
	if err != nil || len(items) != want {
		t.Fatalf("got %d items, error %v, want %d", len(items), err, want)
	}
	for i, item := range items {
		if item.Seq != chat.Seq(i+1) {
			t.Fatalf("item %d has the number %d", i, item.Seq)
		}
	}
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
	begin(t, s, "s")
	var calls []func()
	for n := range 50 {
		calls = append(calls, func() {
			if _, _, err := s.Append(t.Context(), event("s", fmt.Sprint(n))); err != nil {
				t.Errorf("Append: %v", err)
			}
		})
	}
	behind(t, s, calls...)
	dense(t, s, "s", 50)
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
	if err := q.submit(t.Context(), nil); !errors.Is(err, store.ErrBusy) {
		t.Errorf("got %v, want %v", err, store.ErrBusy)
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

// failing is a statement that fails.
type failing struct{ statement }

var errDisk = errors.New("disk failed")

func (failing) ExecContext(context.Context, []driver.NamedValue) (driver.Result, error) {
	return nil, errDisk
}

// breakCommits lets the next commits fail, or succeed again.
func breakCommits(t *testing.T, s *Store, broken bool) {
	t.Helper()
	err := s.writer.queue.submit(t.Context(), func(w *writer) error {
		whole, err := w.c.prepare("COMMIT")
		if f, ok := whole.(failing); ok {
			whole = f.statement
		}
		w.c.stmts["COMMIT"] = whole
		if broken {
			w.c.stmts["COMMIT"] = failing{whole}
		}
		return err
	})
	if broken != errors.Is(err, errDisk) {
		t.Fatalf("breaking commits %t: got %v", broken, err)
	}
}

func TestAFailedCommitFailsItsGroupAndChangesNothing(t *testing.T) {
	s := testStore(t, Options{})
	begin(t, s, "s")
	if _, _, err := s.Append(t.Context(), event("s", "kept")); err != nil {
		t.Fatal(err)
	}
	breakCommits(t, s, true)
	calls := []func(){func() {
		err := s.Update(t.Context(), "s", func(tx store.Tx) error {
			return tx.SaveSession(chat.Session{ID: "s", State: chat.SessionEnded})
		})
		if !errors.Is(err, errDisk) {
			t.Errorf("Update: got %v, want %v", err, errDisk)
		}
	}}
	for n := range 5 {
		calls = append(calls, func() {
			if _, _, err := s.Append(t.Context(), event("s", fmt.Sprint(n))); !errors.Is(err, errDisk) {
				t.Errorf("Append: got %v, want %v", err, errDisk)
			}
		})
	}
	behind(t, s, calls...)
	if err := s.Ping(t.Context()); !errors.Is(err, errDisk) {
		t.Errorf("Ping of a broken store: got %v, want %v", err, errDisk)
	}
	dense(t, s, "s", 1)
	breakCommits(t, s, false)
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("Ping of a mended store: %v", err)
	}
	got, repeated, err := s.Append(t.Context(), event("s", "3"))
	if err != nil || repeated || got.Seq != 2 {
		t.Errorf("after mending: got number %d, repeated %t, error %v, want 2, new", got.Seq, repeated, err)
	}
}

// TestAFullDiskFailsTheGroup uses SQLite's own bound on pages: the error that a
// full disk gives, after which SQLite may have rolled back on its own.
func TestAFullDiskFailsTheGroup(t *testing.T) {
	s := testStore(t, Options{})
	begin(t, s, "s")
	bound := func(pages string) {
		t.Helper()
		err := s.writer.queue.submit(t.Context(), func(w *writer) error {
			n, err := w.c.number("PRAGMA page_count")
			if pages == "" {
				pages = fmt.Sprint(n + 2)
			}
			return errors.Join(err, w.c.query(func(row) error { return nil }, "PRAGMA max_page_count = "+pages))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	bound("")
	large := event("s", "large")
	large.Content = strings.Repeat("x", 100_000)
	small := 0
	behind(t, s, func() {
		err := s.Update(t.Context(), "s", func(tx store.Tx) error {
			if _, _, err := tx.Append(large); err == nil {
				t.Error("Append: got no error on a full disk")
			}
			// A closure that goes on regardless must not write on its own.
			_, _, _ = tx.Append(event("s", "beside"))
			return nil
		})
		if err == nil {
			t.Error("Update: got no error on a full disk")
		}
	}, func() {
		// In a group with the large one or in the next one.
		if _, _, err := s.Append(t.Context(), event("s", "small")); err == nil {
			small++
		}
	})
	dense(t, s, "s", small)
	bound("1000000")
	if _, _, err := s.Append(t.Context(), large); err != nil {
		t.Errorf("with room again: %v", err)
	}
	dense(t, s, "s", small+1)
}

func TestAClosureThatEndsItsGoroutineEndsItsGroupOnly(t *testing.T) {
	s := testStore(t, Options{})
	begin(t, s, "s")
	err := s.Update(t.Context(), "s", func(tx store.Tx) error {
		if _, _, err := tx.Append(event("s", "lost")); err != nil {
			t.Errorf("Append: %v", err)
		}
		runtime.Goexit()
		return nil
	})
	if !errors.Is(err, errGoexit) {
		t.Errorf("got %v, want %v", err, errGoexit)
	}
	if _, _, err := s.Append(t.Context(), event("s", "next")); err != nil {
		t.Errorf("Append: %v", err)
	}
	dense(t, s, "s", 1)
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
			begin(t, s, id)
		}
		for _, repeated := range []bool{false, true} {
			got, again, err := s.Append(t.Context(), event(id, fmt.Sprint(n)))
			if err != nil || again != repeated || got.Seq != chat.Seq(n/2+1) {
				t.Fatalf("item %d: got number %d, repeated %t, error %v, want %d, %t", n, got.Seq, again, err, n/2+1, repeated)
			}
		}
	}
	dense(t, s, "0", 10)
	dense(t, s, "1", 10)
}

func walSize(t *testing.T, dir string) int64 {
	t.Helper()
	info, err := os.Stat(filepath.Join(dir, fileName+"-wal"))
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

func TestTheLogIsBegunAnewUnderLoad(t *testing.T) {
	dir := t.TempDir()
	s := testStore(t, Options{Dir: dir})
	begin(t, s, "s")
	largest := int64(0)
	for round := range 8 {
		err := s.Update(t.Context(), "s", func(tx store.Tx) error {
			for n := range 300 {
				if _, _, err := tx.Append(event("s", fmt.Sprint(round, "/", n))); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if round == 0 {
			largest = walSize(t, dir)
		}
		s.checkpoint.checkpoint(copyLog)
		s.checkpoint.standing(beginLog)
	}
	if got := walSize(t, dir); got > 2*largest {
		t.Errorf("got a log of %d bytes after 8 rounds, want about the %d of one", got, largest)
	}
}

func TestAnIdleLogIsCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		s := testStore(t, Options{Dir: dir})
		begin(t, s, "s")
		if walSize(t, dir) == 0 {
			t.Error("got no log after a commit")
		}
		<-time.After(2 * checkpointIdle) // of the bubble's time
		synctest.Wait()
		if got := walSize(t, dir); got != 0 {
			t.Errorf("got a log of %d bytes when idle, want none", got)
		}
	})
}
