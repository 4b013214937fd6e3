package conversation_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/dispatch"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
	"github.com/rejoin-chat/rejoin/internal/timers"
	"github.com/rejoin-chat/rejoin/internal/token"
)

const (
	instance = directory.DefaultInstanceID
	// nobody is an id that names nothing.
	nobody = "ffffffff-0000-4000-8000-000000000000"
	// prefix begins the keys of the archive.
	prefix = "connect/rejoin"
)

// world is a server without its wire: the real store, directory, archive,
// broker and timers around the conversations, in a folder of its own. A restart
// keeps the folder, and nothing else. On SQLite it is one server in simulated
// time; on PostgreSQL (nodes_test.go) there are several, and time is moved by hand.
type world struct {
	*conversation.Conversations
	t      testing.TB
	folder string
	limits conversation.Limits
	clock  clock.Clock
	ids    atomic.Uint64

	store   *forgetful
	objects *bucket
	broker  *fanout.Local
	partner *partner
	// providers are the identity providers.
	providers providers
	runner    *timers.Runner
	names     *directory.Directory
	stop      func()

	// routed says that offers are made, dispatchers are those of the nodes then.
	routed      bool
	dispatchers []*dispatch.Dispatcher
	// between is what a test puts between dispatchers and the offers that they make.
	between func(dispatch.Offers) dispatch.Offers

	// cluster is set where several nodes share a database.
	cluster *cluster
}

// inWorld runs a test in a bubble of simulated time with a world that has the
// default limits.
func inWorld(t *testing.T, test func(w *world)) {
	t.Helper()
	inWorldWith(t, defaultLimits, test)
}

var defaultLimits = conversation.Limits{MessageBytes: 16_384}

func inWorldWith(t *testing.T, limits conversation.Limits, test func(w *world)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &world{t: t, folder: t.TempDir(), limits: limits, clock: clock.System(), partner: &partner{}}
		w.open()
		defer func() { w.stop() }()
		test(w)
	})
}

// open starts the server on its folder.
func (w *world) open() {
	w.t.Helper()
	if w.cluster != nil {
		w.openNodes()
		return
	}
	s, err := sqlite.Open(sqlite.Options{Dir: filepath.Join(w.folder, "data")})
	w.check(err)
	closeNode := w.node(s)
	endOffers := w.dispatch([]node{{w.Conversations, w.store}})
	w.runner = timers.New(timers.Config{
		Store: w.store, Clock: w.clock, Log: slog.New(slog.DiscardHandler),
		Fire: func(ctx context.Context, t chat.Timer) error { return w.Fire(ctx, t) },
	})
	w.TimersChanged = w.runner.Changed
	ctx, cancel := context.WithCancel(context.Background())
	ran := make(chan error, 2)
	go func() { ran <- w.runner.Run(ctx) }()
	go func() { ran <- w.RunCalls(ctx) }()
	w.stop = func() {
		cancel()
		w.check(errors.Join(<-ran, <-ran))
		endOffers()
		closeNode()
	}
}

// node builds a server around a store, with the archive in the world's folder.
// The returned function ends it.
func (w *world) node(s store.Store) (end func()) {
	w.t.Helper()
	dir, err := archive.OpenDir(filepath.Join(w.folder, "files"))
	w.check(err)
	keys, err := token.NewKeyring(token.Secret{ID: 1, Key: [token.SecretLen]byte{1}})
	w.check(err)
	w.store, w.broker = &forgetful{Store: s, gone: map[chat.ContactID]bool{}}, fanout.NewLocal()
	w.objects = &bucket{Bucket: dir}
	w.names = directory.New(s, w.clock, directory.Names{Region: "eu-west-1", Account: "123456789012"}, w.newID)
	w.check(w.names.Seed(context.Background()))
	w.Conversations = conversation.New(conversation.Config{
		Store: w.store, Directory: w.names, Broker: w.broker,
		Archive: archive.New(archive.Options{Bucket: w.objects, AccountID: "123456789012"}), ArchivePrefix: prefix,
		Clock: w.clock, Log: slog.New(slog.DiscardHandler), NewID: w.newID, Seed: func() uint64 { return 7 },
		Pages: keys, Views: keys, Limits: w.limits, Outside: w.partner,
		SignIns: &w.providers, States: keys,
	})
	broker := w.broker
	return func() {
		if err := errors.Join(broker.Close(), s.Close(), dir.Close()); err != nil {
			w.t.Errorf("stopping the server: %v", err)
		}
	}
}

// restart stops the server, lets time pass, and starts it again.
func (w *world) restart(away time.Duration) {
	w.t.Helper()
	w.stop()
	if w.cluster != nil {
		w.cluster.hand.Advance(away)
		w.open()
		w.fireDue()
		return
	}
	w.pass(away)
	w.open()
	synctest.Wait()
}

// pass lets time pass, and what is due then happen.
func (w *world) pass(d time.Duration) {
	if w.cluster != nil {
		w.passByHand(d)
		return
	}
	if d > 0 {
		<-time.After(d)
	}
	synctest.Wait()
}

// newID counts in the form of a UUID.
func (w *world) newID() string {
	return fmt.Sprintf("00000000-0000-4000-8000-%012x", w.ids.Add(1))
}

// check ends the test when there is an error that the rule under test has
// nothing to do with.
func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("got error %v, want none", err)
	}
}

// wantKind fails the test unless err is of a kind.
func (w *world) wantKind(doing string, err error, want chat.Kind) {
	w.t.Helper()
	if err == nil || chat.KindOf(err) != want {
		w.t.Errorf("%s: got error %v (kind %d), want one of kind %d", doing, err, chat.KindOf(err), want)
	}
}

// wantOK fails the test when there is an error.
func (w *world) wantOK(doing string, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Errorf("%s: got error %v, want none", doing, err)
	}
}

func equal[V comparable](w *world, what string, got, want V) {
	w.t.Helper()
	if got != want {
		w.t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
