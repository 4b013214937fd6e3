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

// Whatever happens to nodes, connections and the broker, a device that goes from
// node to node sees every item for the first time in order.
func TestHoppingDeviceMissesNothing(t *testing.T) {
	travel(t, 1, func(t *testing.T, f *travels) {
		for range 120 {
			f.step()
		}
		f.finish()
		t.Logf("of %d items %d were repeated", f.spoken, f.repeats())
	})
}

// As long as every device has confirmed what it got before it goes elsewhere, and
// no node is killed, nothing is repeated either, unless two nodes had the device
// at once.
func TestHoppingDeviceThatTakesItsTimeGetsNothingTwice(t *testing.T) {
	travel(t, 1, func(t *testing.T, f *travels) {
		for range 60 {
			f.gracefulStep()
		}
		f.finish()
		if n := f.repeats(); n != 0 {
			t.Errorf("of %d items %d were repeated, want none", f.spoken, n)
		}
	})
}

// Two devices of one participant miss nothing either, as long as both had confirmed
// something, and that was saved, before a node of theirs died, or a connection went
// silent or was closed: see doc.go.
func TestTwoHoppingDevicesMissNothing(t *testing.T) {
	travel(t, 2, func(t *testing.T, f *travels) {
		f.careful = true
		for range 80 {
			f.step()
		}
		f.finish()
		t.Logf("of %d items %d were repeated", f.spoken, f.repeats())
	})
}

// travel runs a test on three nodes, with one seed after another, where each
// participant has so many devices.
func travel(t *testing.T, each int, test func(t *testing.T, f *travels)) {
	const runs = 20
	for seed := range uint64(runs) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			inCluster(t, 3, func(nodes []*world) { test(t, newTravels(nodes, seed, each)) })
		})
	}
}

// travels are devices of a customer and of an agent, that go from node to node.
type travels struct {
	rnd     *rand.Rand
	nodes   []*world
	devices []*traveller
	careful bool
	spoken  int
	// deaf nodes miss a part of the events.
	mu   sync.Mutex
	deaf map[*world]int // of 4
}

// traveller is a device, with the socket that it has.
type traveller struct {
	query string // that opens its sockets
	role  chat.Role
	c     *client
	mu    sync.Mutex
	saw   []string          // ids, in the order of their arrival
	of    map[string]string // whose session each is of
}

func newTravels(nodes []*world, seed uint64, each int) *travels {
	f := &travels{rnd: rand.New(rand.NewPCG(seed, 3)), nodes: nodes, deaf: make(map[*world]int)}
	missing := rand.New(rand.NewPCG(seed, 4))
	for _, w := range nodes {
		w.broker.miss = func(fanout.Event) bool {
			f.mu.Lock()
			defer f.mu.Unlock()
			return missing.IntN(4) < f.deaf[w]
		}
	}
	for _, role := range []chat.Role{chat.RoleCustomer, chat.RoleAgent} {
		for range each {
			d := &traveller{query: fmt.Sprintf("%s=s1.%s.%s", gateway.TokenParameter, role, role), role: role}
			f.devices = append(f.devices, d)
			f.connect(d)
		}
	}
	pass(time.Second)
	return f
}

func (f *travels) connect(d *traveller) {
	w := f.nodes[f.rnd.IntN(len(f.nodes))]
	c := w.dial(d.query)
	c.mu.Lock()
	c.saw = func(i wireItem) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.saw = append(d.saw, i.ID)
		if d.of == nil {
			d.of = make(map[string]string)
		}
		d.of[i.ID] = i.InitialContactID
	}
	c.mu.Unlock()
	c.send(subscribe)
	d.c = c
}

func (f *travels) speak() {
	f.say(anyVisibility(f.rnd))
}

func (f *travels) say(v chat.Visibility) {
	f.spoken++
	f.nodes[0].sayTo(f.spoken, v)
}

