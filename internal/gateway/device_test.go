package gateway_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/gateway"
)

const confirmed = 2 * time.Second // by then every pong is in

func TestDroppedDeviceIsSentWhatTheOtherConfirmedMeanwhile(t *testing.T) {
	for name, drop := range map[string]func(*world, *client){
		"reset":     func(_ *world, c *client) { c.link.cut() },
		"half-open": func(_ *world, c *client) { c.link.freeze() },
		"reaped":    func(_ *world, c *client) { c.link.freeze(); pass(4 * time.Minute) },
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, gateway.Limits{}, func(w *world) {
				phone, laptop := w.join(customer), w.join(customer)
				w.say("s1", "anna", "one")
				pass(confirmed)
				drop(w, phone)
				w.say("s1", "anna", "two")
				w.say("s1", "anna", "three")
				pass(confirmed)
				again := w.join(customer)
				again.wantContents("two", "three")
				w.say("s1", "anna", "four")
				pass(confirmed)
				again.wantContents("two", "three", "four")
				laptop.wantContents("one", "two", "three", "four")
				phone.link.cut()
			})
		})
	}
}

func TestSlowDeviceIsSentTheRestThoughTheOtherHasIt(t *testing.T) {
	inWorld(t, gateway.Limits{QueueBytes: 64 << 10}, func(w *world) {
		slow, fast := w.join(customer), w.join(customer)
		slow.pause()
		var want []string
		for i := range 200 {
			want = append(want, fmt.Sprintf("%03d%s", i, strings.Repeat("x", 1000)))
			w.say("s1", "anna", want[i])
			pass(time.Millisecond)
		}
		pass(5 * time.Second)
		slow.resume()
		pass(5 * time.Second)
		fast.wantContents(want...)
		had, rest := slow.contents(), w.join(customer).contents()
		if len(had) == 200 || len(rest) == 0 || rest[0] > want[len(had)] || rest[len(rest)-1] != want[199] {
			t.Errorf("the slow device had %d messages and was then sent %d, want all 200 together", len(had), len(rest))
		}
	})
}

// Neither a page that is loaded again nor a rotation is a device that comes back:
// the place of the phone, which is away, stays.
func TestPlaceWaitsForItsDevice(t *testing.T) {
	for name, renew := range map[string]func(*world, *client){
		"a refresh": func(w *world, c *client) { c.leave(); pass(3 * time.Second); w.join(customer) },
		"a rotation": func(w *world, c *client) {
			w.open(customer).send(`{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`)
			pass(100 * time.Millisecond)
			c.leave()
		},
		"nothing": func(*world, *client) {},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, gateway.Limits{}, func(w *world) {
				phone, laptop := w.join(customer), w.join(customer)
				pass(confirmed)
				phone.link.cut()
				w.say("s1", "anna", "one")
				pass(confirmed)
				renew(w, laptop)
				pass(confirmed)
				w.say("s1", "anna", "two")
				pass(confirmed)
				w.join(customer).wantContents("one", "two")
			})
		})
	}
}

func TestDevicesMayComeBackInAnyOrder(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		first, second := w.join(customer), w.join(customer)
		pass(confirmed)
		first.link.cut()
		w.say("s1", "anna", "one")
		pass(confirmed)
		second.link.cut()
		w.say("s1", "anna", "two")
		w.join(customer).wantContents("one", "two")
		w.say("s1", "anna", "three")
		pass(confirmed)
		w.join(customer).wantContents("one", "two", "three")
		w.join(customer).wantContents() // both are back: this one is new
	})
}

func TestFlappingDeviceGetsNothingTwice(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		c := w.join(customer)
		var got, want []string
		for i := range 12 {
			want = append(want, fmt.Sprint(i))
			w.say("s1", "anna", want[i])
			pass(confirmed)
			got = append(got, c.contents()...)
			switch i % 3 {
			case 0:
				c.link.freeze() // noticed by the server minutes later, or never
			case 1:
				c.link.cut()
			case 2:
				c.leave()
			}
			old := c
			c = w.join(customer)
			if i%2 == 0 {
				pass(5 * time.Minute)
			}
			old.link.cut()
		}
		got = append(got, c.contents()...)
		if !slices.Equal(got, want) {
			t.Errorf("over all its sockets the device got %q, want %q", got, want)
		}
	})
}

func TestPlaceOfADeviceThatStaysAwayExpires(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		phone, laptop := w.join(customer), w.join(customer)
		pass(confirmed)
		phone.link.cut()
		w.say("s1", "anna", "one")
		pass(16 * time.Minute)
		w.join(customer).wantContents()
		laptop.wantContents("one")
	})
}

func TestSavedCursorWaitsForTheSlowestDevice(t *testing.T) {
	inWorld(t, gateway.Limits{CursorEvery: time.Second}, func(w *world) {
		phone, laptop := w.join(customer), w.join(customer)
		wantSaved := func(when string, want int) {
			t.Helper()
			if got := w.store.cursor("s1", "anna"); got != want {
				t.Errorf("saved cursor %s = %d, want %d", when, got, want)
			}
		}
		w.say("s1", "anna", "one")
		pass(2 * confirmed)
		wantSaved("while both confirm", 1)
		phone.link.freeze()
		w.say("s1", "anna", "two")
		pass(2 * confirmed)
		wantSaved("while one is dead", 1)
		phone.link.cut()
		laptop.link.cut()
		pass(2 * confirmed)
		wantSaved("when both are away", 1)
		w.join(customer)
		pass(2 * confirmed)
		wantSaved("when one is back", 1)
		w.join(customer)
		pass(2 * confirmed)
		wantSaved("when both are back", 2)
	})
}

