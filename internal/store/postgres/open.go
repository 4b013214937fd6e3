package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// Options say where the database is and who hears of it.
type Options struct {
	// URL names the server and the database, as libpq does: several hosts may be
	// given, of which the one that takes writes is used. pool_max_conns is the
	// most connections besides the two that carry the messages; 16 by default.
	URL string
	// Log receives what goes wrong beside the calls; nil for nothing.
	Log *slog.Logger
	// Clock times commits and waits; nil for the system's.
	Clock clock.Clock
	// OnCommit is told of each commit, how many requests it answered and how
	// long it took. It may run at several places at once and must be quick.
	OnCommit func(requests int, took time.Duration)

	// dial replaces the network in tests; nil for the system's.
	dial pgconn.DialFunc
}

const (
	// openWithin bounds how long Open looks for the server.
	openWithin = 5 * time.Second
	// dialWithin bounds how long one of several hosts is tried.
	dialWithin = 2 * time.Second
	// defaultConns is what a node may have open besides its messages'.
	defaultConns = 16
	// minVersion is the oldest server that is known to do.
	minVersion = 150000
)

// ErrUnusable says that the database cannot be used as it is set up: one line
// that names what to change.
var ErrUnusable = errors.New("postgres: cannot use the database")

// Open connects to the database, migrating it first as needed. Of a server that
// cannot be reached, or that will not do, it tells within seconds, in one line.
// ErrUnusable, ErrNewer.
func Open(ctx context.Context, o Options) (*Store, error) {
	o = o.filled()
	config, err := o.config()
	if err != nil {
		return nil, err
	}
	s := newStore(o)
	if err := s.prepare(ctx, config); err != nil {
		return nil, explained(err)
	}
	if err := s.connectExpress(ctx, config); err != nil {
		return nil, explained(fmt.Errorf("no connections for messages: %w", err))
	}
	if s.pool, err = s.connect(ctx, config); err != nil {
		s.express.Close()
		return nil, explained(err)
	}
	s.appends.begin(s)
	return s, nil
}

// config is the pool's configuration. What is said in the URL wins where it is a
// matter of taste, not where it is one of correctness.
func (o Options) config() (*pgxpool.Config, error) {
	config, err := pgxpool.ParseConfig(o.URL)
	if err != nil { // the text has no password
		return nil, fmt.Errorf("%w: %s", ErrUnusable, oneLine(err))
	}
	if !strings.Contains(o.URL, "pool_max_conns") {
		config.MaxConns = defaultConns
	}
	if !strings.Contains(o.URL, "pool_max_conn_idle_time") {
		config.MaxConnIdleTime, config.HealthCheckPeriod = idleWithin, idleLooks
	}
	c := config.ConnConfig
	if c.ConnectTimeout == 0 || c.ConnectTimeout > openWithin {
		c.ConnectTimeout = dialWithin
	}
	c.DialFunc = dialer().DialContext
	if o.dial != nil {
		c.DialFunc = o.dial
	}
	switch c.DefaultQueryExecMode {
	case pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol:
		// Values are read in the form that a described statement returns.
		c.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe
	}
	// A server that does not take writes is of no use, now or after a failover.
	c.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	switch c.RuntimeParams["synchronous_commit"] {
	case "":
		c.RuntimeParams["synchronous_commit"] = "on"
	case "on", "remote_apply":
	default:
		return nil, fmt.Errorf("%w: synchronous_commit=%s would lose messages that were acknowledged",
			ErrUnusable, c.RuntimeParams["synchronous_commit"])
	}
	c.RuntimeParams["default_transaction_isolation"] = "read committed"
	c.RuntimeParams["client_encoding"] = "UTF8"
	// Every statement has an index that serves; a plan that was made while a
	// table was small stays when it has grown.
	c.RuntimeParams["enable_seqscan"] = "off"
	// What is read whole nevertheless looks so dear with this that the server
	// would compile it, for a tenth of a second.
	c.RuntimeParams["jit"] = "off"
	c.RuntimeParams["lock_timeout"] = strconv.FormatInt(lockWithin.Milliseconds(), 10)
	for name, value := range map[string]string{
		"application_name": "rejoin",
		// What a node that is gone may leave behind ends by itself.
		"statement_timeout":                   "60s",
		"idle_in_transaction_session_timeout": "60s",
		"tcp_keepalives_idle":                 "10",
		"tcp_keepalives_interval":             "5",
		"tcp_keepalives_count":                "3",
		"tcp_user_timeout":                    "25s",
	} {
		if c.RuntimeParams[name] == "" {
			c.RuntimeParams[name] = value
		}
	}
	return config, nil
}

