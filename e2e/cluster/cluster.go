// Package cluster is a whole installation of the scaled mode, for tests that take
// it apart: nodes as processes behind a load balancer, PostgreSQL with all its
// care for the disk, a NATS cluster of three processes, an S3 server, and cables
// between each node and the brokers that can be cut. All of it ends with the test.
//
// It knows the program as package rejoin does, from outside.
package cluster

import (
	"cmp"
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/balance"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
	"github.com/rejoin-chat/rejoin/internal/testenv/cable"
	"github.com/rejoin-chat/rejoin/internal/testenv/natsproc"
	"github.com/rejoin-chat/rejoin/internal/testenv/pgtest"
	"github.com/rejoin-chat/rejoin/internal/testenv/s3test"
)

const (
	// someNodes is how many nodes a cluster has, and brokers how many NATS servers.
	someNodes = 3
	brokers   = 3

	bucket = "rejoin"
)

// Options say what is not as in the plainest cluster.
type Options struct {
	// Nodes is how many there are, if not three.
	Nodes int
	// Standby gives the database a synchronous standby.
	Standby bool
	// Args are further arguments of each node.
	Args []string
}

// Cluster is an installation. Its methods are for the test's goroutine.
type Cluster struct {
	// Server is how clients reach the installation, through the load balancer.
	*rejoin.Server
	Nodes    []*rejoin.Node
	Balancer *balance.Balancer
	Database *pgtest.Server
	// Standby is nil unless it was asked for.
	Standby *pgtest.Server
	Brokers natsproc.Cluster
	Files   *s3test.Server

	t testing.TB
	// name is the database's.
	name string
	// cables lead from each node to each broker.
	cables [][]*cable.Cable
}

// Start runs a cluster. The test fails if a node writes to its log what is no
// line of a log, such as a panic; errors are to be expected there.
func Start(t testing.TB, o Options) *Cluster {
	t.Helper()
	c := &Cluster{t: t}
	c.startBacking(o)
	for range cmp.Or(o.Nodes, someNodes) {
		c.lay()
	}
	var err error
	c.Server, err = rejoin.Assemble(rejoin.Parts{
		Folder: t.TempDir(), Args: o.Args, Environments: c.environments(),
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Nodes, c.Balancer = c.Server.Nodes(), c.Server.Balancer()
	t.Cleanup(func() {
		for _, line := range c.Server.Noise() {
			t.Errorf("a node says: %s", line)
		}
		if t.Failed() {
			t.Logf("the nodes' logs:\n%s", c.Server.LogTail())
		}
		c.Server.Remove()
	})
	return c
}

// startBacking starts what the nodes need, side by side.
func (c *Cluster) startBacking(o Options) {
	c.t.Helper()
	program, err := natsproc.Program(c.t.Context(), "..")
	if err != nil {
		c.t.Fatal(err)
	}
	c.Files = s3test.Start(c.t)
	c.Files.CreateBucket(c.t, bucket)
	var started sync.WaitGroup
	var brokersErr error
	// Ends with the start of the cluster.
	started.Go(func() {
		// Other brokers are not told of: a node could go around its cables.
		c.Brokers, brokersErr = natsproc.StartCluster(context.WithoutCancel(c.t.Context()), program, brokers, "--no_advertise")
	})
	c.t.Cleanup(func() { c.Brokers.Kill() })
	defer started.Wait()
	c.Database = pgtest.NewServer(c.t, pgtest.Options{})
	if o.Standby {
		if c.Standby, err = c.Database.Standby(); err != nil {
			c.t.Fatal(err)
		}
	}
	started.Wait()
	if brokersErr != nil {
		c.t.Fatal(brokersErr)
	}
}

// lay connects one more node with the brokers.
func (c *Cluster) lay() {
	c.t.Helper()
	var cables []*cable.Cable
	for _, b := range c.Brokers {
		wire, err := cable.Lay(b.Address())
		if err != nil {
			c.t.Fatal(err)
		}
		c.t.Cleanup(wire.Close)
		cables = append(cables, wire)
	}
	c.cables = append(c.cables, cables)
}

// Environment is what one more node would have, without cables.
func (c *Cluster) Environment() []string {
	return rejoin.Environment(c.Database.URL(c.name), c.Brokers.URL(), c.Files.URL(bucket))
}

// SQL runs statements on the nodes' database, past them, and gives what psql prints.
func (c *Cluster) SQL(statements string) (string, error) { return c.Database.SQL(c.name, statements) }

// environments are those of the nodes, which share a database and a bucket.
func (c *Cluster) environments() [][]string {
	c.name = c.Database.NewDatabase(c.t)
	database := c.Database.URL(c.name)
	if c.Standby != nil {
		database = pgtest.URL(c.name, c.Database.Address(), c.Standby.Address()) + "&target_session_attrs=read-write"
	}
	var environments [][]string
	for _, cables := range c.cables {
		var urls []string
		for _, wire := range cables {
			urls = append(urls, "nats://"+wire.Address())
		}
		environments = append(environments, rejoin.Environment(database, strings.Join(urls, ","), c.Files.URL(bucket)))
	}
	return environments
}

// Isolate cuts a node off from all brokers: what is sent arrives after Rejoin,
// if anybody still wants it.
func (c *Cluster) Isolate(node int) {
	for _, wire := range c.cables[node] {
		wire.Cut()
	}
}

// Reconnect ends Isolate.
func (c *Cluster) Reconnect(node int) {
	for _, wire := range c.cables[node] {
		wire.Mend()
	}
}
