package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/internal/testenv/natsproc"
	"github.com/rejoin-chat/rejoin/internal/testenv/pgtest"
)

// backing is what the nodes share: a database server and a broker.
type backing struct {
	postgres    *pgtest.Server
	postgresPID int
	nats        *natsproc.Server
	natsPID     int
	databases   int
}

// settings are what anybody gives a server who has read as far as its first
// page; the rest is as delivered, so that every commit is synced.
var settings = map[string]string{"shared_buffers": "1GB", "max_wal_size": "4GB"}

// startBacking runs both; dir is for what they leave.
func startBacking(ctx context.Context, dir string) (_ *backing, err error) {
	b := &backing{}
	defer func() {
		if err != nil {
			err = errors.Join(err, b.stop())
		}
	}()
	program, err := natsproc.Program(ctx, ".")
	if err != nil {
		return nil, err
	}
	note := filepath.Join(dir, "nats.pid")
	if b.nats, err = natsproc.Start(ctx, program, "--pid", note); err != nil {
		return nil, err
	}
	raw, err := os.ReadFile(note)
	if err != nil {
		return nil, err
	}
	if b.natsPID, err = strconv.Atoi(strings.TrimSpace(string(raw))); err != nil {
		return nil, err
	}
	if b.postgres, err = pgtest.Start(pgtest.Options{Settings: settings}); err != nil {
		return nil, err
	}
	lines, err := b.postgres.SQL("postgres", "SELECT pg_read_file('postmaster.pid')")
	if err != nil {
		return nil, err
	}
	b.postgresPID, err = strconv.Atoi(strings.Fields(lines)[0])
	return b, err
}

func (b *backing) stop() (err error) {
	if b.nats != nil {
		err = b.nats.Kill()
	}
	if b.postgres != nil {
		err = errors.Join(err, b.postgres.Close())
	}
	return err
}

// postgresCPU and natsCPU are meters.
func (b *backing) postgresCPU() time.Duration { return familyTime(b.postgresPID) }
func (b *backing) natsCPU() time.Duration     { return processTime(b.natsPID) }

// inDatabase runs f with an empty database, which is gone afterwards.
func (b *backing) inDatabase(f func(name string) error) error {
	b.databases++
	name := fmt.Sprint("bench", b.databases)
	if _, err := b.postgres.SQL("postgres", "CREATE DATABASE "+name); err != nil {
		return err
	}
	err := f(name)
	_, dropped := b.postgres.SQL("postgres", "DROP DATABASE "+name+" WITH (FORCE)")
	return errors.Join(err, dropped)
}

// number is a number that the database server knows.
func (b *backing) number(database, query string) (float64, error) {
	out, err := b.postgres.SQL(database, query)
	if err != nil {
		return 0, err
	}
	return strconv.ParseFloat(strings.TrimSpace(out), 64)
}
