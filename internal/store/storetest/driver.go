package storetest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// What follows is for the tests that a driver has of its own.

// Begin makes an active session without participants.
func Begin(t testing.TB, s store.Store, id chat.SessionID) {
	t.Helper()
	err := s.Update(t.Context(), id, func(tx store.Tx) error {
		return tx.CreateSession(chat.Session{ID: id, State: chat.SessionActive, ContactID: id.Initial()})
	})
	if err != nil {
		t.Fatalf("Update: %v", err)
	}
}

// Event is an item that anybody may append.
func Event(session chat.SessionID, id string) chat.Item {
	return chat.Item{ID: chat.ItemID(id), SessionID: session, Type: chat.TypeEvent, Time: time.UnixMilli(1e12)}
}

// Dense holds the items of a session to the numbers 1 to want, in rising times,
// and returns them.
func Dense(t testing.TB, s store.Store, id chat.SessionID, want int) []chat.Item {
	t.Helper()
	items, err := s.Items(t.Context(), store.ItemQuery{SessionID: id, Direction: store.Forward, Limit: 1 << 20})
	if err != nil || len(items) != want {
		t.Fatalf("got %d items, error %v, want %d", len(items), err, want)
	}
	checkOrder(t, items)
	return items
}

// Versions calls check for released versions of a driver's database, the first
// among them: testdata/version-N.sql is the schema of version N, in the steps that
// led to it, with one row of each table, and is never edited once N is released.
func Versions(t *testing.T, check func(t *testing.T, script string)) {
	files, err := filepath.Glob("testdata/version-*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("got %d versions, error %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			script, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			check(t, string(script))
		})
	}
}

// Upgraded holds the queue of a version's script to the places that its contacts
// had, where the script has such contacts: those of its session "waiting".
func Upgraded(t *testing.T, s store.Store, script string) {
	t.Helper()
	if !strings.Contains(script, "'adjusted") {
		return
	}
	at := func(second int) time.Time {
		return time.UnixMilli(1772357400000).UTC().Add(time.Duration(second) * time.Second)
	}
	waits := func(id chat.ContactID, priority, entered, since int) chat.Waiting {
		return chat.Waiting{
			SessionID: "waiting", ContactID: id, QueueID: "queue",
			Place: chat.Place{Priority: priority, Since: at(since)}, EnqueuedAt: at(entered), Criteria: id == "criteria",
		}
	}
	got, err := s.Waiting(t.Context(), "instance", "queue", chat.Waiting{}, 10)
	same(t, "waiting", must(t, got, err), []chat.Waiting{
		waits("urgent", 1, 60, 60), waits("adjusted", 5, 30, -30), waits("usual", 5, 0, 0), waits("criteria", 5, 10, 70),
	})
	if err := s.Update(t.Context(), "waiting", func(tx store.Tx) error {
		ahead, err := tx.Ahead("instance", "queue", chat.Place{Priority: 5, Since: at(70)})
		same(t, "ahead of the last", ahead, 3)
		return err
	}); err != nil {
		t.Errorf("Update: %v", err)
	}
	for n := range 2 {
		if err := s.UpdateAgent(t.Context(), "instance", "agent", func(a *chat.Agent) error {
			same(t, "changes of a new agent", a.Version, int64(n))
			a.ProfileID += "x"
			return nil
		}); err != nil {
			t.Errorf("UpdateAgent: %v", err)
		}
	}
}
