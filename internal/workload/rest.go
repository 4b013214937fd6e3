package workload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// RestOptions say whose pages are there while nothing happens.
type RestOptions struct {
	// Endpoint is the server's URL.
	Endpoint string
	// Bearers are the access tokens of agents, each of another one.
	Bearers []string
	// For is how long the server is watched once all pages are there.
	For   time.Duration
	Out   io.Writer
	Clock clock.Clock
}

// Rest has agents' pages be there, each with a socket and a request that is held, and
// writes what that costs the server. ErrLost when a page could not keep them.
func Rest(ctx context.Context, o RestOptions) error {
	r, closeAll := newRun(Options{Endpoint: o.Endpoint, Agents: len(o.Bearers), Out: o.Out, Clock: o.Clock})
	defer closeAll()
	agents := make([]*agent, len(o.Bearers))
	for i, bearer := range o.Bearers {
		agents[i] = &agent{run: r, bearer: bearer, chats: map[string]*conversation{}}
	}
	before, known := r.weigh(ctx)
	if !known {
		return errors.New("the server does not tell what it uses")
	}
	began := o.Clock.Now()
	leave, err := r.openAll(ctx, agents)
	defer leave()
	if err != nil {
		return err
	}
	fmt.Fprintf(o.Out, "%d agents came within %.0f s\n", r.Agents, o.Clock.Now().Sub(began).Seconds())
	// Until all have had an answer that told them nothing, and asked again.
	if err := r.pause(ctx, min(o.For, held)+settle); err != nil {
		return err
	}
	used, err := r.watch(ctx, o.For)
	if err != nil {
		return err
	}
	after, _ := r.weigh(ctx)
	r.printWeight(before, after)
	fmt.Fprintf(o.Out, "at rest they cost it %.1f %% of a core, and it has %.0f goroutines\n", 100*used, after.goroutines)
	leave()
	r.book.mu.Lock()
	defer r.book.mu.Unlock()
	if r.book.failed > 0 {
		return fmt.Errorf("%w: %d calls failed, the first: %w", ErrLost, r.book.failed, r.book.failure)
	}
	return nil
}

// watch tells how many cores the server uses.
func (r *run) watch(ctx context.Context, d time.Duration) (cores float64, err error) {
	began := r.Clock.Now()
	before, err := r.metrics(ctx)
	if err != nil {
		return 0, err
	}
	if err := r.pause(ctx, d); err != nil {
		return 0, err
	}
	after, err := r.metrics(ctx)
	return (after[metricProcessor] - before[metricProcessor]) / r.Clock.Now().Sub(began).Seconds(), err
}

// openAtOnce is how many pages are opened side by side.
const openAtOnce = 8

// openAll opens the agents' pages, and has all of them work until leave is called, which
// waits until they have ended.
func (r *run) openAll(ctx context.Context, agents []*agent) (leave func(), err error) {
	working, stop := context.WithCancel(ctx)
	var desks, opening sync.WaitGroup
	leave = func() {
		stop()
		desks.Wait()
	}
	errs := make([]error, openAtOnce)
	for k := range openAtOnce {
		opening.Go(func() {
			for i := k; i < len(agents) && errs[k] == nil; i += openAtOnce {
				if errs[k] = agents[i].arrive(ctx); errs[k] == nil {
					desks.Go(func() { agents[i].work(working) })
				}
			}
		})
	}
	opening.Wait()
	if err := errors.Join(errs...); err != nil {
		return leave, fmt.Errorf("an agent cannot work: %w", err)
	}
	return leave, nil
}

// newRun makes a run with connections enough for all, which closeAll ends.
func newRun(o Options) (r *run, closeAll func()) {
	transport := &http.Transport{MaxIdleConns: 0, MaxIdleConnsPerHost: 2*o.Agents + 2*o.Chats, IdleConnTimeout: 2 * time.Minute}
	return &run{Options: o, http: &http.Client{Transport: transport}, book: newBook(), closing: make(chan struct{})}, transport.CloseIdleConnections
}
