package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/metrics"
	"github.com/rejoin-chat/rejoin/internal/move"
	"github.com/rejoin-chat/rejoin/internal/obs"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/postgres"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
)

// Database is a store of any driver with all that it can do.
type Database interface {
	store.Store
	store.Portable
}

// databaseOptions are what drivers have in common.
type databaseOptions struct {
	log      *slog.Logger
	clock    clock.Clock
	onCommit func(requests int, took time.Duration)
}

// OpenDatabase opens the database that the settings name, brought to this
// program's version of the schema. The error is one line and holds no password.
func OpenDatabase(ctx context.Context, c *config.Config, log *slog.Logger) (Database, error) {
	return openDatabase(ctx, c, databaseOptions{log: log, clock: clock.System()})
}

func openDatabase(ctx context.Context, c *config.Config, o databaseOptions) (Database, error) {
	if c.Database.Postgres() {
		db, err := postgres.Open(ctx, postgres.Options{
			URL: string(c.Database), Log: o.log, Clock: o.clock, OnCommit: o.onCommit,
		})
		if err != nil {
			return nil, fmt.Errorf("open the database: %w", err)
		}
		return db, nil
	}
	dir := databaseFolder(c)
	db, err := sqlite.Open(sqlite.Options{Dir: dir, Log: o.log, Clock: o.clock, OnCommit: o.onCommit})
	if errors.Is(err, sqlite.ErrInUse) {
		return nil, &inUse{dir}
	}
	if err != nil {
		return nil, fmt.Errorf("open the data folder %s: %w", dir, err)
	}
	return db, nil
}

// DatabaseName tells people which database it is, without a password.
func DatabaseName(c *config.Config) string {
	if c.Database.Postgres() {
		return c.Database.String()
	}
	return databaseFolder(c)
}

// inUse says that another process has a folder's database.
type inUse struct{ dir string }

func (e *inUse) Error() string { return "the data folder " + e.dir + " is in use by another process" }

func (*inUse) Unwrap() error { return sqlite.ErrInUse }

// databaseFolder is where the database is when it is SQLite.
func databaseFolder(c *config.Config) string {
	if folder := c.Database.Folder(); folder != "" {
		return folder
	}
	return c.Data
}

func (s *server) openStore(ctx context.Context) error {
	metrics := obs.NewStore(s.registry)
	db, err := openDatabase(ctx, s.Config, databaseOptions{log: s.Log, clock: s.Clock, onCommit: metrics.Committed})
	if err != nil {
		return err
	}
	if err := move.Unfinished(ctx, db); err != nil {
		return errors.Join(err, db.Close())
	}
	// A server with other keys than the rest must not get any further.
	if s.key, err = accessKey(ctx, db, s.Config.AccessKey); err != nil {
		return errors.Join(err, db.Close())
	}
	s.store = db
	if err := s.checkNames(ctx); err != nil || !s.Config.Database.Postgres() {
		return err
	}
	return s.checkLimits(ctx)
}

func (s *server) closeStore(ctx context.Context) error {
	<-ctx.Done()
	return s.store.Close()
}

// sinceAsked is for how long what metrics reach back to is kept beyond it: a request for
// them may be under way, on a node whose clock is behind.
const sinceAsked = 24 * time.Hour

// forget drops the answers to client tokens, the logins of users and the statuses that
// agents had, once their time is over.
func (s *server) forget(ctx context.Context) error {
	const every = time.Hour
	for clock.Wait(ctx, s.time.business, every) {
		if err := s.store.Forget(ctx, s.time.business.Now().Add(-conversation.RequestRetention)); err != nil && ctx.Err() == nil {
			s.Log.Error("old client tokens were not dropped", slog.Any("error", err))
		}
		err := s.store.ForgetStatuses(ctx, directory.DefaultInstanceID, s.time.business.Now().Add(-metrics.Lookback-sinceAsked))
		if err != nil && ctx.Err() == nil {
			s.Log.Error("old statuses of agents were not dropped", slog.Any("error", err))
		}
		if err := s.users.Forget(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("old logins were not dropped", slog.Any("error", err))
		}
	}
	return nil
}
