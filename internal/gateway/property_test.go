package gateway_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/gateway"
)

// Whatever happens to sockets, broker events and the process, every participant
// gets every item that is visible to him since he first came, each socket in
// order and without gaps, and repeats carry the same ids.
func TestNoItemIsEverLost(t *testing.T) {
	const runs, steps = 25, 150
	for seed := range uint64(runs) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			inWorld(t, gateway.Limits{QueueBytes: 8 << 10}, func(w *world) {
				h := newHavoc(w, seed)
				for range steps {
					h.step()
				}
				h.finish()
			})
		})
	}
}

// havoc does random things to a session with two participants.
type havoc struct {
	w       *world
	rnd     *rand.Rand
	persons []*person
	lossy   bool
	spoken  int
	before  int // how many items are older than every socket
}

// person is a participant with all the sockets he ever had.
type person struct {
	token   string
	role    chat.Role
	sockets []*client // every one, the dead too
	alive   []*client // those he still reads
}

func newHavoc(w *world, seed uint64) *havoc {
	h := &havoc{w: w, rnd: rand.New(rand.NewPCG(seed, 0))}
	var mu sync.Mutex
	latency := rand.New(rand.NewPCG(seed, 1))
	w.store.answering = func() {
		mu.Lock()
		d := time.Duration(latency.IntN(40)) * time.Millisecond
		mu.Unlock()
		<-time.After(d)
	}
	w.broker.lose = func(fanout.Event) bool { return h.lossy && h.rnd.IntN(4) == 0 }
	for _, role := range []chat.Role{chat.RoleCustomer, chat.RoleAgent} {
		p := &person{token: fmt.Sprintf("s1.%s.%s", role, role), role: role}
		h.persons = append(h.persons, p)
		h.connect(p)
	}
	pass(time.Second)
	return h
}

func (h *havoc) connect(p *person) {
	c := h.w.open(p.token)
	c.send(subscribe)
	p.sockets, p.alive = append(p.sockets, c), append(p.alive, c)
}

func (h *havoc) step() {
	p := h.persons[h.rnd.IntN(len(h.persons))]
	switch n := h.rnd.IntN(100); {
	case n < 55:
		for range 1 + h.rnd.IntN(8) {
			h.speak()
		}
	case n < 70:
		pass(time.Duration(h.rnd.IntN(3000)) * time.Millisecond)
	case n < 80:
		h.connect(p)
	case n < 84:
		h.lose(p, func(c *client) { c.link.cut() })
	case n < 88:
		h.lose(p, func(c *client) { c.link.freeze() })
	case n < 92:
		h.lose(p, (*client).leave)
	case n < 94:
		h.stall(p)
	case n < 96:
		h.lossy = !h.lossy
	case n < 98:
		h.w.broker.broken.Store(!h.w.broker.broken.Load())
	default:
		h.restart(h.rnd.IntN(2) == 0)
	}
}

func (h *havoc) speak() {
	h.spoken++
	h.w.sayTo(h.spoken, anyVisibility(h.rnd))
}

// sayTo puts the nth message of the session, for those of a visibility.
func (w *world) sayTo(n int, v chat.Visibility) {
	w.put(chat.Item{SessionID: "s1", Type: chat.TypeMessage, Content: fmt.Sprint(n), Visibility: v})
}

// anyVisibility is everyone more often than not.
func anyVisibility(rnd *rand.Rand) chat.Visibility {
	all := []chat.Visibility{"", "", "", chat.VisibleToAgents, chat.VisibleToCustomer}
	return all[rnd.IntN(len(all))]
}

func (h *havoc) lose(p *person, end func(*client)) {
	if len(p.alive) == 0 {
		return
	}
	i := h.rnd.IntN(len(p.alive))
	end(p.alive[i])
	p.alive = slices.Delete(p.alive, i, i+1)
}

// stall makes a client read nothing for a while, too long perhaps for its queue.
func (h *havoc) stall(p *person) {
	if len(p.alive) == 0 {
		return
	}
	c := p.alive[h.rnd.IntN(len(p.alive))]
	c.pause()
	for range 1 + h.rnd.IntN(300) {
		h.speak()
	}
	pass(time.Duration(h.rnd.IntN(12)) * time.Second)
	c.resume()
}

// restart ends the process, gracefully or so that no cursor of its last seconds
// is saved.
func (h *havoc) restart(crash bool) {
	h.w.store.setCrashed(crash)
	h.w.stop()
	h.w.store.setCrashed(false)
	pass(time.Second)
	for _, p := range h.persons {
		p.alive = nil
	}
	h.w.start(gateway.Limits{QueueBytes: 8 << 10})
}

// finish heals everything, lets everybody come back, and looks at what they got.
func (h *havoc) finish() {
	h.lossy = false
	h.w.broker.broken.Store(false)
	for _, p := range h.persons {
		h.connect(p)
	}
	pass(5 * time.Second)
	h.speak() // shows the gap of a lost event to those who were connected
	pass(20 * time.Second)
	for _, p := range h.persons {
		h.check(p)
		for _, c := range p.sockets {
			c.link.cut()
		}
	}
}

func (h *havoc) check(p *person) {
	var visible []string
	for _, i := range h.w.store.items["s1"][h.before:] {
		if p.role.Sees(i.Visibility) {
			visible = append(visible, string(i.ID))
		}
	}
	got := make(map[string]bool)
	for n, c := range p.sockets {
		at := -1
		for _, i := range c.received() {
			next := slices.Index(visible, i.ID)
			if next < 0 || (at >= 0 && next != at+1) {
				h.w.t.Errorf("%s, socket %d: %s (visible item %d) follows visible item %d", p.role, n, i.ID, next, at)
			}
			at = next
			got[i.ID] = true
		}
	}
	for _, id := range visible {
		if !got[id] {
			h.w.t.Errorf("%s never got %s of %d items", p.role, id, len(visible))
		}
	}
}
