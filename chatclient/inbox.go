package chatclient

import (
	"sync"
	"time"
)

// event is what the delivering goroutine works through: an item, or a call to a
// handler about the connection.
type event struct {
	item *Item
	// listed marks items that come from the transcript and not from the socket.
	listed bool
	call   func(*Handlers)
}

// inbox is what stands between the connections, which bring items, and the one
// goroutine that hands them to the handlers. It drops repeats, keeps the order,
// makes a connection wait while too much is queued, and holds items back while
// the gap before them is being fetched.
type inbox struct {
	limit int

	mu      sync.Mutex
	changed sync.Cond // of mu: the queue, or closed
	queue   []event
	waited  bool // see stalled
	recent  recent
	holding bool
	held    []Item
	closed  bool

	// floor is the time of the first connection, latest that of the newest item,
	// both by the server's clock and in TimeFormat.
	floor, latest string
}

func newInbox(limit int) *inbox {
	b := &inbox{limit: limit, recent: newRecent()}
	b.changed.L = &b.mu
	return b
}

// receive takes an item from a connection. It waits while the queue is full, and
// reports whether the item ends the chat.
func (b *inbox) receive(item Item) (ended bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.queue) >= b.limit && !b.closed {
		b.waited = true
		b.changed.Wait()
	}
	if b.holding && !b.closed {
		b.held = append(b.held, item)
		return false
	}
	return b.admit(item, false)
}

// stalled reports whether a connection has waited in receive since the last call,
// and so may not have heard its server.
func (b *inbox) stalled() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	waited := b.waited
	b.waited = len(b.queue) >= b.limit
	return waited || b.waited
}

// hold keeps what arrives from now on back until release, and forgets what an
// earlier hold kept.
func (b *inbox) hold() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.holding, b.held = true, nil
}

// release queues the gap and what was held back, merged by time: each of them is
// in order already. It reports whether one of the items ends the chat.
func (b *inbox) release(gap []Item) (ended bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	held := b.held
	b.holding, b.held = false, nil
	for len(gap)+len(held) > 0 {
		if len(held) == 0 || len(gap) > 0 && gap[0].AbsoluteTime <= held[0].AbsoluteTime {
			ended = b.admit(gap[0], true) || ended
			gap = gap[1:]
			continue
		}
		ended = b.admit(held[0], false) || ended
		held = held[1:]
	}
	return ended
}

// admit queues an item that is no repeat. The caller holds the lock.
func (b *inbox) admit(item Item, listed bool) (ended bool) {
	if b.closed || !b.recent.add(&item) {
		return false
	}
	b.latest = max(b.latest, item.AbsoluteTime)
	b.push(event{item: &item, listed: listed})
	return item.ContentType == EventChatEnded
}

// notify queues a call about the connection. It never waits.
func (b *inbox) notify(call func(*Handlers)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.closed {
		b.push(event{call: call})
	}
}

func (b *inbox) push(e event) {
	b.queue = append(b.queue, e)
	b.changed.Broadcast()
}

// next waits for an event; false says that there will be none.
func (b *inbox) next() (event, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.queue) == 0 {
		if b.closed {
			return event{}, false
		}
		b.changed.Wait()
	}
	e := b.queue[0]
	b.queue[0] = event{} // the array outlives the item
	b.queue = b.queue[1:]
	b.changed.Broadcast()
	return e, true
}

// finish takes nothing more after a last call: what is queued or held back is
// still delivered.
func (b *inbox) finish(last func(*Handlers)) {
	b.release(nil)
	b.notify(last)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.changed.Broadcast()
}

// discard takes nothing more and drops what is queued.
func (b *inbox) discard() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed, b.queue, b.held = true, nil, nil
	b.changed.Broadcast()
}

// start notes the time of the first connection.
func (b *inbox) start(date string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.floor == "" {
		b.floor = date
	}
}

// slack is how far before the newest item a gap may begin: two items may have
// been stored in another order than their times say.
const slack = 5 * time.Second

// since is the time from which items may be missing.
func (b *inbox) since() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	t, err := time.Parse(time.RFC3339Nano, b.latest)
	if err != nil {
		return b.floor
	}
	return max(b.floor, t.Add(-slack).UTC().Format(TimeFormat))
}
