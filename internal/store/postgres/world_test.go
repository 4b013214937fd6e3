package postgres

import (
	"crypto/rand"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/testenv/pgtest"
)

// The tables of most tests live for a moment, and no power cut is played: a
// server that does not sync makes them faster. The tests that end servers have
// their own.
var shared = pgtest.Shared{Options: pgtest.Options{Settings: map[string]string{"fsync": "off"}}}

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }

// testURL is an empty place of the shared server, gone with it: a schema, which
// is made many times as fast as a database.
func testURL(t testing.TB) string {
	t.Helper()
	url := shared.Server(t).URL("postgres")
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.ToLower("test_" + rand.Text())
	_, err = c.Exec(t.Context(), "CREATE SCHEMA "+name)
	if err := errors.Join(err, c.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	return url + "&search_path=" + name
}

// testStore opens a store, on a fresh database unless the options name one.
func testStore(t *testing.T, o Options) *Store {
	t.Helper()
	if o.URL == "" {
		o.URL = testURL(t)
	}
	s, err := Open(t.Context(), o)
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

// create makes an active session.
func create(t *testing.T, s *Store, id chat.SessionID) {
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

// dense holds the items of a session to 1..want, in rising times.
func dense(t *testing.T, s *Store, id chat.SessionID, want int) []chat.Item {
	t.Helper()
	items, err := s.Items(t.Context(), store.ItemQuery{SessionID: id, Direction: store.Forward, Limit: 1 << 20})
	if err != nil || len(items) != want {
		t.Fatalf("got %d items, error %v, want %d", len(items), err, want)
	}
	for i, item := range items {
		if item.Seq != chat.Seq(i+1) || i > 0 && !item.Time.After(items[i-1].Time) {
			t.Fatalf("item %d has the number %d and the time %v", i, item.Seq, item.Time)
		}
	}
	return items
}
