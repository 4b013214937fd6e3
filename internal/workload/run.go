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
	"github.com/rejoin-chat/rejoin/internal/sigv4"
)

// Options say what server is kept busy, and with what.
type Options struct {
	// Endpoint is the server's URL, Instance its instance, and Signer signs requests
	// of the Connect API.
	Endpoint, Instance string
	Signer             sigv4.Signer
	// Agents work, each in as many chats at once as it takes for Chats to go on.
	Agents, Chats int
	// For is how long new chats begin, and Talk how long a chat takes.
	For, Talk time.Duration
	Out       io.Writer
	Clock     clock.Clock
}

// MaxFor bounds Options.For: agents sign in once, for an hour.
const MaxFor = 45 * time.Minute

const (
	// settle is how long the server is left alone before it is weighed.
	settle = 3 * time.Second
	// patience is how long anything may take that should come at once. What takes
	// longer is lost.
	patience = time.Minute
)

// ErrLost says that something was lost.
var ErrLost = errors.New("not everything came through")

// run is one run.
type run struct {
	Options
	http *http.Client
	book *book
	flow string // into the queue
	// closing is closed when no chat begins any more.
	closing chan struct{}
}

// Run keeps a server busy and writes a report. ErrLost when a contact was not offered
// to anybody, an offer did not come to its agent, or a message did not come.
func Run(ctx context.Context, o Options) error {
	r, closeAll := newRun(o)
	defer closeAll()
	agents, err := r.setUp(ctx)
	if err != nil {
		return err
	}
	defer r.dismissAll(context.WithoutCancel(ctx), agents)
	before, known := r.weigh(ctx)
	leave, err := r.openAll(ctx, agents)
	defer leave()
	if err != nil {
		return err
	}
	if err := r.pause(ctx, settle); err != nil {
		return err
	}
	if known {
		after, _ := r.weigh(ctx)
		r.printWeight(before, after)
	}
	began := o.Clock.Now()
	r.chat(ctx)
	leave()
	if known {
		after, _ := r.weigh(ctx)
		fmt.Fprintf(o.Out, "after the chats the server has %.0f MiB of resident memory\n", float64(after.resident)/(1<<20))
	}
	r.book.print(o.Out, o.Clock.Now().Sub(began))
	if err := ctx.Err(); err != nil {
		return err
	}
	return r.book.verdict()
}

// chat has customers chat for the time of the run, and waits until the last has ended.
func (r *run) chat(ctx context.Context) {
	var customers sync.WaitGroup
	for n := range r.Chats {
		customers.Go(func() { r.customer(ctx, n) })
	}
	_ = r.pause(ctx, r.For)
	close(r.closing)
	customers.Wait()
}

// pause waits, for as long as ctx lives.
func (r *run) pause(ctx context.Context, d time.Duration) error {
	timer := r.Clock.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C():
	case <-ctx.Done():
	}
	return ctx.Err()
}

// within waits for something that should come at once; false when it does not.
func within[T any](ctx context.Context, r *run, c <-chan T) bool {
	timer := r.Clock.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-c:
		return true
	case <-timer.C():
	case <-ctx.Done():
	}
	return false
}
