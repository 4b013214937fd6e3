package nats

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	natsgo "github.com/nats-io/nats.go"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/fanout"
)

// openTimeout bounds Open; the handshake of one server may come on top.
const openTimeout = 4 * time.Second

// Broker carries events between the nodes of an installation.
type Broker struct {
	local    *fanout.Local
	subjects subjects
	shown    string // the servers, for the log
	clock    clock.Clock
	log      *slog.Logger
	metrics  Metrics

	outbox     outbox
	interest   *interest
	inbox      chan *natsgo.Msg
	pulse      *pulse
	hurry      chan struct{} // has the beat send a canary at once
	complaints complaints

	conn, second *natsgo.Conn
	// connections counts those that have not yet said goodbye.
	connections sync.WaitGroup

	// life ends when no server is to be dialled any more.
	life   context.Context
	end    context.CancelFunc
	closed atomic.Bool
	stop   chan struct{} // closed by Close
	sent   chan struct{} // closed when the sender has sent all
	tasks  sync.WaitGroup
}

var _ fanout.Broker = (*Broker)(nil)

// Open connects to NATS and sees a message through it. Servers that cannot be
// reached or refuse are an error of one line, without the password, within about
// five seconds or when ctx ends. Once open, the broker looks for servers for as
// long as it takes.
func Open(ctx context.Context, opts Options) (*Broker, error) {
	if err := opts.complete(); err != nil {
		return nil, err
	}
	where, err := parseServers(opts.URL)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	b := newBroker(where, opts)
	settled := context.AfterFunc(ctx, b.end)
	err = b.start(ctx, where, opts)
	if !settled() && (err == nil || errors.Is(err, context.Canceled)) {
		err = fmt.Errorf("fanout/nats: cannot connect to %s: %w", where.shown, context.Cause(ctx))
	}
	if err != nil {
		b.Close()
		return nil, err
	}
	return b, nil
}

func newBroker(where servers, opts Options) *Broker {
	b := &Broker{
		local: fanout.NewLocal(), subjects: makeSubjects(opts.Installation, rand.Text()), shown: where.shown,
		clock: opts.Clock, log: opts.Log, metrics: opts.Metrics,
		outbox: newOutbox(), interest: newInterest(), inbox: make(chan *natsgo.Msg, maxArrived),
		pulse: newPulse(), hurry: make(chan struct{}, 1),
		stop: make(chan struct{}), sent: make(chan struct{}),
	}
	b.life, b.end = context.WithCancel(context.Background())
	return b
}

// start connects, starts the goroutines and waits for the first canary.
func (b *Broker) start(ctx context.Context, where servers, opts Options) (err error) {
	if b.conn, err = b.connect("rejoin "+opts.Node, where, opts); err != nil {
		return err
	}
	b.tasks.Go(func() { b.send(b.conn) })
	b.tasks.Go(func() { b.keep(b.conn) })
	b.tasks.Go(b.deal)
	if b.second, err = b.connect("rejoin "+opts.Node+" beat", where, opts); err != nil {
		return err
	}
	if err = b.listenForCanaries(b.conn, b.second); err != nil {
		return fmt.Errorf("fanout/nats: %s: %w", where.shown, err)
	}
	b.tasks.Go(b.beat)
	if err = b.awaitPulse(ctx); err != nil {
		return fmt.Errorf("fanout/nats: connected to %s, but messages on %s do not pass: %w", where.shown, b.subjects.out, err)
	}
	return nil
}

// awaitPulse waits for the first canary. In a cluster the very first may be
// early, so another follows soon.
func (b *Broker) awaitPulse(ctx context.Context) error {
	soon := b.clock.NewTimer(secondBeat)
	defer soon.Stop()
	for {
		well, changed := b.pulse.state()
		if well {
			return nil
		}
		select {
		case <-changed:
		case <-soon.C():
			if refused := b.complaints.last(); refused != nil {
				return refused
			}
			b.hurryBeat()
		case <-ctx.Done():
			if refused := b.complaints.last(); refused != nil {
				return refused
			}
			return context.Cause(ctx)
		}
	}
}

// Publish implements fanout.Broker.
func (b *Broker) Publish(e fanout.Event) {
	if b.closed.Load() {
		return
	}
	b.post(e)
	b.local.Publish(e)
}

// Subscribe implements fanout.Broker. It returns when the server knows of the
// subscription, and after a moment in any case.
func (b *Broker) Subscribe(id chat.SessionID, listen func(fanout.Event)) (cancel func()) {
	if b.closed.Load() {
		return func() {}
	}
	unlisten := b.local.Subscribe(id, listen)
	t, known := b.interest.add(id, b.subjects.session(id))
	b.await(known)
	var once sync.Once
	return func() {
		once.Do(func() {
			unlisten()
			b.interest.drop(t)
		})
	}
}

// await waits until the server knows; not when there is none.
func (b *Broker) await(known <-chan struct{}) {
	if known == nil || !b.Healthy() {
		return
	}
	t := b.clock.NewTimer(maxConfirm)
	defer t.Stop()
	select {
	case <-known:
	case <-t.C():
	case <-b.stop:
	}
}

// Healthy implements fanout.Broker: canaries come back, and so do events. It
// takes up to three seconds to notice a network that swallows them.
func (b *Broker) Healthy() bool {
	well, _ := b.pulse.state()
	return well && !b.closed.Load()
}

// Close implements fanout.Broker. It gives what is already published half a
// second to leave, and waits for listeners under way.
func (b *Broker) Close() error {
	if b.closed.Swap(true) {
		return nil
	}
	close(b.stop)
	b.end()
	b.local.Close()
	if b.conn != nil {
		b.flush()
		b.conn.Close()
	}
	if b.second != nil {
		b.second.Close()
	}
	b.tasks.Wait()
	b.connections.Wait()
	return nil
}

// flush waits a moment for the sender and the server to take what is left.
func (b *Broker) flush() {
	t := b.clock.NewTimer(flushTimeout)
	defer t.Stop()
	select {
	case <-b.sent:
		if b.conn.IsConnected() {
			_ = b.conn.FlushTimeout(flushTimeout) // too late is lost, as any hint
		}
	case <-t.C():
	}
}
