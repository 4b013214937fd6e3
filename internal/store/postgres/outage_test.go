package postgres

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/storetest"
	"github.com/rejoin-chat/rejoin/internal/testenv/pgtest"
)

// load appends to a few sessions from many callers, as clients do: what was
// refused for the moment is sent again under the same id. It knows what was
// acknowledged.
type load struct {
	stores []*Store

	mu           sync.Mutex
	acknowledged map[chat.ItemID]chat.Item
	more         chan struct{} // closed and replaced with each acknowledgement
	halt         chan struct{}
	callers      sync.WaitGroup
}

const loadSessions = 6

func loadSession(n int) chat.SessionID { return chat.SessionID(fmt.Sprint("session ", n)) }

func newLoad(t *testing.T, stores ...*Store) *load {
	t.Helper()
	l := &load{
		stores: stores, acknowledged: map[chat.ItemID]chat.Item{},
		more: make(chan struct{}), halt: make(chan struct{}),
	}
	for n := range loadSessions {
		storetest.Begin(t, stores[0], loadSession(n))
	}
	for c := range 12 {
		l.callers.Go(func() {
			for n := 0; l.send(t, c, storetest.Event(loadSession((c+n)%loadSessions), fmt.Sprint(c, "/", n))); n++ {
			}
		})
	}
	return l
}

// send appends an item until it is acknowledged; false when the load shall end.
func (l *load) send(t *testing.T, caller int, item chat.Item) bool {
	for try := 0; ; try++ {
		select {
		case <-l.halt:
			return false
		default:
		}
		got, _, err := l.stores[(caller+try)%len(l.stores)].Append(t.Context(), item)
		switch {
		case err == nil:
			l.mu.Lock()
			l.acknowledged[got.ID] = got
			close(l.more)
			l.more = make(chan struct{})
			l.mu.Unlock()
			return true
		case !store.Passing(err):
			t.Errorf("Append: %v", err)
			return false
		}
	}
}

// await waits for n more acknowledgements.
func (l *load) await(t *testing.T, n int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for want := -1; ; {
		l.mu.Lock()
		have, more := len(l.acknowledged), l.more
		l.mu.Unlock()
		if want < 0 {
			want = have + n
		}
		if have >= want {
			return
		}
		select {
		case <-more:
		case <-ctx.Done():
			t.Fatalf("got %d acknowledgements, want %d", have, want)
		}
	}
}

// end stops the callers and looks for every acknowledged item.
func (l *load) end(t *testing.T) {
	t.Helper()
	close(l.halt)
	l.callers.Wait()
	stored := map[chat.ItemID]chat.Item{}
	for n := range loadSessions {
		last, err := l.stores[0].LastSeq(t.Context(), loadSession(n))
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range storetest.Dense(t, l.stores[0], loadSession(n), int(last)) {
			if _, twice := stored[item.ID]; twice {
				t.Errorf("item %s is stored twice", item.ID)
			}
			stored[item.ID] = item
		}
	}
	for id, item := range l.acknowledged {
		if got := stored[id]; got.Seq != item.Seq || !got.Time.Equal(item.Time) {
			t.Errorf("item %s was acknowledged as %d at %v, got %d at %v", id, item.Seq, item.Time, got.Seq, got.Time)
		}
	}
	t.Logf("%d acknowledged, %d stored", len(l.acknowledged), len(stored))
}

func TestWhatWasAcknowledgedSurvivesImmediateRestarts(t *testing.T) {
	t.Parallel()
	server := pgtest.NewServer(t, pgtest.Options{})
	u := server.URL(server.NewDatabase(t))
	l := newLoad(t, testStore(t, Options{URL: u}), testStore(t, Options{URL: u}))
	for _, end := range []func() error{server.StopImmediately, server.Kill, server.Stop} {
		l.await(t, 150)
		if err := errors.Join(end(), server.Resume()); err != nil {
			t.Fatal(err)
		}
	}
	l.await(t, 150)
	l.end(t)
}

