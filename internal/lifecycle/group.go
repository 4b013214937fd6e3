package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// ErrStopped is what Start returns once the group was stopped: a group lives
// once.
var ErrStopped = errors.New("lifecycle: the group was stopped")

// ErrStarted is what a second Start returns.
var ErrStarted = errors.New("lifecycle: the group was started before")

// Options are the settings of a Group.
type Options struct {
	// Grace is how long Stop may take in all. What has not ended by then is
	// reported and left behind, so the process can exit; durability therefore
	// must not depend on a Stop. Zero means no deadline but the caller's.
	Grace time.Duration
	// Log receives a line for each start and stop; nil means none.
	Log *slog.Logger
}

// Group is an ordered set of components. Its methods may be called from any
// goroutine, Stop more than once and before Start.
type Group struct {
	components []Component
	grace      time.Duration
	log        *slog.Logger

	// stopping ends when Stop is first called; it interrupts a Start under way.
	stopping context.Context
	stopNow  context.CancelFunc

	failOnce sync.Once
	failed   chan struct{} // closed after failure is set: a Run ended without being asked to
	failure  error

	mu      sync.Mutex // serialises Start and Stop, guards what follows
	phase   phase
	running []*process // in start order
	stopErr error
}

type phase int

const (
	idle phase = iota
	started
	stopped
)

// New returns a group that will start the components in the order given.
func New(opts Options, components ...Component) *Group {
	g := &Group{
		components: components,
		grace:      opts.Grace,
		log:        opts.Log,
		failed:     make(chan struct{}),
	}
	if g.log == nil {
		g.log = slog.New(slog.DiscardHandler)
	}
	g.stopping, g.stopNow = context.WithCancel(context.Background())
	return g
}

// Start starts the components one after another. If one fails, or ctx ends
// first, those already started are stopped and the errors of both returned.
// The components keep running after ctx ends; Stop ends them.
func (g *Group) Start(ctx context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch g.phase {
	case started:
		return ErrStarted
	case stopped:
		return ErrStopped
	}
	g.phase = started

	starting, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(g.stopping, cancel)()
	for _, c := range g.components {
		if err := g.startOne(ctx, starting, c); err != nil {
			return errors.Join(fmt.Errorf("start %s: %w", c.Name, err), g.stopAll(context.WithoutCancel(ctx)))
		}
	}
	return nil
}

// startOne starts one component within starting. Its Run gets the values of
// parent but not its end: only Stop ends it.
func (g *Group) startOne(parent, starting context.Context, c Component) error {
	if err := starting.Err(); err != nil {
		return err
	}
	if c.Start != nil {
		if err := c.Start(starting); err != nil {
			return err
		}
	}
	g.running = append(g.running, launch(context.WithoutCancel(parent), c, g.fail))
	g.log.Debug("component started", "component", c.Name)
	return nil
}

// fail records the first failure of a component.
func (g *Group) fail(err error) {
	g.failOnce.Do(func() {
		g.failure = err
		close(g.failed)
	})
}

// Stop stops the components in reverse order and waits for each, until ctx ends
// or the grace period is over. It returns the failure that ended the group, if
// any, joined with what went wrong while stopping. A second call waits for the
// first and returns the same error.
func (g *Group) Stop(ctx context.Context) error {
	g.stopNow()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.phase == stopped {
		return g.stopErr
	}
	return g.stopAll(ctx)
}

// stopAll does the work of Stop. The caller holds g.mu.
func (g *Group) stopAll(ctx context.Context) error {
	if g.grace > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, g.grace)
		defer cancel()
	}
	var errs []error
	for i := len(g.running) - 1; i >= 0; i-- {
		p := g.running[i]
		if err := p.stop(ctx); err != nil {
			errs = append(errs, fmt.Errorf("stop %s: %w", p.component.Name, err))
		}
		g.log.Debug("component stopped", "component", p.component.Name)
	}
	select {
	case <-g.failed:
		errs = append([]error{g.failure}, errs...)
	default:
	}
	g.phase, g.running, g.stopErr = stopped, nil, errors.Join(errs...)
	return g.stopErr
}

// Run starts the group, waits until ctx ends or a component fails, and stops
// the group. A nil error means that ctx ended and everything ended in time.
func (g *Group) Run(ctx context.Context) error {
	if err := g.Start(ctx); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
	case <-g.failed:
	}
	return g.Stop(context.WithoutCancel(ctx))
}
