package delivery

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// Retention is how long a message waits for somebody who does not take it. Records
// and events that are older are dropped, with a line in the log.
const Retention = 7 * 24 * time.Hour

const (
	// atOnce and bytesAtOnce bound what is told in one go, but for the rest of the last
	// message. Kinesis takes 500 records and 5 MiB, and web servers often no more than
	// a megabyte.
	atOnce      = 200
	bytesAtOnce = 512 << 10
	// hold is how long a node has a stream to itself after it has looked; within is
	// how long one go may take, less than that by what writing it down takes.
	hold   = 30 * time.Second
	within = 20 * time.Second
	// idle bounds the wait for the next message, so that those of a node that died
	// are seen too.
	idle = 2 * time.Second
	// seldom is how often it is looked whether what nobody is told is too old.
	seldom = time.Hour
	// The pause after a failure doubles from firstPause to longestPause.
	firstPause   = time.Second
	longestPause = time.Minute
)

// Message is what a sink is given.
type Message struct {
	// Key is the same for messages that must stay in order.
	Key  string
	Data []byte // one JSON document without line breaks
}

// Sink takes messages.
type Sink interface {
	// Deliver has messages taken, in order for each key, and tells of each whether it
	// surely was; nil says that none was. The others come again, also those that may
	// have been. An error says why not all were.
	Deliver(ctx context.Context, messages []Message) (taken []bool, err error)
	// Close lets go of connections.
	Close()
}

// whole says that all messages were taken.
func whole(messages []Message) []bool {
	taken := make([]bool, len(messages))
	for i := range taken {
		taken[i] = true
	}
	return taken
}

// Outbox is where messages wait.
type Outbox interface {
	Outgoing(ctx context.Context, stream string, limit int) ([]store.Outgoing, error)
	DropOutgoing(ctx context.Context, list []store.Outgoing) error
	Lease(ctx context.Context, name, holder string, now time.Time, hold time.Duration) (bool, error)
}

// Config is what a Runner needs.
type Config struct {
	Outbox Outbox
	// Stream is what it tells, to Sink; nil drops what is too old and tells nobody.
	Stream string
	Sink   Sink
	// Told is what a message says; nil for one that says nothing any more.
	Told func(ctx context.Context, o store.Outgoing) ([]byte, error)
	// Holder names this node.
	Holder string
	Clock  clock.Clock
	Log    *slog.Logger
}

// Runner tells one stream. Run owns its goroutine.
type Runner struct {
	Config
	changed chan struct{}
	pause   time.Duration // after the last failure, 0 for none
	// most is how many messages are told in one go. It halves whenever none was taken,
	// so that whoever takes few at once, or stumbles over one, still gets those before.
	most int
}

// New makes a runner.
func New(c Config) *Runner {
	return &Runner{Config: c, changed: make(chan struct{}, 1), most: atOnce}
}

// Changed tells the runner that there may be more. It never blocks.
func (r *Runner) Changed() {
	select {
	case r.changed <- struct{}{}:
	default:
	}
}

// Run tells messages until ctx ends. What is being told is told to the end.
func (r *Runner) Run(ctx context.Context) error {
	if r.Sink != nil {
		defer r.Sink.Close()
	}
	for ctx.Err() == nil {
		more, err := r.pass(context.WithoutCancel(ctx))
		if err == nil {
			r.pause = 0
			if more {
				continue
			}
			if r.Sink == nil {
				r.wait(ctx, seldom, nil)
			} else {
				r.wait(ctx, idle, r.changed)
			}
			continue
		}
		r.pause = min(longestPause, max(firstPause, 2*r.pause))
		r.Log.Warn("what is to be told elsewhere was not taken, it is tried again",
			slog.String("stream", r.Stream), slog.Duration("pause", r.pause), slog.Any("error", err))
		r.wait(ctx, r.pause, nil)
	}
	return nil
}

// wait ends after a time, with ctx, or when early has something.
func (r *Runner) wait(ctx context.Context, d time.Duration, early <-chan struct{}) {
	t := r.Clock.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-early:
	case <-t.C():
	}
}

// pass tells what waits, up to a bound, and reports whether there may be more.
func (r *Runner) pass(ctx context.Context) (more bool, err error) {
	list, err := r.Outbox.Outgoing(ctx, r.Stream, 1)
	if err != nil || len(list) == 0 {
		return false, err
	}
	now := r.Clock.Now()
	mine, err := r.Outbox.Lease(ctx, "tell "+r.Stream, r.Holder, now, hold)
	if err != nil || !mine {
		return false, err
	}
	// Another one may have told them before the stream became this one's.
	if list, err = r.Outbox.Outgoing(ctx, r.Stream, atOnce); err != nil {
		return false, err
	}
	if old := r.expired(list, now); len(old) > 0 {
		r.Log.Error("nobody took what was to be told elsewhere, it is dropped",
			slog.String("stream", r.Stream), slog.Int("messages", len(old)), slog.Time("from", old[0].At))
		return true, r.Outbox.DropOutgoing(ctx, old)
	}
	if r.Sink == nil {
		return false, nil
	}
	return r.tell(ctx, list)
}

// expired are the first of the messages that have waited too long.
func (r *Runner) expired(list []store.Outgoing, now time.Time) []store.Outgoing {
	n := 0
	for n < len(list) && now.Sub(list[n].At) > Retention {
		n++
	}
	return list[:n]
}

// tell tells as many as fit, and removes those that were taken.
func (r *Runner) tell(ctx context.Context, list []store.Outgoing) (more bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	messages, of, gone, failed := r.read(ctx, list)
	if len(messages) > 0 {
		taken, err := r.Sink.Deliver(ctx, messages)
		if err != nil {
			failed = err
		}
		some := false
		for i, is := range taken {
			if is {
				some, gone = true, append(gone, of[i])
			}
		}
		r.measure(len(messages), some)
	}
	if err := r.Outbox.DropOutgoing(context.WithoutCancel(ctx), gone); err != nil {
		return false, err
	}
	return len(gone) > 0, failed
}

// read reads what the first of a list say, as much as fits. What says nothing any more
// is gone; of names what each message is told for. The error says why not all were
// read.
func (r *Runner) read(ctx context.Context, list []store.Outgoing) (messages []Message, of, gone []store.Outgoing, err error) {
	size := 0
	for _, o := range list {
		if len(messages) >= r.most || size >= bytesAtOnce {
			break
		}
		data, err := r.Told(ctx, o)
		if err != nil {
			return messages, of, gone, fmt.Errorf("read what to tell of contact %s: %w", o.ContactID, err)
		}
		if data == nil {
			gone = append(gone, o)
			continue
		}
		messages, of = append(messages, Message{string(o.ContactID), data}), append(of, o)
		size += len(data)
	}
	return messages, of, gone, nil
}

// measure notes how it went with so many messages: where some were taken, it can go on
// soon and with more.
func (r *Runner) measure(messages int, some bool) {
	if some {
		r.pause, r.most = 0, min(atOnce, 2*r.most)
		return
	}
	r.most = max(1, messages/2)
}
