package app

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
)

// overtaken is a database to which another server writes first.
type overtaken struct {
	Database
	first func()
}

func (o *overtaken) overtake() {
	if first := o.first; first != nil {
		o.first = nil
		first()
	}
}

func (o *overtaken) CreateResource(ctx context.Context, r store.Resource) error {
	o.overtake()
	return o.Database.CreateResource(ctx, r)
}

func (o *overtaken) SaveResource(ctx context.Context, r store.Resource) error {
	o.overtake()
	return o.Database.SaveResource(ctx, r)
}

func TestAServerWithOtherLimitsWarns(t *testing.T) {
	db, err := sqlite.Open(sqlite.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	starts := func(in Database, args ...string) (log string) {
		t.Helper()
		c, err := config.Load(args, func(string) (string, bool) { return "", false })
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		s := &server{Options: Options{Config: c, Log: slog.New(slog.NewTextHandler(&b, nil)), Clock: clock.System()}, store: in}
		if err := s.checkLimits(t.Context()); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	want := func(log, here, before string) {
		t.Helper()
		if here == "" && log != "" {
			t.Errorf("got %s, want no warning", log)
		}
		h, b := strings.Index(log, here), strings.LastIndex(log, before)
		if here != "" && (!strings.Contains(log, "level=WARN") || strings.Count(log, "\n") != 1 || h < 0 || b < h) {
			t.Errorf("got %q, want a warning of %s here and %s before", log, here, before)
		}
	}
	lenient := []string{"--rehydration", "lenient"}
	want(starts(db), "", "")                                           // the first
	want(starts(db), "", "")                                           // another like it
	want(starts(db, lenient...), "lenient", "strict")                  // a change begins
	want(starts(db, lenient...), "", "")                               // and goes on
	want(starts(db, "--message-limit", "1024"), "limit 1024", "16384") // or one was forgotten
	want(starts(db, "--max-concurrent-chats", "5"), "chats 5", "1024") // as was another
	want(starts(db, "--log-level", "debug"), "chats 0", "chats 5")     // what decides nothing is not compared

	// Of two that start at one moment the second warns.
	o := &overtaken{Database: db, first: func() { starts(db, "--message-limit", "7") }}
	want(starts(o, lenient...), "lenient", "limit 7")
	empty, err := sqlite.Open(sqlite.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer empty.Close()
	o = &overtaken{Database: empty, first: func() { starts(empty, "--message-limit", "7") }}
	want(starts(o, lenient...), "lenient", "limit 7")
}
