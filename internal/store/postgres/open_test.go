package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store/storetest"
)

func TestManyNodesMayOpenAnEmptyDatabaseAtOnce(t *testing.T) {
	t.Parallel()
	u := testURL(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			s, err := Open(t.Context(), Options{URL: u})
			if err != nil {
				t.Errorf("Open: %v", err)
				return
			}
			if err := errors.Join(s.Ping(t.Context()), s.Close()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestANewerDatabaseIsRefused(t *testing.T) {
	server := shared.Server(t)
	db := server.NewDatabase(t)
	testStore(t, Options{URL: server.URL(db)})
	if _, err := server.SQL(db, "UPDATE schema_version SET version = 99"); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Options{URL: server.URL(db)}); !errors.Is(err, ErrNewer) {
		t.Errorf("got %v, want %v", err, ErrNewer)
	}
}

func TestEveryReleasedVersionIsUpgraded(t *testing.T) {
	storetest.Versions(t, func(t *testing.T, script string) {
		traces := strings.Count(script, "INSERT INTO traces")
		server := shared.Server(t)
		db := server.NewDatabase(t)
		if _, err := server.SQL(db, script); err != nil {
			t.Fatal(err)
		}
		s := testStore(t, Options{URL: server.URL(db)})
		checkUpgraded(t, s, traces)
		storetest.Upgraded(t, s, script)
	})
}

func checkUpgraded(t *testing.T, s *Store, traces int) {
	t.Helper()
	ctx := t.Context()
	const id chat.SessionID = "0f8fad5b-d9cb-469f-a165-70867728950e"
	r, err := s.ExportSession(ctx, id)
	if err != nil || r.Session.Attributes["key"] != "value" || r.Session.Link.AnchorID != "anchor" || r.Session.Flow.FlowID != "flow" || r.Session.FlowLogging ||
		!reflect.DeepEqual(r.Session.RoleTimers, chat.RoleTimers{}) {
		t.Errorf("session: got %+v, error %v", r.Session, err)
	}
	for what, n := range map[string][2]int{
		"contacts": {len(r.Contacts), 2}, "participants": {len(r.Participants), 1}, "items": {len(r.Items), 1},
		"receipts": {len(r.Receipts), 1}, "timers": {len(r.Timers), 1}, "cursors": {len(r.Cursors), 1}, "traces": {len(r.Traces), traces},
	} {
		if n[0] != n[1] {
			t.Errorf("%s: got %d, want %d", what, n[0], n[1])
		}
	}
	for _, contact := range []chat.ContactID{id.Initial(), "second"} {
		if c, err := s.Contact(ctx, contact); err != nil || c.SessionID != id || !reflect.DeepEqual(c.Routing, chat.Routing{}) || c.Agent != (chat.AgentInfo{}) {
			t.Errorf("contact %s: got %+v, error %v", contact, c, err)
		}
	}
	if p, err := s.Participant(ctx, id, "customer"); err != nil || p.UserID != "" {
		t.Errorf("participant: got %+v, error %v", p, err)
	}
	got, repeated, err := s.Append(ctx, chat.Item{ID: "new", SessionID: id, ParticipantID: "customer"})
	if err != nil || repeated || got.Seq != 2 {
		t.Errorf("Append: got number %d, repeated %t, error %v, want 2, new", got.Seq, repeated, err)
	}
	old, repeated, err := s.Append(ctx, chat.Item{ID: "item", SessionID: id})
	if err != nil || !repeated || len(old.Attachments) != 1 || old.Attachments[0].Status != "APPROVED" {
		t.Errorf("Append of an old item: got %+v, repeated %t, error %v", old, repeated, err)
	}
	secret, err := s.EnsureSecret(ctx, "key", nil)
	if err != nil || string(secret) != "secret" {
		t.Errorf("secret: got %q, error %v", secret, err)
	}
	all, err := s.ExportInstance(ctx)
	if err != nil || len(all.Requests) != 1 || len(all.Resources) != 1 || all.Resources[0].Revision != 3 {
		t.Errorf("instance: got %+v, error %v", all, err)
	}
}

// While nodes of two versions serve, the one before knows nothing of the columns
// that say where a contact stands: it stands where it entered.
func TestAContactOfTheVersionBeforeWaits(t *testing.T) {
	s := testStore(t, Options{})
	columns, _, _ := strings.Cut(contactColumns, ",\n\toffered_at")
	marks, _, _ := strings.Cut(contactMarks, ", $33")
	before := `INSERT INTO contacts (` + columns + `) VALUES (` + marks + `)`
	for n, id := range []chat.ContactID{"late", "early"} {
		args, err := contactArgs(&chat.Contact{ID: id, SessionID: "s", InstanceID: "i", QueueID: "q", EnqueuedAt: time.UnixMilli(int64(9 - n)).UTC()})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.pool.Exec(t.Context(), before, args[:32]...); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Waiting(t.Context(), "i", "q", chat.Waiting{}, 5)
	early := time.UnixMilli(8).UTC()
	if err != nil || len(got) != 2 || got[0].ContactID != "early" || got[0].Place != (chat.Place{Priority: chat.UsualPriority, Since: early}) || !got[0].EnqueuedAt.Equal(early) {
		t.Errorf("got %+v, error %v, want both, the early one first", got, err)
	}
}

// What is wrong with the configuration is told in one line that an operator can
// act upon, soon, and without the password.
func TestBadConfigurationIsOneClearLine(t *testing.T) {
	t.Parallel()
	server := shared.Server(t)
	good, err := url.Parse(server.URL(server.NewDatabase(t)))
	if err != nil {
		t.Fatal(err)
	}
	db := server.NewDatabase(t)
	latin := server.NewDatabase(t)
	for _, sql := range []string{"DROP DATABASE " + latin, "CREATE DATABASE " + latin + " TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"} {
		if _, err := server.SQL("postgres", sql); err != nil {
			t.Fatal(err)
		}
	}
	with := func(change func(u *url.URL)) string {
		u := *good
		change(&u)
		return u.String()
	}
	const password = "secret of tests"
	silent := silentListener(t)
	for name, c := range map[string]struct{ url, want string }{
		"no URL":               {"postgres://%zz:" + password + "@/", "cannot parse"},
		"nobody listens":       {with(func(u *url.URL) { u.Host = "127.0.0.1:1"; u.User = url.UserPassword("u", password) }), "connection refused"},
		"somebody silent":      {with(func(u *url.URL) { u.Host = silent; u.User = url.UserPassword("u", password) }), silent},
		"no such host":         {with(func(u *url.URL) { u.Host = "nowhere.invalid"; u.User = url.UserPassword("u", password) }), "nowhere.invalid"},
		"no such database":     {with(func(u *url.URL) { u.Path = "/missing" }), `database "missing" does not exist`},
		"wrong password":       {with(func(u *url.URL) { u.User = url.UserPassword(good.User.Username(), password) }), "password authentication failed"},
		"not UTF-8":            {with(func(u *url.URL) { u.Path = "/" + latin }), "ENCODING 'UTF8'"},
		"commits that are not": {with(func(u *url.URL) { u.Path = "/" + db; u.RawQuery += "&synchronous_commit=off" }), "synchronous_commit=off"},
		"no such value":        {with(func(u *url.URL) { u.RawQuery += "&statement_timeout=" + url.QueryEscape(password) }), "the parameter statement_timeout of the URL of --database"},
		"no such parameter":    {with(func(u *url.URL) { u.RawQuery += "&sslmod=" + url.QueryEscape(password) }), "the parameter sslmod of the URL of --database"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			s, err := Open(ctx, Options{URL: c.url})
			if err == nil {
				t.Fatalf("got no error, Close: %v", s.Close())
			}
			text := err.Error()
			if !errors.Is(err, ErrUnusable) || !strings.Contains(text, c.want) {
				t.Errorf("got %q, want %q in it", text, c.want)
			}
			if strings.Contains(text, password) || strings.Contains(text, "\n") || ctx.Err() != nil {
				t.Errorf("got %q, want one line without the password, in time", text)
			}
		})
	}
}

// silentListener takes connections and says nothing.
func silentListener(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l.Addr().String()
}

// Poolers that hand out connections by transaction need one of these.
func TestEveryWayToExecuteReadsTheSame(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"cache_statement", "cache_describe", "describe_exec", "exec", "simple_protocol"} {
		t.Run(mode, func(t *testing.T) {
			s := testStore(t, Options{URL: testURL(t) + "&default_query_exec_mode=" + mode})
			storetest.Begin(t, s, "s")
			for n := range 3 {
				want, _, err := s.Append(t.Context(), storetest.Event("s", fmt.Sprint(n)))
				if err != nil {
					t.Fatal(err)
				}
				if got, err := s.Item(t.Context(), "s", want.ID); err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("got %+v, error %v, want %+v", got, err, want)
				}
			}
			if got, err := s.Session(t.Context(), "s"); err != nil || !got.Active() || got.ContactID != "s" {
				t.Errorf("got %+v, error %v", got, err)
			}
		})
	}
}
