package rejoin

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rejoin-chat/rejoin/e2e/balance"
	"github.com/rejoin-chat/rejoin/internal/testenv/natsproc"
	"github.com/rejoin-chat/rejoin/internal/testenv/pgtest"
	"github.com/rejoin-chat/rejoin/internal/testenv/port"
	"github.com/rejoin-chat/rejoin/internal/testenv/s3test"
)

// Scaled tells whether REJOIN_MODE asks for the scaled mode.
func Scaled() bool { return os.Getenv("REJOIN_MODE") == "scaled" }

// lag is REJOIN_LAG, the time below which the load balancer delays each request and
// each answer in the scaled mode: it finds pages, and tests, that rely on an order which
// a real network does not keep.
func lag() (time.Duration, error) {
	text := os.Getenv("REJOIN_LAG")
	if text == "" {
		return 0, nil
	}
	return time.ParseDuration(text)
}

// nodesOfAServer is how many processes a server is in the scaled mode.
const nodesOfAServer = 2

// backing is what all servers of the tests' process share in the scaled mode.
// Each has a database and a bucket of its own in it, and within NATS they are
// apart by themselves.
type backing struct {
	life     lasting
	database *pgtest.Server
	broker   *natsproc.Server
	files    *s3test.Server
	places   atomic.Int64
}

// shared is the backing, started by the first who asks.
var shared = sync.OnceValues(startBacking)

// startBacking starts the three side by side.
func startBacking() (*backing, error) {
	b := new(backing)
	var starting sync.WaitGroup
	var errs [3]error
	starting.Go(func() {
		// Nobody cuts this server's power: it need not wait for the disk.
		b.database, errs[0] = pgtest.Start(pgtest.Options{Settings: map[string]string{
			"fsync": "off", "synchronous_commit": "off", "max_connections": "600",
		}})
	})
	starting.Go(func() { b.broker, errs[1] = startBroker() })
	starting.Go(func() { errs[2] = b.life.try(func() { b.files = s3test.Start(&b.life) }) })
	starting.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

func startBroker() (*natsproc.Server, error) {
	program, err := natsproc.Program(context.Background(), "..")
	if err != nil {
		return nil, err
	}
	return natsproc.Start(context.Background(), program)
}

func (b *backing) close() (err error) {
	if b.broker != nil {
		err = b.broker.Kill()
	}
	if b.database != nil {
		err = errors.Join(err, b.database.Close())
	}
	b.life.end()
	return err
}

// place is the environment that gives nodes a database and a bucket of their own.
func (b *backing) place() ([]string, error) {
	name := fmt.Sprintf("server%d", b.places.Add(1))
	if _, err := b.database.SQL("postgres", "CREATE DATABASE "+name); err != nil {
		return nil, err
	}
	if err := b.life.try(func() { b.files.CreateBucket(&b.life, name) }); err != nil {
		return nil, err
	}
	return Environment(b.database.URL(name), b.broker.URL(), b.files.URL(name)), nil
}

// Environment is that of a node which shares a database, a broker and a bucket of
// package s3test with others.
func Environment(database, broker, files string) []string {
	return append(s3test.Env(), "REJOIN_DATABASE="+database, "REJOIN_BROKER="+broker, "REJOIN_FILES="+files)
}

// scale makes the server of the scaled mode.
func (s *Server) scale() error {
	b, err := shared()
	if err != nil {
		return err
	}
	env, err := b.place()
	if err != nil {
		return err
	}
	return s.assemble(slices.Repeat([][]string{env}, nodesOfAServer))
}

// assemble makes a node for each environment, and the load balancer in front.
func (s *Server) assemble(environments [][]string) error {
	free, err := port.Free()
	if err != nil {
		return err
	}
	late, err := lag()
	if err != nil {
		return err
	}
	front := balance.Options{Address: port.Address(free), Hold: s.options.KeepListener, Lag: late}
	s.URL = "http://" + front.Address
	if s.tls != nil {
		s.URL = "https://" + front.Address
		front.Certificate, front.Key = s.tls.file, s.tls.key
	}
	public := s.URL
	if s.options.PublicURL != "" {
		public = s.options.PublicURL
	}
	args := append([]string{"--public-url", public, "--data", filepath.Join(s.folder, "none")}, s.options.Args...)
	for i, env := range environments {
		env = slices.Concat(env, s.options.nodeEnv(i))
		n, err := NewNode(NodeOptions{Log: filepath.Join(s.folder, fmt.Sprintf("log%d", i+1)), Args: args, Env: env})
		if err != nil {
			return err
		}
		s.nodes = append(s.nodes, n)
		front.Nodes = append(front.Nodes, n.Address)
	}
	s.balancer = balance.New(front)
	return nil
}
