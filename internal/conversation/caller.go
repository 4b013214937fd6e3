package conversation

import (
	"context"
	"log/slog"
	"sync"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// Outside is how flows reach bots, functions and keepers of profiles and tables. Calls may be made more than
// once under one key. An error means that there is no answer and will be none:
// it is the flow's to deal with.
type Outside interface {
	// Ask has a bot answer one turn of a dialog. The dialog's id is the
	// contact's.
	Ask(ctx context.Context, key string, dialog chat.ContactID, turn flow.AskBot) (flow.BotAnswer, error)
	// Invoke has a function answer an event, or only take it when the
	// invocation is asynchronous.
	Invoke(ctx context.Context, key string, call flow.InvokeFunction, event []byte) ([]byte, error)
	// Keeps reports whether there is somebody to consult.
	Keeps(keeper flow.Keeper) bool
	// Consult has a keeper do what an action of the contact's flow says.
	Consult(ctx context.Context, key string, contact chat.ContactID, call flow.Consult) ([]byte, error)
}

const (
	// callsAtOnce is how many calls of a kind are under way on a node. Each waits
	// for somebody else for up to ten seconds.
	callsAtOnce = 512
	// callsWaiting is how many more of a kind wait for their turn. Calls beyond are
	// left to their timers.
	callsWaiting = 4096
)

// callKind is whom a call is for. Each kind has its own places, so that one service
// that hangs holds up nothing but what needs it.
type callKind int

const (
	callsBot callKind = iota
	callsFunction
	callsProfiles
	callsTables
	callsIdentity
	callsRelated
	callKinds
)

func (p *pendingCall) kind() callKind {
	switch {
	case p.Function != nil:
		return callsFunction
	case p.Consult != nil && p.Consult.Keeper == flow.KeeperOfProfiles:
		return callsProfiles
	case p.Consult != nil:
		return callsTables
	case p.Exchange != nil:
		return callsIdentity
	case p.Related != nil:
		return callsRelated
	}
	return callsBot
}

// outgoing is a call that was committed and has to be made.
type outgoing struct {
	session chat.SessionID
	contact chat.ContactID
	call    *pendingCall
}

// callers makes calls. Run owns the goroutines.
type callers struct {
	queues [callKinds]chan outgoing

	mu    sync.Mutex
	open  int             // calls that were taken and are not done
	idle  chan struct{}   // closed when open falls to 0; nil unless somebody waits
	known map[string]bool // by id, the calls that wait or are under way
}

func newCallers() *callers {
	c := &callers{known: make(map[string]bool)}
	for kind := range c.queues {
		c.queues[kind] = make(chan outgoing, callsWaiting)
	}
	return c
}

// take accepts a call unless too many wait. One that this node has already is not
// taken again when its timer fires: where the others are slow, calls that wait for
// their turn outlive their timers, and to make each twice would double the load.
func (c *callers) take(o outgoing) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known[o.call.ID] {
		return
	}
	select {
	case c.queues[o.call.kind()] <- o:
		c.open++
		c.known[o.call.ID] = true
	default: // its timer has it made
	}
}

// forget lets a call be taken again.
func (c *callers) forget(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.known, id)
}

func (c *callers) done() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open--
	if c.open == 0 && c.idle != nil {
		close(c.idle)
		c.idle = nil
	}
}

// settled is closed once no call is under way.
func (c *callers) settled() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.idle == nil {
		c.idle = make(chan struct{})
		if c.open == 0 {
			defer func() { c.idle = nil }()
			close(c.idle)
		}
	}
	return c.idle
}

// RunCalls makes the calls that flows ask for until ctx ends. Those under way are
// finished; what waits is left to its timers.
func (c *Conversations) RunCalls(ctx context.Context) error {
	var wg sync.WaitGroup
	for _, queue := range c.callers.queues {
		wg.Go(func() { c.dealOut(ctx, queue) })
	}
	wg.Wait()
	return nil
}

// dealOut makes the calls of one kind.
func (c *Conversations) dealOut(ctx context.Context, queue <-chan outgoing) {
	var wg sync.WaitGroup
	defer wg.Wait()
	room := make(chan struct{}, callsAtOnce)
	for {
		select {
		case <-ctx.Done():
			return
		case o := <-queue:
			room <- struct{}{} // at most for as long as a call may take
			wg.Go(func() {
				defer func() { <-room; c.callers.done() }()
				c.makeCall(context.WithoutCancel(ctx), o)
			})
		}
	}
}

// SettleCalls waits until no call is under way on this node, nor any that
// followed from the answers.
func (c *Conversations) SettleCalls(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-c.callers.settled():
		return nil
	}
}

func (c *Conversations) makeCall(ctx context.Context, o outgoing) {
	limited, cancel := context.WithTimeout(ctx, o.call.limit())
	defer cancel()
	forget := func() { c.callers.forget(o.call.ID) }
	defer forget()
	// One that does not come back when its time is over is as good as lost.
	defer context.AfterFunc(limited, forget)()
	in, err := c.ask(limited, o)
	if err != nil {
		c.Log.Warn("a flow's call failed", slog.String("contact", string(o.contact)), slog.Any("error", err))
		in = refused(reason(err))
	}
	c.answerCall(ctx, o.session, o.call.ID, in)
}

func (c *Conversations) ask(ctx context.Context, o outgoing) (flow.Input, error) {
	if related := o.call.Related; related != nil {
		return c.changeRelated(ctx, related)
	}
	if code := o.call.Exchange; code != nil {
		return c.exchange(ctx, code)
	}
	if bot := o.call.Bot; bot != nil {
		answer, err := c.Outside.Ask(ctx, o.call.ID, o.contact, *bot)
		return flow.BotAnswered{Answer: answer}, err
	}
	if consult := o.call.Consult; consult != nil {
		answer, err := c.Outside.Consult(ctx, o.call.ID, o.contact, *consult)
		return flow.Consulted{Answer: answer}, err
	}
	payload, err := c.Outside.Invoke(ctx, o.call.ID, *o.call.Function, o.call.Event)
	return flow.FunctionAnswered{Payload: payload}, err
}