// A node finds the standby that was promoted by itself, and nothing that was
// acknowledged is lost with the primary.
func TestAPromotedStandbyIsFoundWithNothingLost(t *testing.T) {
	t.Parallel()
	primary := pgtest.NewServer(t, pgtest.Options{})
	db := primary.NewDatabase(t)
	standby, err := primary.Standby()
	if err != nil {
		t.Fatal(err)
	}
	u := pgtest.URL(db, primary.Address(), standby.Address())
	l := newLoad(t, testStore(t, Options{URL: u}), testStore(t, Options{URL: u}))
	l.await(t, 150)
	if err := errors.Join(primary.Kill(), standby.Promote()); err != nil {
		t.Fatal(err)
	}
	l.await(t, 150)
	l.end(t)
}

// While the database is away, a call is tried for some seconds and then told to
// come back; once it is there again the store works.
func TestAnOutageIsBusyAndEnds(t *testing.T) {
	t.Parallel()
	server := pgtest.NewServer(t, pgtest.Options{Settings: map[string]string{"fsync": "off"}})
	hasty := &hastyClock{Clock: clock.System()}
	s := testStore(t, Options{URL: server.URL(server.NewDatabase(t)), Clock: hasty})
	storetest.Begin(t, s, "s")
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	// An append that goes out on a connection that was there is uncertain, which
	// is for other tests.
	s.express.Reset()
	hasty.factor.Store(20)
	for what, call := range map[string]func() error{
		"Append":  func() error { _, _, err := s.Append(t.Context(), storetest.Event("s", "x")); return err },
		"Update":  func() error { return s.Update(t.Context(), "s", func(store.Tx) error { return nil }) },
		"Session": func() error { _, err := s.Session(t.Context(), "s"); return err },
		"Ping":    func() error { return s.Ping(t.Context()) },
	} {
		if err := call(); !errors.Is(err, store.ErrBusy) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want %v in one line", what, err, store.ErrBusy)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Session(ctx, "s"); !errors.Is(err, context.Canceled) {
		t.Errorf("a caller who has gone: got %v, want %v", err, context.Canceled)
	}
	hasty.factor.Store(1)
	if err := server.Resume(); err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("Ping: %v", err)
	}
	if _, _, err := s.Append(t.Context(), storetest.Event("s", "x")); err != nil {
		t.Errorf("Append: %v", err)
	}
	storetest.Dense(t, s, "s", 1)
}

// hastyClock is one on which waits are shorter by a factor, and time passes
// faster.
type hastyClock struct {
	clock.Clock
	factor atomic.Int64
}

func (c *hastyClock) by() time.Duration { return time.Duration(max(c.factor.Load(), 1)) }

func (c *hastyClock) Now() time.Time {
	if c.by() == 1 {
		return c.Clock.Now()
	}
	return time.UnixMilli(c.Clock.Now().UnixMilli() * int64(c.by()))
}

func (c *hastyClock) NewTimer(d time.Duration) clock.Timer { return c.Clock.NewTimer(d / c.by()) }

func (c *hastyClock) AfterFunc(d time.Duration, f func()) clock.Timer {
	return c.Clock.AfterFunc(d/c.by(), f)
}

func TestAnExhaustedPoolIsBusy(t *testing.T) {
	hasty := &hastyClock{Clock: clock.System()}
	s := testStore(t, Options{URL: testURL(t) + "&pool_max_conns=1", Clock: hasty})
	storetest.Begin(t, s, "s")
	err := s.Update(t.Context(), "s", func(store.Tx) error { // which has the only connection
		hasty.factor.Store(50)
		if _, err := s.Session(t.Context(), "s"); !errors.Is(err, store.ErrOverloaded) {
			t.Errorf("no connection in time: got %v, want %v", err, store.ErrOverloaded)
		}
		hasty.factor.Store(1)
		s.waiting.Store(maxWaiting)
		if _, err := s.Session(t.Context(), "s"); !errors.Is(err, store.ErrOverloaded) {
			t.Errorf("too many wait: got %v, want %v", err, store.ErrOverloaded)
		}
		s.waiting.Store(0)
		return nil
	})
	if err != nil {
		t.Errorf("Update: %v", err)
	}
	if _, err := s.Session(t.Context(), "s"); err != nil {
		t.Errorf("with a connection again: %v", err)
	}
}

