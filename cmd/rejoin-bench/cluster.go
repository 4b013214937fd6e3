package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// maxNodes is the most nodes that are measured, from one on.
const maxNodes = 3

// contender is one of those that take turns on one database server.
type contender struct {
	name string
	// run has a folder and an empty database to itself.
	run func(ctx context.Context, p plan, dir, database string) (outcome, error)
}

// outcome is what a window of one of them came to.
type outcome struct {
	result
	group       float64 // messages a commit
	table, log  float64 // bytes a message: with its indexes; in the write-ahead log
	connections float64 // of Rejoin's to PostgreSQL
}

// The meters of an outcome. The client is this process: the load generator, and
// what runs within it.
const (
	nodesCPU = iota
	postgresCPU
	natsCPU
	clientCPU
)

// measureCluster runs the closed loop over one, two and three nodes in turn,
// beside the rows alone: inserted as the database takes them fastest, and
// appended by Rejoin's driver with nothing in front of it.
func measureCluster(ctx context.Context, p plan) (err error) {
	fmt.Printf("\ncluster: %d two-party chats, closed loop, %v windows, one PostgreSQL, one NATS\n", p.chats, p.window)
	dir, err := os.MkdirTemp("", "cluster")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b, err := startBacking(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.stop()) }()
	if err := b.printServer(); err != nil {
		return err
	}
	if err := b.takeTurns(ctx, p, dir); err != nil {
		return err
	}
	return b.measureIdle(ctx, p, dir)
}

func (b *backing) contenders() []contender {
	list := []contender{
		{"raw inserts", b.runRaw},
		{"drivers: 1", b.runDrivers(1)}, {fmt.Sprint("drivers: ", maxNodes), b.runDrivers(maxNodes)},
	}
	for n := 1; n <= maxNodes; n++ {
		list = append(list, contender{fmt.Sprint("nodes: ", n), b.runNodes(n)})
	}
	return list
}

func (b *backing) takeTurns(ctx context.Context, p plan, dir string) error {
	list := b.contenders()
	outcomes := make([][]outcome, len(list)) // by contender, then by round
	printHead()
	for range p.rounds {
		for i, c := range list {
			own, err := os.MkdirTemp(dir, "turn")
			if err != nil {
				return err
			}
			var o outcome
			if err := b.inDatabase(func(database string) (err error) {
				o, err = c.run(ctx, p, own, database)
				return err
			}); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			printOutcome(c.name, o)
			outcomes[i] = append(outcomes[i], o)
		}
	}
	printRatios(list, outcomes)
	return nil
}

// runRaw measures the limit. The tables are the store's.
func (b *backing) runRaw(ctx context.Context, p plan, _, database string) (outcome, error) {
	tables, err := startDrivers(ctx, 1, b.postgres.URL(database))
	if err != nil {
		return outcome{}, err
	}
	if err := tables.stop(); err != nil {
		return outcome{}, err
	}
	r, err := startRaw(ctx, b.postgres.URL(database))
	if err != nil {
		return outcome{}, err
	}
	defer r.stop()
	o, err := b.drive(ctx, p, database, r.chats(p.chats), nodes(nil).cpu)
	o.group = r.commits.average()
	return o, err
}

// runDrivers measures what n nodes ask of the database.
func (b *backing) runDrivers(n int) func(context.Context, plan, string, string) (outcome, error) {
	return func(ctx context.Context, p plan, _, database string) (o outcome, err error) {
		d, err := startDrivers(ctx, n, b.postgres.URL(database))
		if err != nil {
			return o, err
		}
		defer func() { err = errors.Join(err, d.stop()) }()
		chats, err := d.chats(ctx, p.chats)
		if err != nil {
			return o, err
		}
		o, err = b.drive(ctx, p, database, chats, nodes(nil).cpu)
		o.group = d.commits.average()
		return o, err
	}
}

// runNodes measures n nodes.
func (b *backing) runNodes(n int) func(context.Context, plan, string, string) (outcome, error) {
	return func(ctx context.Context, p plan, dir, database string) (o outcome, err error) {
		list, err := b.startNodes(ctx, p, n, dir, database)
		if err != nil {
			return o, err
		}
		defer func() { err = errors.Join(err, list.stop()) }()
		chats, err := list.chats(ctx, p.chats)
		if err != nil {
			return o, err
		}
		if o, err = b.drive(ctx, p, database, chats, list.cpu); err != nil {
			return o, err
		}
		o.group, err = list.grouping(ctx)
		return o, err
	}
}

// drive measures a window, and what all of the load has left in the database.
func (b *backing) drive(ctx context.Context, p plan, database string, workers []worker, own meter) (o outcome, err error) {
	const (
		position = "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn"
		rows     = "SELECT count(*) FROM items"
		size     = "SELECT pg_total_relation_size('items')"
		conns    = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'rejoin'"
	)
	ask := func(query string) float64 {
		n, failed := b.number(database, query)
		err = errors.Join(err, failed)
		return n
	}
	logBefore, rowsBefore := ask(position), ask(rows)
	if err != nil {
		return o, err
	}
	if o.result, err = drive(ctx, p, workers, own, b.postgresCPU, b.natsCPU, ownTime); err != nil {
		return o, err
	}
	logAfter, rowsAfter := ask(position), ask(rows)
	o.log = (logAfter - logBefore) / max(rowsAfter-rowsBefore, 1)
	o.table = ask(size) / max(rowsAfter, 1)
	o.connections = ask(conns)
	return o, err
}

// ownTime is a meter of this process.
func ownTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
