package postgres

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// appends holds the items that wait to be appended, session by session: of one
// session one item is under way at a time, so that a group has one of each and
// no two groups of a node want the same session.
type appends struct {
	// wake holds a token for each committer that may have something to do.
	wake    chan struct{}
	working sync.WaitGroup

	mu     sync.Mutex
	lanes  map[chat.SessionID]*lane
	ready  []*lane // those with an item and none under way, first come first
	queued int
	pace   pace
	closed bool
}

// lane is what waits of one session.
type lane struct {
	waiting []*pending
	busy    bool
}

// pending is an item that waits.
type pending struct {
	// ctx is kept because the item outlives the call that carries it: a caller
	// who has given up must not have it begun.
	ctx   context.Context
	item  chat.Item
	born  time.Time
	state atomic.Int32
	done  chan outcome
	// lost says that an attempt's connection was lost, so that the item may
	// have been stored by it.
	lost bool
}

// The states of a pending item. Whoever leaves waiting, and then begun, first
// decides.
const (
	waiting int32 = iota
	begun
	abandoned // by its caller, before it was begun
	unheard   // by its caller, after that
	told      // what came of it
)

// outcome is what came of an item.
type outcome struct {
	item     chat.Item
	repeated bool
	// alone says that the group could not tell: the caller has to append the
	// item by itself.
	alone bool
	err   error
}

const (
	// maxGroup bounds the items of one commit, and so the time for which the
	// last of a burst delays the answer to the first.
	maxGroup = 512
	// maxQueued bounds the items that wait. At the rate of a small machine this
	// is some seconds of work; a caller beyond it is better told to come back.
	maxQueued = 1 << 16
)

func newAppends() *appends {
	return &appends{wake: make(chan struct{}, committers), lanes: map[chat.SessionID]*lane{}}
}

// begin starts the committers, which end with end.
func (a *appends) begin(s *Store) {
	for range committers {
		a.working.Go(func() { a.work(s) })
	}
}

// end waits for the committers. Nothing waits any more when it is called.
func (a *appends) end() {
	a.mu.Lock()
	a.closed = true
	a.mu.Unlock()
	close(a.wake)
	a.working.Wait()
}

// push adds an item to its session's lane. ErrOverloaded.
func (a *appends) push(p *pending) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.queued >= maxQueued {
		return fmt.Errorf("%w: %d messages to be stored", store.ErrOverloaded, maxQueued)
	}
	l := a.lanes[p.item.SessionID]
	if l == nil {
		l = &lane{}
		a.lanes[p.item.SessionID] = l
	}
	l.waiting = append(l.waiting, p)
	a.queued++
	if !l.busy && len(l.waiting) == 1 {
		a.offer(l)
	}
	return nil
}

// offer makes a lane's first item ready to be taken. Needs mu.
func (a *appends) offer(l *lane) {
	a.ready = append(a.ready, l)
	a.rouse()
}

// grab takes what is ready, up to maxGroup, and begins it. Needs mu.
func (a *appends) grab() (group []*pending) {
	for len(group) < maxGroup && len(a.ready) > 0 {
		l := a.ready[0]
		a.ready[0] = nil
		a.ready = a.ready[1:]
		for len(l.waiting) > 0 && !l.busy {
			p := l.waiting[0]
			l.waiting[0] = nil
			l.waiting = l.waiting[1:]
			a.queued--
			if p.begin() {
				l.busy = true
				group = append(group, p)
			} else {
				a.tidy(p.item.SessionID, l)
			}
		}
	}
	return group
}

// tidy forgets a lane that is idle.
func (a *appends) tidy(id chat.SessionID, l *lane) {
	if len(l.waiting) == 0 && !l.busy {
		delete(a.lanes, id)
	}
}

// leave ends what is under way of sessions, for the next of each.
func (a *appends) leave(ids ...chat.SessionID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, id := range ids {
		l := a.lanes[id]
		l.busy = false
		if len(l.waiting) > 0 {
			a.offer(l)
		}
		a.tidy(id, l)
	}
}

// begin takes the item for a committer; false when its caller has given up.
func (p *pending) begin() bool {
	if p.ctx.Err() != nil {
		p.state.CompareAndSwap(waiting, abandoned)
	}
	return p.state.CompareAndSwap(waiting, begun)
}

// wait returns what came of the item. A context that ends while the item waits
// drops it. Once begun, the outcome is that of the commit; when that does not
// come in time, ErrUncertain: the committer goes on, and a repeat of the item
// finds what it did.
func (s *Store) wait(p *pending) outcome {
	select {
	case o := <-p.done:
		return o
	case <-p.ctx.Done():
	}
	p.state.CompareAndSwap(waiting, abandoned)
	if p.state.Load() == abandoned {
		return outcome{err: ended(p.ctx)}
	}
	left := callWithin
	if outOfTime(p.ctx) {
		left = finishWithin
	}
	timer := s.options.Clock.NewTimer(left)
	defer timer.Stop()
	select {
	case o := <-p.done:
		return o
	case <-timer.C():
	}
	if p.state.CompareAndSwap(begun, unheard) {
		return outcome{err: fmt.Errorf("%w: no answer in time", store.ErrUncertain)}
	}
	return <-p.done
}