func (f *travels) step() {
	d := f.devices[f.rnd.IntN(len(f.devices))]
	w := f.nodes[f.rnd.IntN(len(f.nodes))]
	switch n := f.rnd.IntN(100); {
	case n < 45:
		for range 1 + f.rnd.IntN(8) {
			f.speak()
		}
	case n < 65:
		pass(time.Duration(f.rnd.IntN(4000)) * time.Millisecond)
	case n < 71:
		d.c.link.cut()
	case n < 77:
		f.care()
		d.c.leave()
	case n < 82:
		f.care()
		f.freeze(d, f.speak)
	case n < 87:
		f.rotate(d)
	case n < 91:
		f.care()
		w.kill()
	case n < 95:
		w.replace()
	default:
		f.mu.Lock()
		f.deaf[w] = []int{0, 0, 1, 4}[f.rnd.IntN(4)]
		f.mu.Unlock()
	}
	f.comeBack(2)
}

// care has all devices confirm something, and waits until that is saved.
func (f *travels) care() {
	if !f.careful {
		return
	}
	f.comeBack(1)
	pass(time.Second)
	f.say("")
	pass(12 * time.Second)
}

// freeze makes a connection half-open; the device gives it up.
func (f *travels) freeze(d *traveller, speak func()) {
	d.c.link.freeze()
	for range f.rnd.IntN(3) {
		speak()
		pass(time.Second)
	}
	old := d.c
	f.connect(d)
	if f.rnd.IntN(2) == 0 {
		pass(20 * time.Second)
		old.link.cut()
	}
}

// rotate opens a socket, at another node perhaps, before it closes the one before.
func (f *travels) rotate(d *traveller) {
	old := d.c
	f.connect(d)
	for range 100 {
		if len(d.c.text()) > 0 {
			break
		}
		pass(10 * time.Millisecond)
	}
	old.leave()
}

// gracefulStep speaks, waits until all have what was said and confirmed it, and
// then something happens to a device or a node.
func (f *travels) gracefulStep() {
	for range f.rnd.IntN(4) {
		f.speak()
	}
	pass(8 * time.Second)
	d := f.devices[f.rnd.IntN(len(f.devices))]
	switch n := f.rnd.IntN(100); {
	case n < 30:
		d.c.leave()
	case n < 60:
		d.c.link.cut()
	case n < 80:
		f.nodes[f.rnd.IntN(len(f.nodes))].replace()
	default:
		w := f.nodes[f.rnd.IntN(len(f.nodes))]
		f.mu.Lock()
		f.deaf[w] = []int{0, 1, 4}[f.rnd.IntN(3)]
		f.mu.Unlock()
	}
	pass(time.Second)
	f.comeBack(1)
}

// comeBack lets devices whose socket has ended open another, each with one chance
// in so many.
func (f *travels) comeBack(in int) {
	for _, d := range f.devices {
		if d.c.closed() != 0 && f.rnd.IntN(in) == 0 {
			f.connect(d)
		}
	}
	pass(0)
}

func (f *travels) finish() {
	f.comeBack(1)
	pass(20 * time.Second)
	for _, d := range f.devices {
		f.check(d)
		d.c.link.cut()
	}
}

// check compares what a device saw first, in that order, with what there is.
func (f *travels) check(d *traveller) {
	t := f.nodes[0].t
	var want []string
	for _, i := range f.nodes[0].store.items["s1"] {
		if d.role.Sees(i.Visibility) {
			want = append(want, string(i.ID))
		}
	}
	if got := firsts(d.saw); !slices.Equal(got, want) {
		n := 0
		for n < min(len(got), len(want)) && got[n] == want[n] {
			n++
		}
		t.Errorf("%s saw %d different items, want %d; the first %d agree, then come %q, want %q",
			d.role, len(got), len(want), n, got[n:min(n+4, len(got))], want[n:min(n+4, len(want))])
	}
}

// repeats is how many items devices got that they had.
func (f *travels) repeats() (n int) {
	for _, d := range f.devices {
		n += len(d.saw) - len(firsts(d.saw))
	}
	return n
}

// firsts are the ids in the order in which each came first.
func firsts(ids []string) []string {
	var first []string
	seen := make(map[string]bool)
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			first = append(first, id)
		}
	}
	return first
}
