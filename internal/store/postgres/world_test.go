package postgres

import (
	"crypto/rand"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

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