func TestAppendsDoNotWaitForThePool(t *testing.T) {
	s := testStore(t, Options{URL: testURL(t) + "&pool_max_conns=1"})
	storetest.Begin(t, s, "s")
	storetest.Begin(t, s, "t")
	err := s.Update(t.Context(), "s", func(store.Tx) error {
		_, _, err := s.Append(t.Context(), storetest.Event("t", "x"))
		return err
	})
	if err != nil {
		t.Errorf("got %v", err)
	}
}

func TestAClosureThatEndsItsGoroutineGivesItsConnectionBack(t *testing.T) {
	s := testStore(t, Options{URL: testURL(t) + "&pool_max_conns=1"})
	storetest.Begin(t, s, "s")
	for range 3 {
		var wg sync.WaitGroup
		wg.Go(func() {
			_ = s.Update(t.Context(), "s", func(tx store.Tx) error {
				if _, _, err := tx.Append(storetest.Event("s", "lost")); err != nil {
					t.Errorf("Append: %v", err)
				}
				runtime.Goexit()
				return nil
			})
		})
		wg.Wait()
	}
	storetest.Begin(t, s, "next")
	storetest.Dense(t, s, "s", 0)
}

// Transactions that lock sessions in opposite orders wait in a circle: the
// server undoes one, which runs again.
func TestACircleOfWaitsIsResolved(t *testing.T) {
	t.Parallel()
	server := shared.Server(t)
	db := server.NewDatabase(t)
	s := testStore(t, Options{URL: server.URL(db)})
	for _, id := range []chat.SessionID{"a", "b"} {
		storetest.Begin(t, s, id)
	}
	var wg sync.WaitGroup
	var begun sync.WaitGroup
	begun.Add(2)
	for n, order := range [][2]chat.SessionID{{"a", "b"}, {"b", "a"}} {
		wg.Go(func() {
			once := sync.OnceFunc(func() { begun.Done(); begun.Wait() })
			err := s.Update(t.Context(), order[0], func(tx store.Tx) error {
				once()
				_, _, err := tx.Append(storetest.Event(order[1], fmt.Sprint(n)))
				return err
			})
			if err != nil {
				t.Errorf("Update of %s: %v", order[0], err)
			}
		})
	}
	wg.Wait()
	storetest.Dense(t, s, "a", 1)
	storetest.Dense(t, s, "b", 1)
}

// Appends and updates of many sessions from several nodes never wait in a
// circle.
func TestMessagesNeverWaitInACircle(t *testing.T) {
	t.Parallel()
	server := shared.Server(t)
	db := server.NewDatabase(t)
	nodes := []*Store{testStore(t, Options{URL: server.URL(db)}), testStore(t, Options{URL: server.URL(db)})}
	const sessions = 20
	for n := range sessions {
		storetest.Begin(t, nodes[0], loadSession(n))
	}
	var wg sync.WaitGroup
	for c := range 24 {
		wg.Go(func() {
			for n := range 30 {
				id, s := loadSession((c*7+n*3)%sessions), nodes[c%2]
				item := storetest.Event(id, fmt.Sprint(c, "/", n))
				var err error
				if c%6 == 0 {
					err = s.Update(t.Context(), id, func(tx store.Tx) error { _, _, err := tx.Append(item); return err })
				} else {
					_, _, err = s.Append(t.Context(), item)
				}
				if err != nil {
					t.Errorf("item %s: %v", item.ID, err)
				}
			}
		})
	}
	wg.Wait()
	total := 0
	for n := range sessions {
		last, err := nodes[1].LastSeq(t.Context(), loadSession(n))
		if err != nil {
			t.Fatal(err)
		}
		total += len(storetest.Dense(t, nodes[0], loadSession(n), int(last)))
	}
	if total != 24*30 {
		t.Errorf("got %d items, want %d", total, 24*30)
	}
	got, err := server.SQL(db, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
	if err != nil || strings.TrimSpace(got) != "0" {
		t.Errorf("got %s deadlocks, error %v, want none", got, err)
	}
}
