package agentapp

import (
	"container/list"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/fanout"
)

// linger is how long an agent is listened to after the last request has gone. The
// next one comes a tenth of a second later, and listening anew costs a round trip to
// the broker. client: amazon-connect-streams src/worker.js.
const linger = time.Minute

// hub listens for the agents whom requests wait for. It owns no goroutine.
type hub struct {
	broker fanout.Broker
	clock  clock.Clock

	mu     sync.Mutex
	agents map[chat.SessionID]*watch // by fanout.AgentKey
	idle   *list.List                // of *watch whom nobody waits for, the longest first
}

// watch is an agent who is listened to.
type watch struct {
	key      chat.SessionID
	instance chat.InstanceID
	user     chat.UserID
	// ready is closed when the broker knows.
	ready chan struct{}

	// These belong to the hub's lock.
	waiting   int
	idleSince time.Time
	place     *list.Element // in hub.idle, nil while somebody waits
	cancel    func()

	mu      sync.Mutex
	changed chan struct{} // closed at the next event
}

func newHub(b fanout.Broker, c clock.Clock) *hub {
	return &hub{broker: b, clock: c, agents: map[chat.SessionID]*watch{}, idle: list.New()}
}

// watch listens to an agent until release, and a little longer. What happens from
// now on is told.
func (h *hub) watch(a Agent) (w *watch, release func()) {
	key := fanout.AgentKey(a.Instance, a.User)
	h.mu.Lock()
	w = h.agents[key]
	first := w == nil
	if first {
		w = &watch{key: key, instance: a.Instance, user: a.User, ready: make(chan struct{}), changed: make(chan struct{})}
		h.agents[key] = w
	}
	w.waiting++
	if w.place != nil {
		h.idle.Remove(w.place)
		w.place = nil
	}
	left := h.leave()
	h.mu.Unlock()
	for _, cancel := range left {
		cancel()
	}
	if first {
		cancel := h.broker.Subscribe(key, w.event)
		h.mu.Lock()
		w.cancel = cancel
		h.mu.Unlock()
		close(w.ready)
	}
	<-w.ready
	return w, func() { h.release(w) }
}

// release notes that a request waits no more.
func (h *hub) release(w *watch) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if w.waiting--; w.waiting == 0 {
		w.idleSince = h.clock.Now()
		w.place = h.idle.PushBack(w)
	}
}

// each calls visit for each agent for whom a request waits, or has since a time.
func (h *hub) each(since time.Time, visit func(chat.InstanceID, chat.UserID)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, w := range h.agents {
		if w.waiting > 0 || w.idleSince.After(since) {
			visit(w.instance, w.user)
		}
	}
}

// leave forgets those whom nobody has waited for in a while; what it gives is to be
// called without the lock, as it waits for an event under way. Needs mu.
func (h *hub) leave() (cancels []func()) {
	before := h.clock.Now().Add(-linger)
	for e := h.idle.Front(); e != nil; e = h.idle.Front() {
		w := e.Value.(*watch)
		if w.idleSince.After(before) {
			break
		}
		h.idle.Remove(e)
		delete(h.agents, w.key)
		cancels = append(cancels, w.cancel)
	}
	return cancels
}

// event wakes those who wait. It runs in the publisher's goroutine.
func (w *watch) event(fanout.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.changed)
	w.changed = make(chan struct{})
}

// next is closed at the next event.
func (w *watch) next() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.changed
}
