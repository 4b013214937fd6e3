package dispatch

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/routing"
)

// Store is what is read of who waits and who is free; store.Reader has it.
type Store interface {
	Session(ctx context.Context, id chat.SessionID) (chat.Session, error)
	Contact(ctx context.Context, id chat.ContactID) (chat.Contact, error)
	Agent(ctx context.Context, instance chat.InstanceID, user chat.UserID) (chat.Agent, error)
	FreeAgents(ctx context.Context, instance chat.InstanceID, profile string, room, limit int) ([]chat.Agent, error)
	Waiting(ctx context.Context, instance chat.InstanceID, queue chat.QueueID, after chat.Waiting, limit int) ([]chat.Waiting, error)
	Fronts(ctx context.Context, instance chat.InstanceID, queues []chat.QueueID) ([]chat.Waiting, error)
	WaitingQueues(ctx context.Context, after chat.WaitingQueue, limit int) ([]chat.WaitingQueue, error)
}

// Offers makes offers; conversation.Conversations does.
type Offers interface {
	Offer(ctx context.Context, session chat.SessionID, contact chat.ContactID, user chat.UserID) (offered bool, err error)
	// Meets reports whether an agent may have a contact by its routing criteria
	// now, StepEnds when others than now may, zero for never.
	Meets(ctx context.Context, contact chat.Waiting, user chat.UserID) (bool, error)
	StepEnds(ctx context.Context, contact chat.Waiting) (time.Time, error)
	// LookAgain asks for another look at a time, if the contact waits then.
	LookAgain(ctx context.Context, session chat.SessionID, contact chat.ContactID, at time.Time) error
}

// Config is what a Dispatcher needs.
type Config struct {
	Store     Store
	Directory *directory.Directory
	Offers    Offers
	// Clock is the one by which contacts wait, and Machine the one by which this
	// process does. They differ where people move the time.
	Clock, Machine clock.Clock
	Log            *slog.Logger
}

const (
	// workers is how many looks are carried out side by side. Each waits for
	// commits most of the time, which many share.
	workers = 16
	// sweepEvery is how often the queues are gone through.
	sweepEvery = 5 * time.Second
)

// Dispatcher looks for matches. Run owns its goroutines and ends them.
type Dispatcher struct {
	Config
	profiles profiles
	claims   claims

	mu sync.Mutex
	// due are those whom somebody waits for, swept those that a sweep has made sure
	// of, of whom there may be a thousand: they come when nothing else is to be done.
	due, swept line
	busy       int           // how many are being carried out
	rest       chan struct{} // when not nil, closed as soon as there is nothing to do
	work       chan struct{} // has a value while one of the lines may have one
}

// New makes a dispatcher.
func New(c Config) *Dispatcher {
	d := &Dispatcher{Config: c, work: make(chan struct{}, workers)}
	d.profiles = profiles{directory: c.Directory, clock: c.Machine}
	return d
}

// Look has a match looked for, soon. Looks that wait already are not repeated. It
// never blocks.
func (d *Dispatcher) Look(l routing.Look) { d.enter(&d.due, l) }

// enter puts a look into a line and wakes a worker.
func (d *Dispatcher) enter(into *line, l routing.Look) {
	d.mu.Lock()
	into.put(l)
	d.mu.Unlock()
	select {
	case d.work <- struct{}{}:
	default:
	}
}

// take gives the next look; false when there is none. A look that is asked for while
// it is carried out is carried out once more.
func (d *Dispatcher) take() (routing.Look, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	l, ok := d.due.take()
	if !ok {
		l, ok = d.swept.take()
	}
	if ok {
		d.busy++
	}
	return l, ok
}

// done ends a look.
func (d *Dispatcher) done() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.busy--
	if d.idle() && d.rest != nil {
		close(d.rest)
		d.rest = nil
	}
}

// idle reports whether nothing is to be done. Needs mu.
func (d *Dispatcher) idle() bool { return d.busy == 0 && len(d.due.looks)+len(d.swept.looks) == 0 }

// Settle waits until all that was to be looked for has been, so that whoever moves
// the clock sees what came of it.
func (d *Dispatcher) Settle(ctx context.Context) error {
	d.mu.Lock()
	if d.idle() {
		d.mu.Unlock()
		return nil
	}
	if d.rest == nil {
		d.rest = make(chan struct{})
	}
	rest := d.rest
	d.mu.Unlock()
	select {
	case <-rest:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Run carries out looks until ctx ends.
func (d *Dispatcher) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() { d.carryOut(ctx) })
	}
	d.sweep(ctx)
	wg.Wait()
	return nil
}

// carryOut is a worker.
func (d *Dispatcher) carryOut(ctx context.Context) {
	for {
		l, ok := d.take()
		if !ok {
			select {
			case <-d.work:
				continue
			case <-ctx.Done():
				return
			}
		}
		err := d.look(ctx, l)
		d.done()
		if err != nil && ctx.Err() == nil {
			d.Log.Warn("no match could be looked for, the next sweep does", slog.String("session", string(l.Session)),
				slog.String("agent", string(l.Agent)), slog.Any("error", err))
		}
	}
}
