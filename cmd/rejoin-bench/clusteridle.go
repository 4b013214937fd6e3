package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// measureIdle counts what customers cost who are connected to several nodes and
// silent: memory of the nodes and of the broker, and processor time of all.
func (b *backing) measureIdle(ctx context.Context, p plan, dir string) error {
	own, err := os.MkdirTemp(dir, "idle")
	if err != nil {
		return err
	}
	return b.inDatabase(func(database string) (err error) {
		list, err := b.startNodes(ctx, p, maxNodes, own, database)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, list.stop()) }()
		before, brokerBefore := list.resident(), residentBytes(b.natsPID)
		sockets, err := list.customers(ctx, p.idle)
		defer func() {
			for _, s := range sockets {
				s.conn.Close()
			}
		}()
		if err != nil {
			return err
		}
		if err := pause(ctx, p.settle); err != nil {
			return err
		}
		fmt.Printf("  %d idle customers on %d nodes: %.1f KiB of the nodes' memory each, %.1f KiB of NATS's\n",
			p.idle, maxNodes, kib(list.resident()-before, p.idle), kib(residentBytes(b.natsPID)-brokerBefore, p.idle))
		return b.printIdleTime(ctx, p, list)
	})
}

// customers connects customers, each to another node than the one that has
// started the chat.
func (list nodes) customers(ctx context.Context, n int) (sockets []*socket, err error) {
	for i := range n {
		customer, err := list.at(i).startChat(ctx, "")
		if err != nil {
			return sockets, err
		}
		s, err := open(list.at(i+1).addr, customer.socket)
		if err != nil {
			return sockets, err
		}
		sockets = append(sockets, s)
	}
	return sockets, nil
}

// printIdleTime shows what being there costs.
func (b *backing) printIdleTime(ctx context.Context, p plan, list nodes) error {
	meters := []meter{list.cpu, b.postgresCPU, b.natsCPU}
	before, began := readings(meters), time.Now()
	if err := pause(ctx, p.settle); err != nil {
		return err
	}
	after, took := readings(meters), time.Since(began)
	share := func(i int) float64 { return 100 * (after[i] - before[i]).Seconds() / took.Seconds() }
	fmt.Printf("  and of one core: %.1f %% by the nodes, %.1f %% by PostgreSQL, %.1f %% by NATS\n", share(0), share(1), share(2))
	return nil
}
