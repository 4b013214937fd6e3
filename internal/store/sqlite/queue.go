package sqlite

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/rejoin-chat/rejoin/internal/store"
)

// queue holds the requests that wait for the writer, in order of arrival.
type queue struct {
	// wake holds a token when the writer has something to look at.
	wake chan struct{}

	mu      sync.Mutex
	pending []*request
	spare   []*request
	closed  bool
}

// maxQueued bounds the requests that wait. At the rate of a small machine this
// is some seconds of work; a caller beyond it is better told to come back.
const maxQueued = 1 << 16

// maxGroup bounds the requests of one commit, and so the time for which the
// last of a burst delays the answer to the first.
const maxGroup = 1024

func newQueue() *queue { return &queue{wake: make(chan struct{}, 1)} }

// request is a piece of work for the writer.
type request struct {
	// ctx is kept because the request outlives the call that carries it: a
	// caller who has given up must not have his work begun.
	ctx   context.Context
	work  func(*writer) error
	state atomic.Int32
	done  chan error
}

// The states of a request. Whoever leaves waiting first decides.
const (
	waiting int32 = iota
	begun
	abandoned
)

// begin takes the request for the writer; false when its caller has given up.
func (r *request) begin() bool {
	if r.ctx.Err() != nil {
		r.state.CompareAndSwap(waiting, abandoned)
	}
	return r.state.CompareAndSwap(waiting, begun)
}

// answer tells the outcome to a caller who still waits for it.
func (r *request) answer(err error) {
	if r.state.Load() == begun {
		r.done <- err
	}
}

// submit queues work and waits for its outcome. A context that ends while the
// work waits drops it; once begun, the outcome is that of the commit.
func (q *queue) submit(ctx context.Context, work func(*writer) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r := &request{ctx: ctx, work: work, done: make(chan error, 1)}
	if err := q.push(r); err != nil {
		return err
	}
	select {
	case err := <-r.done:
		return err
	case <-ctx.Done():
	}
	r.state.CompareAndSwap(waiting, abandoned)
	if r.state.Load() == abandoned {
		return ctx.Err()
	}
	return <-r.done
}

func (q *queue) push(r *request) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.closed:
		return store.ErrClosed
	case len(q.pending) >= maxQueued:
		return store.ErrOverloaded
	}
	q.pending = append(q.pending, r)
	q.signal()
	return nil
}

// take waits for requests and returns up to maxGroup of them; none when the
// queue is closed and empty. The slice is valid until the next take.
func (q *queue) take() []*request {
	for {
		group, open := q.grab()
		if len(group) > 0 || !open {
			return group
		}
		<-q.wake
	}
}

func (q *queue) grab() (group []*request, open bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.pending) > maxGroup {
		group = q.pending[:maxGroup:maxGroup]
		q.pending = q.pending[maxGroup:]
		return group, true
	}
	group = q.pending
	clear(q.spare)
	q.pending, q.spare = q.spare[:0], q.pending
	return group, !q.closed
}

// close refuses further requests; what waits is still done.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.signal()
}

func (q *queue) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}
