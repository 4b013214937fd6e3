package streaming

import (
	"context"
	"log/slog"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/fanout"
)

// feed is one stream on the node that tells it. All is guarded by Runner.mu but what
// belongs to who has it.
type feed struct {
	stream chat.Stream // Seq is up to where it was told
	// latest is the newest item that is known to exist; more says that there are some
	// beyond what was read.
	latest chat.Seq
	more   bool
	// unsure says that nobody has looked whether the chat has ended: since the stream
	// came here, or since the item that says so was told.
	unsure bool
	// typing passes, and is told while nothing else is to be.
	typing *chat.Item
	// round is the last look at the database that has found the stream.
	round int
	// queued says that it waits for its turn, busy that somebody has it, gone that it
	// is no stream of this node any more.
	queued, busy, gone bool
	// pause is that after the last failure, 0 for none; retry ends it.
	pause time.Duration
	retry clock.Timer
	// cancel ends the listening; nil until it has begun.
	cancel func()
}

type feedKey struct {
	session chat.SessionID
	id      chat.StreamID
}

func keyOf(s *chat.Stream) feedKey { return feedKey{s.SessionID, s.ID} }

// wants reports whether there is something to do.
func (f *feed) wants() bool {
	return f.latest > f.stream.Seq || f.more || f.unsure || f.typing != nil
}

// place is what is told to one topic.
type place struct {
	ready   []*feed // in the order of their turns
	workers int
	// failing says that the last call failed, of which the log told at toldAt.
	failing bool
	toldAt  time.Time
}

// holds reports whether this node has the streams to itself, for long enough to call a
// topic.
func (r *Runner) holds() bool { return r.Clock.Now().Add(within).Before(r.until) }

// add takes a stream on, unless it is there.
func (r *Runner) add(s chat.Stream) {
	if _, there := r.feeds[keyOf(&s)]; there {
		return
	}
	f := &feed{stream: s, unsure: true, round: r.round}
	r.feeds[keyOf(&s)] = f
	r.queue(f)
}

// queue gives a feed a turn when it wants one and has none.
func (r *Runner) queue(f *feed) {
	p := r.places[f.stream.Topic]
	if p == nil {
		p = &place{}
		r.places[f.stream.Topic] = p
	}
	if f.wants() && !f.gone && !f.busy && !f.queued && f.retry == nil {
		f.queued = true
		p.ready = append(p.ready, f)
	}
	if len(p.ready) > 0 && p.workers < perTopic && !r.stopping && r.holds() {
		p.workers++
		r.working.Go(func() { r.work(p) })
	}
}

// drop forgets a feed; who has it does the rest. What is returned is to be called
// without the lock.
func (r *Runner) drop(f *feed) (cancel []func()) {
	f.gone = true
	delete(r.feeds, keyOf(&f.stream))
	if f.retry != nil {
		f.retry.Stop()
		f.retry = nil
	}
	if !f.busy && f.cancel != nil {
		cancel, f.cancel = append(cancel, f.cancel), nil
	}
	return cancel
}

// work gives feeds of a topic their turns until there is none.
func (r *Runner) work(p *place) {
	for {
		f := r.next(p)
		if f == nil {
			return
		}
		r.turn(context.Background(), p, f)
	}
}

// next is whose turn it is; nil ends a worker.
func (r *Runner) next(p *place) *feed {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(p.ready) > 0 && !r.stopping && r.holds() {
		f := p.ready[0]
		p.ready[0] = nil
		p.ready = p.ready[1:]
		f.queued = false
		if !f.gone {
			f.busy = true
			return f
		}
	}
	p.workers--
	return nil
}

// turn tells what a feed has, and puts it behind the others when there is more.
func (r *Runner) turn(ctx context.Context, p *place, f *feed) {
	if f.cancel == nil {
		f.cancel = r.Broker.Subscribe(f.stream.SessionID, func(e fanout.Event) { r.heard(f, &e) })
	}
	gone, err := r.tell(ctx, f)
	var cancels []func()
	r.mu.Lock()
	f.busy = false
	if gone && !f.gone {
		cancels = r.drop(f)
	} else if f.gone {
		cancels, f.cancel = append(cancels, f.cancel), nil
	}
	r.judge(p, f, err)
	r.queue(f)
	r.mu.Unlock()
	for _, cancel := range cancels {
		cancel()
	}
}

// judge has a feed whose turn failed wait, and says so when it is news.
func (r *Runner) judge(p *place, f *feed, err error) {
	if err == nil {
		f.pause = 0
		if p.failing {
			p.failing = false
			r.Log.Info("the topic takes messages again", slog.String("topic", f.stream.Topic))
		}
		return
	}
	now := r.Clock.Now()
	f.pause = min(longestPause, max(firstPause, 2*f.pause))
	if !p.failing || now.Sub(p.toldAt) >= longestPause {
		p.toldAt = now
		r.Log.Warn("what was said in a chat was not streamed, it is tried again", slog.String("topic", f.stream.Topic),
			slog.String("contact", string(f.stream.SessionID)), slog.Duration("pause", f.pause), slog.Any("error", err))
	}
	p.failing = true
	if !f.gone {
		f.typing = nil
		f.more = true
		f.retry = r.Clock.AfterFunc(f.pause, func() { r.again(f) })
	}
}

// again ends a feed's pause.
func (r *Runner) again(f *feed) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f.retry = nil
	r.queue(f)
}

// heard notes what the broker says of a chat.
func (r *Runner) heard(f *feed, e *fanout.Event) {
	if e.Item == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if e.Item.Seq == 0 {
		f.typing = e.Item
	}
	f.latest = max(f.latest, e.Item.Seq)
	r.queue(f)
}
