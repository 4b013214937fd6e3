package sqlite

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/storetest"
)

// failing is a statement that fails.
type failing struct{ statement }

var errDisk = errors.New("disk failed")

func (failing) exec([]any) (int64, error) { return 0, errDisk }

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
	storetest.Begin(t, s, "s")
	if _, _, err := s.Append(t.Context(), storetest.Event("s", "kept")); err != nil {
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
			if _, _, err := s.Append(t.Context(), storetest.Event("s", fmt.Sprint(n))); !errors.Is(err, errDisk) {
				t.Errorf("Append: got %v, want %v", err, errDisk)
			}
		})
	}
	behind(t, s, calls...)
	if err := s.Ping(t.Context()); !errors.Is(err, errDisk) {
		t.Errorf("Ping of a broken store: got %v, want %v", err, errDisk)
	}
	storetest.Dense(t, s, "s", 1)
	breakCommits(t, s, false)
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("Ping of a mended store: %v", err)
	}
	got, repeated, err := s.Append(t.Context(), storetest.Event("s", "3"))
	if err != nil || repeated || got.Seq != 2 {
		t.Errorf("after mending: got number %d, repeated %t, error %v, want 2, new", got.Seq, repeated, err)
	}
}

// TestAFullDiskFailsTheGroup uses SQLite's own bound on pages: the error that a
// full disk gives, after which SQLite may have rolled back on its own.
func TestAFullDiskFailsTheGroup(t *testing.T) {
	s := testStore(t, Options{})
	storetest.Begin(t, s, "s")
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
	large := storetest.Event("s", "large")
	large.Content = strings.Repeat("x", 100_000)
	small := 0
	behind(t, s, func() {
		err := s.Update(t.Context(), "s", func(tx store.Tx) error {
			if _, _, err := tx.Append(large); err == nil {
				t.Error("Append: got no error on a full disk")
			}
			// A closure that goes on regardless must not write on its own.
			_, _, _ = tx.Append(storetest.Event("s", "beside"))
			return nil
		})
		if err == nil {
			t.Error("Update: got no error on a full disk")
		}
	}, func() {
		// In a group with the large one or in the next one.
		if _, _, err := s.Append(t.Context(), storetest.Event("s", "small")); err == nil {
			small++
		}
	})
	storetest.Dense(t, s, "s", small)
	bound("1000000")
	if _, _, err := s.Append(t.Context(), large); err != nil {
		t.Errorf("with room again: %v", err)
	}
	storetest.Dense(t, s, "s", small+1)
}

func TestAClosureThatEndsItsGoroutineEndsItsGroupOnly(t *testing.T) {
	s := testStore(t, Options{})
	storetest.Begin(t, s, "s")
	err := s.Update(t.Context(), "s", func(tx store.Tx) error {
		if _, _, err := tx.Append(storetest.Event("s", "lost")); err != nil {
			t.Errorf("Append: %v", err)
		}
		runtime.Goexit()
		return nil
	})
	if !errors.Is(err, errGoexit) {
		t.Errorf("got %v, want %v", err, errGoexit)
	}
	if _, _, err := s.Append(t.Context(), storetest.Event("s", "next")); err != nil {
		t.Errorf("Append: %v", err)
	}
	storetest.Dense(t, s, "s", 1)
}