func TestEveryDeviceIsOwedItsItemsAfterACrash(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		w.join(customer)
		w.join(customer)
		w.say("s1", "anna", "one")
		pass(10 * time.Second)
		w.store.setCrashed(true)
		w.say("s1", "anna", "two")
		pass(confirmed)
		w.stop()
		w.store.setCrashed(false)
		pass(time.Second)
		w.start(gateway.Limits{})
		w.join(customer).wantContents("two")
		w.say("s1", "anna", "three")
		pass(10 * time.Second)
		w.join(customer).wantContents("two", "three")
		pass(5 * time.Minute)
		w.join(customer).wantContents()
	})
}

// A node that dies at once after a second device has come has saved that there are
// two.
func TestNewDeviceIsOwedItsItemsAfterACrash(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		w.join(customer)
		w.open(customer).send(subscribe)
		pass(time.Millisecond)
		w.store.setCrashed(true)
		w.say("s1", "anna", "one")
		pass(confirmed)
		w.stop()
		w.store.setCrashed(false)
		w.start(gateway.Limits{})
		w.join(customer).wantContents("one")
		pass(confirmed)
		w.join(customer).wantContents("one")
	})
}

// A chat that is younger than the process had no devices before it.
func TestRefreshOfANewChatRepeatsNothing(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		pass(time.Second)
		w.say("s1", "anna", "before")
		w.store.save("s1", "anna", 1) // as CreateParticipantConnection does
		c := w.join(customer)
		w.say("s1", "anna", "one")
		pass(confirmed)
		c.leave()
		w.join(customer).wantContents()
	})
}

// Every device of a participant that comes back, however its sockets ended and
// whatever the others did, gets every visible item at least once.
func TestNoDeviceMissesAnItem(t *testing.T) {
	const runs, steps = 24, 120
	for seed := range uint64(runs) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			inWorld(t, gateway.Limits{QueueBytes: 8 << 10}, func(w *world) {
				h := newFleet(w, seed)
				for range steps {
					h.step()
				}
				h.finish()
			})
		})
	}
}

// fleet is two participants with two devices each. A device keeps one socket, and
// opens another when that one ends or when it wants to.
type fleet struct {
	havoc
	devices []*person // persons with one living socket
}

func newFleet(w *world, seed uint64) *fleet {
	f := &fleet{havoc: havoc{w: w, rnd: rand.New(rand.NewPCG(seed, 2))}}
	f.speak() // every chat begins with somebody's joining
	f.before = 1
	for _, role := range []chat.Role{chat.RoleCustomer, chat.RoleAgent} {
		for range 2 {
			d := &person{token: fmt.Sprintf("s1.%s.%s", role, role), role: role}
			f.devices, f.persons = append(f.devices, d), append(f.persons, d)
			f.connect(d)
		}
	}
	pass(time.Second)
	return f
}

func (f *fleet) step() {
	d := f.devices[f.rnd.IntN(len(f.devices))]
	switch n := f.rnd.IntN(100); {
	case n < 50:
		for range 1 + f.rnd.IntN(8) {
			f.speak()
		}
	case n < 70:
		f.wait(3 * time.Second)
	case n < 77:
		f.lose(d, func(c *client) { c.link.cut() })
	case n < 84:
		f.lose(d, func(c *client) { c.link.freeze() })
	case n < 88: // a page is loaded again
		f.lose(d, (*client).leave)
	case n < 92:
		f.rotate(d)
	case n < 97:
		f.stall(d)
	default:
		f.restart(f.rnd.IntN(2) == 0)
	}
	f.comeBack(2)
}

// wait lets at most so much time go by.
func (f *fleet) wait(most time.Duration) { pass(time.Duration(f.rnd.Int64N(int64(most)))) }

// rotate replaces a socket as ChatJS does.
func (f *fleet) rotate(d *person) {
	if len(d.alive) == 0 || d.alive[0].closed() != 0 {
		return
	}
	f.connect(d)
	fresh := d.alive[1]
	for range 100 {
		if len(fresh.text()) > 0 {
			d.alive[0].leave()
			break
		}
		pass(10 * time.Millisecond)
	}
	d.alive = d.alive[1:]
}

// comeBack lets devices whose socket has ended open another, each with one chance
// in so many.
func (f *fleet) comeBack(in int) {
	for _, d := range f.devices {
		d.alive = slices.DeleteFunc(d.alive, func(c *client) bool { return c.closed() != 0 })
		if len(d.alive) == 0 && f.rnd.IntN(in) == 0 {
			f.connect(d)
		}
	}
}

func (f *fleet) finish() {
	for range 3 { // a socket that came back may have been a slow one
		pass(5 * time.Second)
		f.comeBack(1)
	}
	f.speak()
	pass(20 * time.Second)
	for _, d := range f.devices {
		f.check(d)
		for _, c := range d.sockets {
			c.link.cut()
		}
	}
}
