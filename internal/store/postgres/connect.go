package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	// unheardWithin is when the kernel gives a connection up whose other end
	// acknowledges nothing, as when its machine was lost.
	unheardWithin = 8 * time.Second
	// pingAfter is how long a connection is idle before it is asked whether it
	// lives, and pingWithin how long it may take to say so: with a new connection
	// after it, less than connWithin.
	pingAfter  = time.Second
	pingWithin = 2 * time.Second
	// silentAfter is when a connection counts as silent although whoever wanted
	// it had no more time: a probe of readiness has less than pingWithin.
	silentAfter = time.Second
	// idleWithin is when a node gives a connection back that it does not need:
	// the server's number of them is shared by all nodes.
	idleWithin = time.Minute
	idleLooks  = 15 * time.Second
	// expressLooks is how soon a connection for messages that was lost is opened
	// again without a message that needs it.
	expressLooks = time.Second
	// refusedPause is the least time between two warnings of refused connections.
	refusedPause = time.Minute
)

// dialer makes connections that end when nobody is at the other end any more,
// idle or not.
func dialer() *net.Dialer {
	return &net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 10 * time.Second, Interval: 3 * time.Second, Count: 3},
		Control: func(network, _ string, c syscall.RawConn) (err error) {
			if network == "unix" {
				return nil
			}
			if failed := c.Control(func(fd uintptr) { err = giveUpUnheard(fd, unheardWithin) }); failed != nil {
				return failed
			}
			return err
		},
	}
}

// settings are those of the server's that a connection has.
type settings map[string]string

// takeSettings takes them out of what is sent when a connection starts: a pooler
// refuses what it does not know there.
func takeSettings(c *pgx.ConnConfig) settings {
	set := settings{}
	for name, value := range c.RuntimeParams {
		switch name {
		case "application_name", "client_encoding", "options", "replication":
		default:
			set[name] = value
			delete(c.RuntimeParams, name)
		}
	}
	return set
}

// stillborn is the error of a connection that was lost before anybody had it. The driver
// has its own for one that could not be made, and passes this one on as it is.
type stillborn struct{ error }

// Unwrap gives the cause.
func (s *stillborn) Unwrap() error { return s.error }

const setSettings = `SELECT set_config(name, value, false) FROM unnest($1::text[], $2::text[]) AS new (name, value)`

// apply sends the settings in one round trip that leaves nothing prepared.
func (set settings) apply(ctx context.Context, c *pgx.Conn) error {
	var names, values []string
	for name, value := range set {
		names, values = append(names, name), append(values, value)
	}
	_, err := c.Exec(ctx, setSettings, pgx.QueryExecModeExec, names, values)
	return refusedParameter(err, names)
}

// refusedParameter is the error of settings, one of which the server refuses. Its
// own text repeats the value, which may be a password in the wrong place.
func refusedParameter(err error, names []string) error {
	var e *pgconn.PgError
	if !errors.As(err, &e) || away(nil, err) {
		return err
	}
	which := "a parameter"
	for _, name := range names {
		if strings.Contains(e.Message, `"`+name+`"`) {
			which = "the parameter " + name
		}
	}
	return fmt.Errorf("%w: the server refuses %s of the URL of --database (SQLSTATE %s)", ErrUnusable, which, e.Code)
}

// connect makes a pool of connections as the store needs them.
func (s *Store) connect(ctx context.Context, config *pgxpool.Config) (*pgxpool.Pool, error) {
	config = config.Copy()
	set := takeSettings(config.ConnConfig)
	config.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		s.mark(c)
		within, cancel := s.within(ctx, attemptWithin)
		defer cancel()
		err := set.apply(within, c)
		if err != nil && c.IsClosed() {
			return &stillborn{err}
		}
		return err
	}
	config.ShouldPing = s.silent
	config.BeforeClose = s.hurry
	return pgxpool.NewWithConfig(ctx, config)
}

// connectExpress makes the pool for messages and opens all of its connections: a
// server that has none left for them is told of now, not with each message.
func (s *Store) connectExpress(ctx context.Context, config *pgxpool.Config) error {
	express, err := s.connect(ctx, expressConfig(config))
	if err != nil {
		return err
	}
	if err := s.fill(ctx, express); err != nil {
		express.Close()
		return err
	}
	s.express = express
	return nil
}

// fill opens all connections of the pool for messages.
func (s *Store) fill(ctx context.Context, express *pgxpool.Pool) error {
	soon, cancel := s.within(ctx, openWithin)
	defer cancel()
	for range committers {
		c, err := express.Acquire(soon)
		if err != nil {
			return err
		}
		defer c.Release() // all at once, so that each is another one
	}
	return nil
}

// mark notes on a new connection to which generation it belongs.
func (s *Store) mark(c *pgx.Conn) { c.PgConn().CustomData()[generationKey] = s.generation.Load() }

const generationKey = "rejoin generation"

// silent asks a connection that was idle whether it lives. One that does not
// answer takes its kind with it, so that nobody has to find out about each. It
// reports whether the pool must look, too, and finds it closed.
func (s *Store) silent(ctx context.Context, p pgxpool.ShouldPingParams) bool {
	if p.IdleDuration < pingAfter {
		return false
	}
	began := s.options.Clock.Now()
	within, cancel := s.within(ctx, pingWithin)
	defer cancel()
	err := p.Conn.Ping(within)
	if err != nil && (ctx.Err() == nil || s.options.Clock.Now().Sub(began) >= silentAfter) {
		s.lost(p.Conn, err)
	}
	return err != nil
}

// hurry spares a connection that was given up its farewell, which nobody may
// hear, and for which its place in the pool would be kept.
func (s *Store) hurry(c *pgx.Conn) {
	if of, _ := c.PgConn().CustomData()[generationKey].(int64); of != s.generation.Load() {
		_ = c.PgConn().Conn().Close()
	}
}

// lost drops the connections that were made before one of them was lost: they
// lead to a server that is gone, or that takes no writes any more. Those that
// were made since are left.
func (s *Store) lost(c *pgx.Conn, err error) {
	of, _ := c.PgConn().CustomData()[generationKey].(int64)
	if !s.generation.CompareAndSwap(of, of+1) {
		return
	}
	s.options.Log.Warn("the database is away", "error", oneLine(err))
	s.express.Reset()
	s.pool.Reset()
}

// refused warns when the server has no connection left.
func (s *Store) refused(err error) (none bool) {
	if stateOf(err) != tooMany {
		return false
	}
	now, last := s.options.Clock.Now().UnixMilli(), s.warned.Load()
	if now-last >= refusedPause.Milliseconds() && s.warned.CompareAndSwap(last, now) {
		s.options.Log.Warn("the database server refuses connections; raise its max_connections or lower pool_max_conns",
			"error", oneLine(err))
	}
	return true
}
