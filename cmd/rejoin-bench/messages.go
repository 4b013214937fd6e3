package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// talk is one two-party chat under load: who sends over which connection, and
// where everyone listens.
type talk struct {
	send    [2]func(text string) error
	sockets [2]*socket
}

// result is what one window of load came to.
type result struct {
	rate     float64 // messages acknowledged and delivered a second
	p50, p99 time.Duration
	cpu      float64 // seconds of the server for 10,000 messages
}

// measureMessages runs the closed loop on both servers in turn: in every chat one
// message is outstanding, and the next goes out once it was acknowledged and has
// reached the other party. Both parties send in turn and both get every message.
func measureMessages(ctx context.Context, p plan) error {
	fmt.Printf("\nmessages: %d two-party chats, closed loop, %v windows\n", p.chats, p.window)
	var ratios, costs []float64
	for range p.rounds {
		b, err := loadRelay(ctx, p)
		if err != nil {
			return err
		}
		o, err := loadRejoin(ctx, p)
		if err != nil {
			return err
		}
		printResult("bare relay", b)
		printResult("rejoin", o)
		ratios = append(ratios, o.rate/b.rate)
		costs = append(costs, o.cpu/b.cpu)
	}
	fmt.Printf("  median ratio, rejoin to relay: %.2f of the messages a second, %.1f times the CPU\n", median(ratios), median(costs))
	return nil
}

func printResult(name string, r result) {
	fmt.Printf("  %-10s %8.0f messages/s   p50 %7.2f ms   p99 %7.2f ms   %.3f CPU s per 10,000\n",
		name, r.rate, ms(r.p50), ms(r.p99), r.cpu)
}

// median is the middle one of the values, which there must be.
func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func loadRelay(ctx context.Context, p plan) (result, error) {
	dir, err := os.MkdirTemp("", "relay")
	if err != nil {
		return result{}, err
	}
	defer os.RemoveAll(dir)
	proc, err := startRelay(ctx, dir)
	if err != nil {
		return result{}, err
	}
	defer proc.stop()
	talks := make([]*talk, p.chats)
	for i := range talks {
		if talks[i], err = relayTalk(proc.addr, strconv.Itoa(i)); err != nil {
			return result{}, err
		}
	}
	return drive(ctx, p, proc, talks)
}

func relayTalk(addr, chat string) (*talk, error) {
	t := &talk{}
	for side := range 2 {
		c, err := dial(addr)
		if err != nil {
			return nil, err
		}
		t.send[side] = func(text string) error {
			_, err := c.post("/message", chat, relayRecord(text))
			return err
		}
		if t.sockets[side], err = open(addr, "/socket?chat="+chat); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func loadRejoin(ctx context.Context, p plan) (result, error) {
	dir, err := os.MkdirTemp("", "rejoin")
	if err != nil {
		return result{}, err
	}
	defer os.RemoveAll(dir)
	h, err := startRejoin(ctx, p, dir)
	if err != nil {
		return result{}, err
	}
	defer h.stop()
	talks := make([]*talk, p.chats)
	for i := range talks {
		if talks[i], err = h.talk(ctx); err != nil {
			return result{}, err
		}
	}
	return drive(ctx, p, h.process, talks)
}

// talk sets up one chat with a customer and a bot.
func (h *house) talk(ctx context.Context) (*talk, error) {
	customer, err := h.startChat(ctx, "")
	if err != nil {
		return nil, err
	}
	bot, err := h.addBot(ctx, customer.contact)
	if err != nil {
		return nil, err
	}
	t := &talk{}
	for side, who := range []party{customer, bot} {
		c, err := dial(h.addr)
		if err != nil {
			return nil, err
		}
		n := 0
		t.send[side] = func(text string) error {
			n++
			body, err := json.Marshal(map[string]string{
				"Content": text, "ContentType": "text/plain", "ClientToken": who.token[:20] + strconv.Itoa(n),
			})
			if err != nil {
				return err
			}
			_, err = c.post("/participant/message", who.token, body)
			return err
		}
		if t.sockets[side], err = open(h.addr, who.socket); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// drive runs the closed loop and measures the window after the warm-up.
func drive(ctx context.Context, p plan, proc *process, talks []*talk) (result, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var measuring atomic.Bool
	var mu sync.Mutex
	var times []time.Duration
	var failure error
	var wg sync.WaitGroup
	for i, t := range talks {
		wg.Go(func() {
			mine, err := t.loop(ctx, i, &measuring)
			mu.Lock()
			defer mu.Unlock()
			times = append(times, mine...)
			if err != nil && ctx.Err() == nil {
				failure = errors.Join(failure, err)
				cancel()
			}
		})
	}
	if err := pause(ctx, p.warmup); err == nil {
		before, began := proc.cpu(), time.Now()
		measuring.Store(true)
		_ = pause(ctx, p.window)
		measuring.Store(false)
		took, cpu := time.Since(began), proc.cpu()-before
		cancel()
		for _, t := range talks {
			t.close()
		}
		wg.Wait()
		if failure == nil {
			return summarise(times, took, cpu), nil
		}
	}
	cancel()
	for _, t := range talks {
		t.close()
	}
	wg.Wait()
	return result{}, failure
}

func summarise(times []time.Duration, took, cpu time.Duration) result {
	if len(times) == 0 {
		return result{}
	}
	slices.Sort(times)
	n := len(times)
	return result{
		rate: float64(n) / took.Seconds(), p50: times[n/2], p99: times[n*99/100],
		cpu: cpu.Seconds() / float64(n) * 10_000,
	}
}

func (t *talk) close() {
	for _, s := range t.sockets {
		s.conn.Close()
	}
}

// padding makes a message of about 120 bytes.
const padding = "the parcel that I ordered two weeks ago has not arrived yet, could you please look where it is now?"

// loop sends one message after another, the two sides in turn. Each is done when
// it is acknowledged and has reached both sockets.
func (t *talk) loop(ctx context.Context, chat int, measuring *atomic.Bool) ([]time.Duration, error) {
	var times []time.Duration
	for n := 0; ctx.Err() == nil; n++ {
		side := n % 2
		mark := fmt.Sprintf("%d/%d ", chat, n)
		counted, began := measuring.Load(), time.Now()
		if err := t.send[side](mark + padding); err != nil {
			return times, err
		}
		for _, s := range []*socket{t.sockets[1-side], t.sockets[side]} {
			if err := s.until(mark); err != nil {
				return times, err
			}
		}
		if counted && measuring.Load() {
			times = append(times, time.Since(began))
		}
	}
	return times, nil
}

// until reads frames until one holds the mark.
func (s *socket) until(mark string) error {
	for {
		text, err := s.next()
		if err != nil {
			return err
		}
		if bytes.Contains(text, []byte(mark)) {
			return nil
		}
	}
}
