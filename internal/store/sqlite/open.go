package sqlite

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// ErrInUse says that another process has the data folder.
var ErrInUse = errors.New("sqlite: the data folder is in use by another process")

// Options say where the database is and who hears of it.
type Options struct {
	// Dir is the data folder; it is made when it does not exist.
	Dir string
	// Log receives what goes wrong beside the calls; nil for nothing.
	Log *slog.Logger
	// Clock times commits and the idle checkpoint; nil for the system's.
	Clock clock.Clock
	// OnCommit is told of each commit, how many requests it answered and how
	// long it took. It runs on the writer and must be quick.
	OnCommit func(requests int, took time.Duration)
}

const (
	fileName = "rejoin.db"
	lockName = "rejoin.lock"
)

// Store is the database of one data folder. It implements store.Store.
type Store struct {
	*reader
	writer     *writer
	checkpoint *checkpointer
	lock       *os.File

	closing  sync.Once
	closeErr error
}

var _ store.Store = (*Store)(nil)

// Open opens the database of a data folder, making or migrating it first as
// needed, and holds the folder until Close. ErrInUse, ErrNewer.
func Open(o Options) (_ *Store, err error) {
	o = o.filled()
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, err
	}
	s := &Store{}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.release())
		}
	}()
	if s.lock, err = lockFile(filepath.Join(o.Dir, lockName)); err != nil {
		return nil, err
	}
	if err := own(filepath.Join(o.Dir, fileName)); err != nil {
		return nil, err
	}
	if s.writer, err = openWriter(o); err != nil {
		return nil, err
	}
	if s.checkpoint, err = openCheckpointer(o, s.writer); err != nil {
		return nil, err
	}
	if s.reader, err = openReader(o.dsn("_pragma=query_only(1)", mapped)); err != nil {
		return nil, err
	}
	s.reader.unindexed = s.writer.unindexed
	go s.writer.run()
	go s.checkpoint.run()
	return s, nil
}

// own makes the database's file for its owner only: it holds keys, and the folder
// may be one that others can look into. SQLite gives the files beside it the same
// mode.
func own(name string) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// mapped lets readers look at the database file, or its first 2 GiB, where the
// system already has it in memory. Their own caches are emptied by every commit.
const mapped = "_pragma=mmap_size(2147418112)"

func openWriter(o Options) (*writer, error) {
	// FULL syncs the log at every commit. Checkpoints are the checkpointer's.
	c, err := dial(o.dsn("_pragma=journal_mode(WAL)", "_pragma=synchronous(FULL)",
		"_pragma=wal_autocheckpoint(0)", "_pragma=journal_size_limit(67108864)",
		"_pragma=cache_size(-65536)", "_pragma=temp_store(MEMORY)"))
	if err != nil {
		return nil, err
	}
	if err := migrate(c); err != nil {
		return nil, errors.Join(err, c.close())
	}
	v, err := version(c)
	if err != nil {
		return nil, errors.Join(err, c.close())
	}
	last, err := recoverTail(c)
	if err != nil {
		return nil, errors.Join(err, c.close())
	}
	u := newUnindexed(last)
	c.tails = u.tail
	return &writer{
		c: c, unindexed: u, heads: newHeads(), queue: newQueue(), clock: o.Clock, log: o.Log, onCommit: o.OnCommit,
		probe: fmt.Sprintf("PRAGMA user_version = %d", v),
		grown: make(chan struct{}, 1), done: make(chan struct{}),
	}, nil
}

func openCheckpointer(o Options, w *writer) (*checkpointer, error) {
	// The writer stands still meanwhile, so it waits for readers but shortly.
	c, err := dial(o.dsn("_pragma=busy_timeout(100)", "_pragma=synchronous(FULL)",
		"_pragma=wal_autocheckpoint(0)"))
	if err != nil {
		return nil, err
	}
	return &checkpointer{
		c: c, w: w, clock: o.Clock, log: o.Log, stop: make(chan struct{}), done: make(chan struct{}),
	}, nil
}

// filled replaces what was left out.
func (o Options) filled() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = clock.System()
	}
	return o
}

// dsn names the database for openNative, with a wait for locks that a second
// connection holds for a moment, when it recovers or truncates the log.
func (o Options) dsn(parameters ...string) string {
	path := (&url.URL{Path: filepath.ToSlash(filepath.Join(o.Dir, fileName))}).EscapedPath()
	name := "file:" + path + "?_pragma=busy_timeout(5000)"
	for _, p := range parameters {
		name += "&" + p
	}
	return name
}
