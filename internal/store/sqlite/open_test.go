package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/storetest"
)

func TestAFolderBelongsToOneProcess(t *testing.T) {
	dir := t.TempDir()
	s := testStore(t, Options{Dir: dir})
	if _, err := Open(Options{Dir: dir}); !errors.Is(err, ErrInUse) {
		t.Errorf("got %v, want %v", err, ErrInUse)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	testStore(t, Options{Dir: dir})
}

func TestAViewReadsAFolderInUse(t *testing.T) {
	dir := t.TempDir()
	if _, err := OpenReadOnly(Options{Dir: dir}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an empty folder: got %v, want %v", err, store.ErrNotFound)
	}
	s := testStore(t, Options{Dir: dir})
	for _, state := range []string{"in use", "closed"} {
		t.Run(state, func(t *testing.T) {
			make := func() ([]byte, error) { return []byte(state), nil }
			if state == "closed" {
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
			} else if _, err := s.EnsureSecret(t.Context(), "key", make); err != nil {
				t.Fatal(err)
			}
			v, err := OpenReadOnly(Options{Dir: dir})
			if err != nil {
				t.Fatalf("OpenReadOnly: %v", err)
			}
			got, err := v.EnsureSecret(t.Context(), "key", nil)
			if err != nil || string(got) != "in use" {
				t.Errorf("got %q, error %v, want the secret", got, err)
			}
			if _, err := v.EnsureSecret(t.Context(), "other", make); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("a secret that is not there: got %v, want %v", err, store.ErrNotFound)
			}
			if err := v.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
			if _, err := v.Session(context.Background(), "s"); !errors.Is(err, store.ErrClosed) {
				t.Errorf("after Close: got %v, want %v", err, store.ErrClosed)
			}
		})
	}
}

func TestANewerDatabaseIsRefused(t *testing.T) {
	dir := t.TempDir()
	raw(t, dir, "PRAGMA user_version = 99")
	if _, err := Open(Options{Dir: dir}); !errors.Is(err, ErrNewer) {
		t.Errorf("got %v, want %v", err, ErrNewer)
	}
}

func TestADatabaseThatIsNoneIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, fileName), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Options{Dir: dir}); err == nil {
		t.Error("got no error")
	}
}

// raw runs a script on a database without the store.
func raw(t *testing.T, dir, script string) {
	t.Helper()
	c, err := dial(Options{Dir: dir}.dsn())
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.script(script), c.close()); err != nil {
		t.Fatal(err)
	}
}

func TestEveryReleasedVersionIsUpgraded(t *testing.T) {
	storetest.Versions(t, func(t *testing.T, script string) {
		traces := strings.Count(script, "INSERT INTO traces")
		dir := t.TempDir()
		raw(t, dir, script)
		s := testStore(t, Options{Dir: dir})
		checkUpgraded(t, s, traces)
		storetest.Upgraded(t, s, script)
	})
}

func checkUpgraded(t *testing.T, s *Store, traces int) {
	t.Helper()
	ctx := t.Context()
	const id chat.SessionID = "0f8fad5b-d9cb-469f-a165-70867728950e"
	session, err := s.Session(ctx, id)
	if err != nil || session.Attributes["key"] != "value" || session.Link.AnchorID != "anchor" {
		t.Errorf("session: got %+v, error %v", session, err)
	}
	if session.FlowLogging || !reflect.DeepEqual(session.RoleTimers, chat.RoleTimers{}) {
		t.Errorf("got flow logs %t, role timers %+v, want none", session.FlowLogging, session.RoleTimers)
	}
	contact, err := s.Contact(ctx, id.Initial())
	if err != nil || !reflect.DeepEqual(contact.Routing, chat.Routing{}) || contact.Agent != (chat.AgentInfo{}) ||
		contact.SessionID != id || *contact.SegmentAttributes["a"].String != "b" {
		t.Errorf("contact: got %+v, error %v", contact, err)
	}
	if customer, err := s.Participant(ctx, id, "customer"); err != nil || customer.UserID != "" {
		t.Errorf("participant: got %+v, error %v", customer, err)
	}
	got, repeated, err := s.Append(ctx, chat.Item{ID: "new", SessionID: id, ParticipantID: "customer"})
	if err != nil || repeated || got.Seq != 2 {
		t.Errorf("Append: got number %d, repeated %t, error %v, want 2, new", got.Seq, repeated, err)
	}
	if _, repeated, err := s.Append(ctx, chat.Item{ID: "item", SessionID: id}); err != nil || !repeated {
		t.Errorf("Append of an old item: got repeated %t, error %v", repeated, err)
	}
	if secret, err := s.secret(ctx, "key"); err != nil || string(secret) != "secret" {
		t.Errorf("secret: got %q, error %v", secret, err)
	}
	if r, err := s.ResourceByName(ctx, "instance", "flow", "name"); err != nil || r.Revision != 3 {
		t.Errorf("resource: got %+v, error %v", r, err)
	}
	for name, n := range map[string]int64{"receipts": 1, "cursors": 1, "timers": 1, "requests": 1, "participants": 1, "traces": int64(traces)} {
		got, err := read(ctx, s.reader, func(c *conn) (int64, error) { return c.number("SELECT count(*) FROM " + name) })
		if err != nil || got != n {
			t.Errorf("%s: got %d rows, error %v, want %d", name, got, err, n)
		}
	}
}

// The database holds keys: it is its owner's alone, also in a folder that others
// may look into.
func TestFilesAreTheOwnersAlone(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	testStore(t, Options{Dir: dir})
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v, want it closed to others", f.Name(), info.Mode())
		}
	}
}
