package streaming

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/topic"
)

// Patience is how long an item waits for a topic that does not take it. Older ones are
// left out, with a line in the log: nobody should be sent yesterday's messages.
const Patience = 24 * time.Hour

const (
	// hold is how long a node has the streams to itself after it has looked. Nothing
	// is sent in what within leaves of it.
	hold = 20 * time.Second
	// within is how long one call of a topic may take.
	within = 10 * time.Second
	// often and seldom are the times between two looks at the database, where events
	// may be lost and other nodes begin streams, and where neither is so.
	often  = 2 * time.Second
	seldom = 5 * time.Second
	// atOnce is how many items of a chat are told before it is another one's turn, and
	// noted together.
	atOnce = 50
	// perTopic is how many chats a topic is told of at a time.
	perTopic = 16
	// pageOf is how many streams are read at a time.
	pageOf = 1000
	// The pause after a failure doubles from firstPause to longestPause.
	firstPause   = time.Second
	longestPause = time.Minute

	leaseName = "tell streams"
)

// Store is what the runner needs of the database.
type Store interface {
	Streams(ctx context.Context, after chat.Stream, limit int) ([]chat.Stream, error)
	MoveStream(ctx context.Context, id chat.SessionID, stream chat.StreamID, to chat.Seq) (bool, error)
	DropStream(ctx context.Context, id chat.SessionID, stream chat.StreamID) (bool, error)
	Session(ctx context.Context, id chat.SessionID) (chat.Session, error)
	Items(ctx context.Context, q store.ItemQuery) ([]chat.Item, error)
	LastSeq(ctx context.Context, id chat.SessionID) (chat.Seq, error)
	LastSeqs(ctx context.Context, ids []chat.SessionID) ([]chat.Seq, error)
	Lease(ctx context.Context, name, holder string, now time.Time, hold time.Duration) (bool, error)
}

// Topics take messages.
type Topics interface {
	// Publish makes one attempt.
	Publish(ctx context.Context, arn string, m topic.Message) error
}

// Config is what a Runner needs.
type Config struct {
	Store  Store
	Topics Topics
	Broker fanout.Broker
	// Lossy says that the broker may lose events, and that other nodes begin streams.
	Lossy bool
	// Text writes an item as clients get it.
	Text func(item *chat.Item) []byte
	// Account is the AccountId of all messages.
	Account string
	// Holder names this node.
	Holder string
	Clock  clock.Clock
	Log    *slog.Logger
}

// Runner tells the streams of all chats. Run owns its goroutines.
type Runner struct {
	Config
	look    chan struct{}
	working sync.WaitGroup

	mu sync.Mutex
	// until is how long this node has the streams to itself, zero when it has not.
	until  time.Time
	feeds  map[feedKey]*feed
	places map[string]*place
	// round counts the looks at the database.
	round    int
	stopping bool
}

// New makes a runner.
func New(c Config) *Runner {
	return &Runner{
		Config: c, look: make(chan struct{}, 1),
		feeds: map[feedKey]*feed{}, places: map[string]*place{},
	}
}

// Started tells the runner of a stream that was committed. It never blocks.
func (r *Runner) Started(s chat.Stream) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.holds() {
		r.add(s)
		return
	}
	select {
	case r.look <- struct{}{}:
	default:
	}
}

// Run tells until ctx ends. A call under way is waited for.
func (r *Runner) Run(ctx context.Context) error {
	on := context.WithoutCancel(ctx)
	failing := false
	for ctx.Err() == nil {
		err := r.pass(on)
		if err != nil && !failing {
			r.Log.Warn("the streams of chats could not be looked at, they are looked at again", slog.Any("error", err))
		}
		failing = err != nil
		r.wait(ctx)
	}
	r.mu.Lock()
	r.stopping = true
	r.mu.Unlock()
	r.working.Wait()
	r.letGo(on)
	return nil
}

// wait ends when it is time to look again, or with ctx.
func (r *Runner) wait(ctx context.Context) {
	pause := seldom
	if r.Lossy {
		pause = often
	}
	t := r.Clock.NewTimer(pause)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-r.look:
	case <-t.C():
	}
}

// letGo gives the streams up, so that another node need not wait for the end of the
// lease.
func (r *Runner) letGo(ctx context.Context) {
	r.mu.Lock()
	had := !r.until.IsZero()
	r.mu.Unlock()
	r.release()
	if !had {
		return
	}
	if _, err := r.Store.Lease(ctx, leaseName, r.Holder, r.Clock.Now(), 0); err != nil {
		r.Log.Warn("the streams of chats could not be given up, other nodes wait", slog.Any("error", err))
	}
}

// pass takes or keeps the lease and looks which streams there are, and which of their
// chats have items that were not told.
func (r *Runner) pass(ctx context.Context) error {
	r.mu.Lock()
	r.round++ // what begins from now on is not missed by this look
	round := r.round
	r.mu.Unlock()
	first, err := r.Store.Streams(ctx, chat.Stream{}, 1)
	if err != nil {
		return err
	}
	if len(first) == 0 {
		r.retire(round) // the lease runs out
		return nil
	}
	now := r.Clock.Now()
	mine, err := r.Store.Lease(ctx, leaseName, r.Holder, now, hold)
	if err != nil {
		return err
	}
	if !mine {
		r.release()
		return nil
	}
	r.renewed(now)
	if err := r.sweep(ctx); err != nil {
		return err
	}
	r.retire(round)
	return nil
}

// renewed notes that the lease was taken at a time. After a time without it another
// node may have told more than is known here.
func (r *Runner) renewed(at time.Time) {
	r.mu.Lock()
	lapsed := !r.until.IsZero() && at.After(r.until)
	r.mu.Unlock()
	if lapsed {
		r.release()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.until = at.Add(hold)
}

// sweep reads all streams.
func (r *Runner) sweep(ctx context.Context) error {
	for after := (chat.Stream{}); ; {
		page, err := r.Store.Streams(ctx, after, pageOf)
		if err != nil {
			return err
		}
		if err := r.meet(ctx, page); err != nil {
			return err
		}
		if len(page) < pageOf {
			return nil
		}
		after = page[len(page)-1]
	}
}

// meet adds the streams that are new here, and looks how far the chats of the others
// are.
func (r *Runner) meet(ctx context.Context, page []chat.Stream) error {
	var known []*feed
	var ids []chat.SessionID
	r.mu.Lock()
	for _, s := range page {
		f, there := r.feeds[keyOf(&s)]
		if !there {
			r.add(s)
			continue
		}
		f.round = r.round
		known, ids = append(known, f), append(ids, s.SessionID)
	}
	r.mu.Unlock()
	if len(ids) == 0 {
		return nil
	}
	newest, err := r.Store.LastSeqs(ctx, ids)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, f := range known {
		f.latest = max(f.latest, newest[i])
		r.queue(f)
	}
	return nil
}

// retire forgets the feeds that the look of a round has not found.
func (r *Runner) retire(round int) { r.forget(func(f *feed) bool { return f.round < round }) }

// release forgets all feeds: the streams are another node's.
func (r *Runner) release() {
	r.mu.Lock()
	r.until = time.Time{}
	r.mu.Unlock()
	r.forget(func(*feed) bool { return true })
}

// forget forgets feeds and stops listening for them.
func (r *Runner) forget(which func(*feed) bool) {
	var cancels []func()
	r.mu.Lock()
	for _, f := range r.feeds {
		if which(f) {
			cancels = append(cancels, r.drop(f)...)
		}
	}
	r.mu.Unlock()
	for _, cancel := range cancels { // which waits for a listener, and that for the lock
		cancel()
	}
}
