package storetest

import (
	"os"
	"path/filepath"
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

// Versions calls check for every released version of a driver's database:
// testdata/version-N.sql is the schema of version N with one row of each table,
// and is never edited once N is released.
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
