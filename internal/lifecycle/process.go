package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
)

// errEnded is the failure of a Run that returned nil unasked.
var errEnded = errors.New("ended without being asked to")

// process is a started component and the goroutine of its Run.
type process struct {
	component Component
	cancel    context.CancelFunc
	// asked is set before the component is told to end, so that its end can
	// be told from a failure.
	asked atomic.Bool
	ended chan struct{} // closed when Run returned; err is set before
	err   error
}

// launch starts the Run of a component in its own goroutine. fail is called if
// Run returns before it was asked to.
func launch(ctx context.Context, c Component, fail func(error)) *process {
	ctx, cancel := context.WithCancel(ctx)
	p := &process{component: c, cancel: cancel, ended: make(chan struct{})}
	if c.Run == nil {
		close(p.ended)
		return p
	}
	go p.run(ctx, fail)
	return p
}

func (p *process) run(ctx context.Context, fail func(error)) {
	defer close(p.ended)
	err := p.component.Run(ctx)
	if p.asked.Load() {
		if !errors.Is(err, context.Canceled) {
			p.err = err
		}
		return
	}
	if err == nil {
		err = errEnded
	}
	fail(fmt.Errorf("run %s: %w", p.component.Name, err))
}

// stop ends the component: Stop first, then the context of Run, then the wait.
// When ctx ends it gives up on what is still under way and says so; Run is told
// to end all the same.
func (p *process) stop(ctx context.Context) error {
	p.asked.Store(true)
	defer p.cancel()

	var errs []error
	if p.component.Stop != nil {
		var err error
		returned := make(chan struct{})
		// Ends when the component's Stop returns; past the deadline nobody
		// waits for it, and the process is about to exit.
		go func() { err = p.component.Stop(ctx); close(returned) }()
		if await(ctx, returned) {
			errs = append(errs, err)
		} else {
			errs = append(errs, fmt.Errorf("its Stop had not returned: %w", context.Cause(ctx)))
		}
	}
	p.cancel()
	if await(ctx, p.ended) {
		errs = append(errs, p.err)
	} else {
		errs = append(errs, fmt.Errorf("its Run had not returned: %w", context.Cause(ctx)))
	}
	return errors.Join(errs...)
}

// await waits for done until ctx ends and reports whether done came. When both
// are there done wins, so that a late but finished component is no error.
func await(ctx context.Context, done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	case <-ctx.Done():
	}
	select {
	case <-done:
		return true
	default:
		return false
	}
}
