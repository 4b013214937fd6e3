package postgres

import (
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rejoin-chat/rejoin/internal/store/storetest"
	"github.com/rejoin-chat/rejoin/internal/testenv/pgtest"
	"github.com/rejoin-chat/rejoin/internal/testenv/synced"
)

// occupy takes connections until the server has none left.
func occupy(t *testing.T, url string) (taken []*pgx.Conn) {
	t.Helper()
	for {
		c, err := pgx.Connect(t.Context(), url)
		if err != nil {
			return taken
		}
		t.Cleanup(func() { _ = c.Close(t.Context()) })
		taken = append(taken, c)
	}
}

// A node has the connections for its messages from the start, or does not start,
// and what it has idle besides makes way for them.
func TestMessagesHaveTheirConnectionsWhenTheServerRunsOut(t *testing.T) {
	t.Parallel()
	server := pgtest.NewServer(t, pgtest.Options{Settings: map[string]string{
		"fsync": "off", "max_connections": "12", "superuser_reserved_connections": "0",
	}})
	url := server.URL(server.NewDatabase(t))
	var out synced.Buffer
	s := testStore(t, Options{URL: url, Log: slog.New(slog.NewTextHandler(&out, nil))})
	storetest.Begin(t, s, "s")
	taken := occupy(t, url)
	if got := s.express.Stat().TotalConns(); got != committers {
		t.Errorf("got %d connections for messages before the first, want %d", got, committers)
	}
	if _, _, err := s.Append(t.Context(), storetest.Event("s", "first")); err != nil {
		t.Errorf("Append: %v", err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("Ping: %v", err)
	}
	for free := range committers { // fewer than a node needs for its messages
		other, err := Open(t.Context(), Options{URL: url})
		if err == nil {
			t.Fatalf("a node with %d connections opened; Close: %v", free, other.Close())
		}
		if !errors.Is(err, ErrUnusable) || !strings.Contains(err.Error(), tooMany) || strings.Contains(err.Error(), "\n") {
			t.Errorf("Open with %d left: got %q, want %s in one line", free, err, tooMany)
		}
		_ = taken[free].Close(t.Context())
	}
	s.express.Reset() // as when they are lost; others take their places
	taken = append(taken, occupy(t, url)...)
	if _, _, err := s.Append(t.Context(), storetest.Event("s", "second")); err != nil {
		t.Errorf("Append when an idle connection can make way: %v", err)
	}
	for _, c := range taken {
		_ = c.Close(t.Context())
	}
	storetest.Dense(t, s, "s", 2)
	if got := strings.Count(out.String(), "refuses connections"); got > 1 {
		t.Errorf("warned %d times within a moment, want once at most:\n%s", got, out.String())
	}
}

// Ping finds a connection that takes no writes, as to a primary that became a
// standby, whichever it is of, and has it replaced.
func TestPingDropsConnectionsThatTakeNoWrites(t *testing.T) {
	s := testStore(t, Options{})
	for n, pool := range []*pgxpool.Pool{s.express, s.pool} {
		for _, conn := range []*pgxpool.Conn{acquired(t, pool), acquired(t, pool)} {
			if _, err := conn.Exec(t.Context(), "SET default_transaction_read_only = on"); err != nil {
				t.Error(err)
			}
			conn.Release()
		}
		if err := s.Ping(t.Context()); err != nil {
			t.Errorf("Ping: %v", err)
		}
		if got, want := s.generation.Load(), int64(n+1); got != want {
			t.Errorf("got generation %d, want %d: the connections of before dropped", got, want)
		}
	}
}

func acquired(t *testing.T, pool *pgxpool.Pool) *pgxpool.Conn {
	t.Helper()
	conn, err := pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return conn
}
