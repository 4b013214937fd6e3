package pgtest

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

var shared Shared

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }

// sql runs statements and fails the test when they fail.
func sql(t *testing.T, s *Server, database, statements string) string {
	t.Helper()
	out, err := s.SQL(database, statements)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(out)
}

func TestDatabasesAreEmptyAndApart(t *testing.T) {
	s := shared.Server(t)
	a, b := s.NewDatabase(t), s.NewDatabase(t)
	sql(t, s, a, "CREATE TABLE t (n int)")
	if got := sql(t, s, b, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"); got != "0" {
		t.Errorf("got %s tables in the other database, want none", got)
	}
}

func TestTheServerIsThatOfProduction(t *testing.T) {
	s := shared.Server(t)
	for _, setting := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
		if got := sql(t, s, "postgres", "SHOW "+setting); got != "on" {
			t.Errorf("%s: got %s, want on", setting, got)
		}
	}
}

func TestWhatWasCommittedSurvivesEveryEnd(t *testing.T) {
	s := NewServer(t, Options{})
	db := s.NewDatabase(t)
	sql(t, s, db, "CREATE TABLE t (n int)")
	for i, end := range []func() error{s.Stop, s.StopImmediately, s.Kill} {
		sql(t, s, db, "INSERT INTO t VALUES (1)")
		if err := end(); err != nil {
			t.Fatal(err)
		}
		if _, err := s.SQL(db, "SELECT 1"); err == nil {
			t.Errorf("end %d: the server answers", i)
		}
		if err := s.Resume(); err != nil {
			t.Fatal(err)
		}
		if got := sql(t, s, db, "SELECT sum(n) FROM t"); got != string(rune('1'+i)) {
			t.Errorf("end %d: got %s rows, want %d", i, got, i+1)
		}
	}
}

func TestAStandbyTakesOver(t *testing.T) {
	s := NewServer(t, Options{})
	db := s.NewDatabase(t)
	sql(t, s, db, "CREATE TABLE t (n int)")
	b, err := s.Standby()
	if err != nil {
		t.Fatal(err)
	}
	sql(t, s, db, "INSERT INTO t VALUES (7)")
	if _, err := b.SQL(db, "INSERT INTO t VALUES (8)"); err == nil {
		t.Error("the standby takes writes before it was promoted")
	}
	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := b.Promote(); err != nil {
		t.Fatal(err)
	}
	sql(t, b, db, "INSERT INTO t VALUES (1)")
	if got := sql(t, b, db, "SELECT sum(n) FROM t"); got != "8" {
		t.Errorf("got %s, want 8", got)
	}
}

func TestAFrozenServerSaysNothingAndThenGoesOn(t *testing.T) {
	s := NewServer(t, Options{})
	db := s.NewDatabase(t)
	if err := s.Freeze(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	c, err := pgx.Connect(ctx, s.URL(db))
	if err == nil {
		t.Error("it took a connection")
		_ = c.Close(t.Context())
	}
	if err := s.Thaw(); err != nil {
		t.Fatal(err)
	}
	if got := sql(t, s, db, "SELECT 1"); got != "1" {
		t.Errorf("got %q, want 1", got)
	}
}
