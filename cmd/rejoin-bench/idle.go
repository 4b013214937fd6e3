package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
)

// measureIdle counts the memory of customers who are connected and silent.
func measureIdle(ctx context.Context, p plan) error {
	fmt.Printf("\nidle: %d connected customers\n", p.idle)
	dir, err := os.MkdirTemp("", "idle")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := idleRelay(ctx, p, dir); err != nil {
		return err
	}
	h, err := startRejoin(ctx, p, dir)
	if err != nil {
		return err
	}
	defer h.stop()
	before := h.resident()
	for range p.idle {
		customer, err := h.startChat(ctx, "")
		if err != nil {
			return err
		}
		s, err := open(h.addr, customer.socket)
		if err != nil {
			return err
		}
		defer s.conn.Close()
	}
	if err := pause(ctx, p.settle); err != nil {
		return err
	}
	fmt.Printf("  %-10s %6.1f KiB of resident memory a customer\n", "rejoin", kib(h.resident()-before, p.idle))
	return nil
}

func idleRelay(ctx context.Context, p plan, dir string) error {
	proc, err := startRelay(ctx, dir)
	if err != nil {
		return err
	}
	defer proc.stop()
	before := proc.resident()
	for i := range p.idle {
		s, err := open(proc.addr, "/socket?chat="+strconv.Itoa(i))
		if err != nil {
			return err
		}
		defer s.conn.Close()
	}
	if err := pause(ctx, p.settle); err != nil {
		return err
	}
	fmt.Printf("  %-10s %6.1f KiB of resident memory a socket\n", "bare relay", kib(proc.resident()-before, p.idle))
	return nil
}

func kib(bytes int64, n int) float64 { return float64(bytes) / 1024 / float64(n) }
