package main

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// worker is one of many that keep a server busy in a closed loop: each turn
// begins when the one before is done.
type worker interface {
	turn(n int) error
	// close ends a turn that waits.
	close()
}

// meter is how much processor time something has used so far.
type meter func() time.Duration

// result is what one window of load came to.
type result struct {
	rate     float64 // turns a second
	p50, p99 time.Duration
	cpu      []float64 // seconds of each meter for 10,000 turns
}

// load is workers at work.
type load struct {
	measuring atomic.Bool
	running   sync.WaitGroup

	mu      sync.Mutex
	times   []time.Duration // of the turns that began and ended in the window
	failure error
}

// drive keeps the workers busy and measures the window after the warm-up.
func drive(parent context.Context, p plan, workers []worker, meters ...meter) (result, error) {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	l := &load{}
	for _, w := range workers {
		l.running.Go(func() {
			if l.loop(ctx, w) != nil {
				cancel()
			}
		})
	}
	_ = pause(ctx, p.warmup)
	before, began := readings(meters), time.Now()
	l.measuring.Store(true)
	_ = pause(ctx, p.window)
	l.measuring.Store(false)
	took, after := time.Since(began), readings(meters)
	cancel()
	for _, w := range workers {
		w.close()
	}
	l.running.Wait()
	switch {
	case l.failure != nil:
		return result{}, l.failure
	case parent.Err() != nil:
		return result{}, parent.Err()
	case len(l.times) == 0:
		return result{}, errNothing
	}
	return l.summarise(took, before, after), nil
}

// errNothing says that a window has seen no turn.
var errNothing = errors.New("nothing was done in the whole window")

// loop ends with the context or when a turn fails, which it returns.
func (l *load) loop(ctx context.Context, w worker) (err error) {
	var times []time.Duration
	for n := 0; err == nil && ctx.Err() == nil; n++ {
		counted, began := l.measuring.Load(), time.Now()
		if err = w.turn(n); err == nil && counted && l.measuring.Load() {
			times = append(times, time.Since(began))
		}
	}
	if ctx.Err() != nil {
		err = nil // it was broken off
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.times, l.failure = append(l.times, times...), errors.Join(l.failure, err)
	return err
}

func (l *load) summarise(took time.Duration, before, after []time.Duration) result {
	slices.Sort(l.times)
	n := len(l.times)
	r := result{rate: float64(n) / took.Seconds(), p50: l.times[n/2], p99: l.times[n*99/100]}
	for i := range before {
		r.cpu = append(r.cpu, (after[i]-before[i]).Seconds()/float64(n)*10_000)
	}
	return r
}

func readings(meters []meter) []time.Duration {
	out := make([]time.Duration, len(meters))
	for i, m := range meters {
		out[i] = m()
	}
	return out
}

// median is the middle one of the values, which there must be.
func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
