package postgres

import (
	"errors"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store/storetest"
	"github.com/rejoin-chat/rejoin/internal/testenv/pgtest"
	"github.com/rejoin-chat/rejoin/internal/testenv/synced"
)

// roleURL makes a role that serves the database and is given the rights, and is
// how it connects.
func roleURL(t *testing.T, server *pgtest.Server, db, role, grants string) string {
	t.Helper()
	u, err := url.Parse(server.URL(db))
	if err != nil {
		t.Fatal(err)
	}
	testStore(t, Options{URL: u.String()}) // which makes the tables
	u.User = url.UserPassword(role, "secret")
	for _, sql := range []string{
		"CREATE ROLE " + role + " LOGIN PASSWORD 'secret'", "GRANT USAGE ON SCHEMA public TO " + role, grants,
	} {
		if _, err := server.SQL(db, sql); err != nil {
			t.Fatal(err)
		}
	}
	return u.String()
}

// What could not store what it is sent does not start, and says why.
func TestARoleThatCannotWriteIsRefused(t *testing.T) {
	t.Parallel()
	server := shared.Server(t)
	for _, c := range []struct{ name, grants, set, want string }{
		{"all_rights", "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO all_rights", "", ""},
		{"reads_only", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reads_only", "", "its role lacks DELETE on the table "},
		{"lacks_one", "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO lacks_one; REVOKE INSERT ON items FROM lacks_one",
			"", "its role lacks INSERT on the table items; docs/operations.md has the grants"},
		{"is_read_only", "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO is_read_only",
			"&default_transaction_read_only=on", "its transactions are read-only"},
	} {
		u := roleURL(t, server, server.NewDatabase(t), c.name, c.grants) + c.set
		s, err := Open(t.Context(), Options{URL: u})
		if err == nil {
			err = errors.Join(s.Ping(t.Context()), s.Close())
		}
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: got %v, want none", c.name, err)
		case c.want != "" && (!errors.Is(err, ErrUnusable) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n")):
			t.Errorf("%s: got %v, want one line with %q", c.name, err, c.want)
		}
	}
}

// A database that answers and stores nothing is found out by what it refuses,
// and when it stores again.
func TestPingTellsThatNothingCanBeStored(t *testing.T) {
	t.Parallel()
	server := shared.Server(t)
	db := server.NewDatabase(t)
	const grants = "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO serving"
	var out synced.Buffer
	s := testStore(t, Options{URL: roleURL(t, server, db, "serving", grants), Log: slog.New(slog.NewTextHandler(&out, nil))})
	storetest.Begin(t, s, "s")
	const full = `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
		$$ BEGIN RAISE SQLSTATE '53100' USING MESSAGE = 'could not extend file'; END $$;
		CREATE TRIGGER full_disk BEFORE INSERT ON items EXECUTE FUNCTION full_disk()`
	for n, c := range []struct{ name, spoil, mend string }{
		{"a table is missing", "ALTER TABLE items RENAME TO gone", "ALTER TABLE gone RENAME TO items"},
		{"a right is lost", "REVOKE INSERT ON items FROM serving", grants},
		{"the disk is full", full, "DROP TRIGGER full_disk ON items"},
	} {
		if _, err := server.SQL(db, c.spoil); err != nil {
			t.Fatal(err)
		}
		item := storetest.Event("s", c.name)
		if _, _, err := s.Append(t.Context(), item); err == nil {
			t.Errorf("%s: an item was stored", c.name)
		}
		for range 2 {
			if err := s.Ping(t.Context()); !errors.Is(err, ErrNoWrites) {
				t.Errorf("%s: Ping: got %v, want %v", c.name, err, ErrNoWrites)
			}
		}
		if _, err := server.SQL(db, c.mend); err != nil {
			t.Fatal(err)
		}
		if err := s.Ping(t.Context()); err != nil {
			t.Errorf("%s: Ping once it is mended: %v", c.name, err)
		}
		if _, _, err := s.Append(t.Context(), item); err != nil {
			t.Errorf("%s: Append once it is mended: %v", c.name, err)
		}
		if no, again := strings.Count(out.String(), `msg="the database takes no writes"`), strings.Count(out.String(), "takes writes again"); no != n+1 || again != n+1 {
			t.Errorf("%s: told %d times that it takes none and %d that it does again, want %d:\n%s", c.name, no, again, n+1, &out)
		}
	}
	storetest.Dense(t, s, "s", 3) // what was tried has left nothing
}

// A table that is locked for long counts, too, and makes no probe late.
func TestPingTellsThatTheTablesAreLocked(t *testing.T) {
	t.Parallel()
	server := shared.Server(t)
	u := server.URL(server.NewDatabase(t))
	s := testStore(t, Options{URL: u})
	other, err := pgx.Connect(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Exec(t.Context(), `BEGIN; LOCK TABLE heads`); err != nil {
		t.Fatal(err)
	}
	s.writes.doubted.Store(true)
	if err := s.Ping(t.Context()); !errors.Is(err, ErrNoWrites) || s.generation.Load() != 0 {
		t.Errorf("Ping: got %v in generation %d, want %v in the first", err, s.generation.Load(), ErrNoWrites)
	}
	if err := errors.Join(other.Close(t.Context()), s.Ping(t.Context())); err != nil {
		t.Errorf("Ping: %v", err)
	}
}

// One message that the database cannot hold says nothing about the others.
func TestAnItemsOwnFaultIsNoOutage(t *testing.T) {
	s := testStore(t, Options{})
	storetest.Begin(t, s, "s")
	item := storetest.Event("s", "x")
	item.Type, item.Content = chat.TypeMessage, "a\x00b"
	if _, _, err := s.Append(t.Context(), item); err == nil || !s.writes.doubted.Load() {
		t.Errorf("got error %v, want one that leaves a doubt", err)
	}
	if err := s.Ping(t.Context()); err != nil || s.writes.doubted.Load() {
		t.Errorf("Ping: got %v, want none, and no doubt left", err)
	}
}