// expressConfig is that of the connections that carry the messages.
func expressConfig(config *pgxpool.Config) *pgxpool.Config {
	config = config.Copy()
	config.MinConns, config.MinIdleConns, config.MaxConns = committers, 0, committers
	config.HealthCheckPeriod = expressLooks
	// The one statement is planned once: to plan it costs as much as to run it.
	// The tables may be empty then, and whatever is empty is quickly read whole,
	// so it is told to go by keys.
	for name, value := range map[string]string{
		"plan_cache_mode": "force_generic_plan", "enable_hashjoin": "off", "enable_mergejoin": "off", "enable_bitmapscan": "off",
	} {
		config.ConnConfig.RuntimeParams[name] = value
	}
	return config
}

// prepare checks the server, which must answer soon, and migrates the database,
// which may take its time.
func (s *Store) prepare(ctx context.Context, config *pgxpool.Config) error {
	soon, cancel := s.within(ctx, openWithin)
	defer cancel()
	patient := config.ConnConfig.Copy()
	patient.RuntimeParams["statement_timeout"], patient.RuntimeParams["lock_timeout"] = "0", "0"
	set := takeSettings(patient)
	c, err := pgx.ConnectConfig(soon, patient)
	if err != nil {
		return err
	}
	// Whether the farewell is heard does not matter.
	defer func() { _ = c.Close(context.WithoutCancel(ctx)) }()
	if err := set.apply(soon, c); err != nil {
		return err
	}
	if err := s.check(soon, c); err != nil {
		return err
	}
	if err := migrate(ctx, c); err != nil {
		return err
	}
	return checkRights(ctx, c)
}

// check looks at what of the server's settings matters.
func (s *Store) check(ctx context.Context, c *pgx.Conn) error {
	settings := map[string]string{}
	if _, err := send(ctx, c, &call{sql: selectSettings, each: func(r row) error {
		settings[r.text(0)] = r.text(1)
		return nil
	}}); err != nil {
		return err
	}
	if v, _ := strconv.Atoi(settings["server_version_num"]); v < minVersion {
		return fmt.Errorf("%w: the server is PostgreSQL %d, 15 or newer is needed", ErrUnusable, v/10000)
	}
	if settings["server_encoding"] != "UTF8" {
		return fmt.Errorf("%w: its encoding is %s; make it with ENCODING 'UTF8'", ErrUnusable, settings["server_encoding"])
	}
	if settings["transaction_read_only"] == "on" {
		return fmt.Errorf("%w: its transactions are read-only (default_transaction_read_only): nothing could be stored", ErrUnusable)
	}
	if settings["fsync"] == "off" {
		s.options.Log.Warn("the database server has fsync off: a power cut loses what was acknowledged")
	}
	return nil
}

const selectSettings = `SELECT name, setting FROM pg_settings
	WHERE name IN ('server_version_num', 'server_encoding', 'fsync', 'transaction_read_only')`

// explained is why the database could not be opened, in one line.
func explained(err error) error {
	if errors.Is(err, ErrUnusable) || errors.Is(err, ErrNewer) {
		return err
	}
	return fmt.Errorf("%w: %s", ErrUnusable, oneLine(err))
}

// filled replaces what was left out.
func (o Options) filled() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil {
		o.Clock = clock.System()
	}
	if o.OnCommit == nil {
		o.OnCommit = func(int, time.Duration) {}
	}
	return o
}

var _ store.Store = (*Store)(nil)
