package nats

import (
	"sync"
	"time"

	natsgo "github.com/nats-io/nats.go"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

const (
	// maxConfirm is how long Subscribe waits for the server to know.
	maxConfirm = 250 * time.Millisecond
	// flushTimeout is how long the keeper waits for an answer to a batch, and
	// Close for one to all that was sent.
	flushTimeout = 500 * time.Millisecond
)

// interest is which sessions have listeners on this node, and what the server
// knows of it. Listeners come and go by the thousand, so the keeper tells the
// server in batches: while one is on its way the next gathers, and all who wait
// for a batch share one round trip.
type interest struct {
	mu     sync.Mutex
	topics map[string]*topic // by subject
	next   *batch
	wake   chan struct{} // has one element when next is not empty
}

// topic is a session with listeners. Guarded by interest.mu.
type topic struct {
	id      chat.SessionID
	subject string

	listeners int
	confirmed bool // the server knows

	queue    [][]byte // events that wait for the listeners
	draining bool     // a goroutine empties queue

	// sub is the keeper's own.
	sub *natsgo.Subscription
}

// batch is topics whose listeners have come or gone; done is closed when the
// server knows.
type batch struct {
	topics []*topic
	done   chan struct{}
}

func newInterest() *interest {
	return &interest{
		topics: make(map[string]*topic), next: newBatch(), wake: make(chan struct{}, 1),
	}
}

func newBatch() *batch { return &batch{done: make(chan struct{})} }

// add counts a listener. The channel is closed when the server knows of the
// topic; it is nil when it already does.
func (in *interest) add(id chat.SessionID, subject string) (*topic, <-chan struct{}) {
	in.mu.Lock()
	defer in.mu.Unlock()
	t := in.topics[subject]
	if t == nil {
		t = &topic{id: id, subject: subject}
		in.topics[subject] = t
	}
	t.listeners++
	if t.confirmed {
		return t, nil
	}
	return t, in.change(t)
}

// drop uncounts a listener.
func (in *interest) drop(t *topic) {
	in.mu.Lock()
	defer in.mu.Unlock()
	t.listeners--
	if t.listeners == 0 {
		in.change(t)
	}
}

// change has the keeper look at a topic. Needs mu.
func (in *interest) change(t *topic) <-chan struct{} {
	in.next.topics = append(in.next.topics, t)
	select {
	case in.wake <- struct{}{}:
	default:
	}
	return in.next.done
}

// take returns the batch that has gathered and begins another.
func (in *interest) take() *batch {
	in.mu.Lock()
	defer in.mu.Unlock()
	taken := in.next
	in.next = newBatch()
	return taken
}

// wanted reports whether a topic has listeners, and forgets it when not.
func (in *interest) wanted(t *topic) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	if t.listeners > 0 {
		return true
	}
	t.confirmed, t.queue = false, nil
	if in.topics[t.subject] == t {
		delete(in.topics, t.subject)
	}
	return false
}

// confirm notes that the server knows of the topics, and lets those go who wait.
func (in *interest) confirm(done *batch, known []*topic) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, t := range known {
		t.confirmed = true
	}
	close(done.done)
}

// keep is the keeper: it brings the subscriptions in line with the listeners.
// Those made while there is no connection are told by the client library when
// there is one again.
func (b *Broker) keep(conn *natsgo.Conn) {
	for {
		select {
		case <-b.stop:
			return
		case <-b.interest.wake:
		}
		changed := b.interest.take()
		var known []*topic
		for _, t := range changed.topics {
			if b.settle(conn, t) {
				known = append(known, t)
			}
		}
		if len(known) > 0 && conn.IsConnected() {
			// Without an answer the listeners wait no longer than with one.
			_ = conn.FlushTimeout(flushTimeout)
		}
		b.interest.confirm(changed, known)
	}
}

// settle subscribes to a topic or gives it up. It reports whether it is new.
func (b *Broker) settle(conn *natsgo.Conn, t *topic) (subscribed bool) {
	wanted := b.interest.wanted(t)
	switch {
	case wanted && t.sub == nil:
		sub, err := conn.ChanSubscribe(t.subject, b.inbox)
		if err != nil {
			b.complain("a session could not be subscribed to", err)
			return false
		}
		t.sub = sub
		return true
	case !wanted && t.sub != nil:
		// Fails only when the connection is closed, and then it is gone too.
		_ = t.sub.Unsubscribe()
		t.sub = nil
	}
	return false
}
