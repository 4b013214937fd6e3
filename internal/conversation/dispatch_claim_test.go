package conversation_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/dispatch"
)

// heldOffers are offers that wait for a test to let them go.
type heldOffers struct {
	dispatch.Offers
	gate chan error // closed: they are made; an error fails one

	mu       sync.Mutex
	agents   []chat.UserID
	contacts []chat.ContactID
	fails    chat.ContactID // of which one offer that was let go fails
}

var errAway = errors.New("the database is away")

func (h *heldOffers) Offer(ctx context.Context, session chat.SessionID, contact chat.ContactID, user chat.UserID) (bool, error) {
	h.mu.Lock()
	h.agents, h.contacts = append(h.agents, user), append(h.contacts, contact)
	h.mu.Unlock()
	if err := <-h.gate; err != nil {
		return false, err
	}
	h.mu.Lock()
	fails := h.fails == contact
	if fails {
		h.fails = ""
	}
	h.mu.Unlock()
	if fails {
		return false, errAway
	}
	return h.Offers.Offer(ctx, session, contact, user)
}

// holdsOffers has waiting contacts offered to agents, and waits until as many are
// about to be as can be at once.
func (w *world) holdsOffers() *heldOffers {
	w.t.Helper()
	h := &heldOffers{gate: make(chan error)}
	w.between = func(real dispatch.Offers) dispatch.Offers {
		h.Offers = real
		return h
	}
	w.dispatches()
	w.pass(0)
	return h
}

func TestWorkersOfANodeGoForDifferentAgentsAndContacts(t *testing.T) {
	inWorld(t, func(w *world) {
		const atOnce, all = 16, 20
		users := w.staff(all)
		var visits []*visit
		var first []chat.ContactID
		for range all {
			v := w.lined()
			visits, first = append(visits, v), append(first, v.current())
		}
		h := w.holdsOffers()
		slices.Sort(h.contacts)
		slices.Sort(h.agents)
		if want := slices.Sorted(slices.Values(first[:atOnce])); !slices.Equal(h.contacts, want) {
			t.Errorf("%d offers at once: of %v, want one of each that stands in front: %v", atOnce, h.contacts, want)
		}
		if want := slices.Sorted(slices.Values(users[:atOnce])); !slices.Equal(h.agents, want) {
			t.Errorf("%d offers at once: to %v, want one to each who is idle for longest: %v", atOnce, h.agents, want)
		}
		close(h.gate)
		w.settle()
		for i, v := range visits {
			if c := v.contact(1); c.Agent.UserID == "" {
				t.Errorf("contact %d is offered to nobody", i)
			}
		}
	})
}

// Whoever is passed over for an offer that fails has his turn right afterwards, not
// with the next sweep.
func TestAFailedOfferForgetsNobodyWhoWasPassedOver(t *testing.T) {
	inWorld(t, func(w *world) {
		users := w.staff(2)
		v := w.lined()
		h := w.holdsOffers()
		w.is(users[1], chat.AgentOffline)
		w.is(users[1], chat.AgentRoutable) // who has to pass the contact over
		w.pass(0)
		if len(h.contacts) != 1 {
			t.Fatalf("got %d offers of one contact at once, want 1", len(h.contacts))
		}
		h.gate <- errAway
		close(h.gate)
		w.settle()
		if c := v.contact(1); !slices.Contains(users, c.Agent.UserID) {
			t.Errorf("got %+v, want the contact offered again", c.Agent)
		}
	})
}

// The same from the other side: contacts that come while the only agent is claimed.
func TestAFailedOfferForgetsNoContactThatCameMeanwhile(t *testing.T) {
	inWorld(t, func(w *world) {
		w.serves("Bert", 2)
		first := w.lined()
		h := w.holdsOffers()
		second := w.lined()
		w.pass(0)
		if len(h.agents) != 1 {
			t.Fatalf("got %d offers to one agent at once, want 1", len(h.agents))
		}
		h.gate <- errAway
		close(h.gate)
		w.settle()
		for i, v := range []*visit{first, second} {
			if c := v.contact(1); c.Agent.UserID == "" {
				t.Errorf("contact %d is offered to nobody", i)
			}
		}
	})
}

// An offer that fails costs the contact no more than what was about to be offered to
// others at that moment: of all who wait afterwards it is in its place again.
func TestAContactWhoseOfferFailsKeepsItsPlace(t *testing.T) {
	for _, last := range []struct {
		name   string
		set    []action
		offers string
	}{
		{"those who came later wait for it", nil, "offered offered waits waits"},
		{"it waits for one that is urgent", []action{{kind: "UpdateContactRoutingBehavior", params: map[string]any{"QueuePriority": "1"}}}, "waits offered waits offered"},
	} {
		t.Run(last.name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.staff(2)
				lined := func(set ...action) *visit {
					w.pass(time.Second)
					return w.lined(set...)
				}
				visits := []*visit{lined(), lined()}
				h := w.holdsOffers()
				if len(h.contacts) != 2 {
					t.Fatalf("got %d offers at once, want 2", len(h.contacts))
				}
				visits = append(visits, lined(), lined(last.set...))
				w.pass(0)
				h.mu.Lock()
				h.fails = visits[0].current()
				h.mu.Unlock()
				close(h.gate)
				w.settle()
				var got []string
				for _, v := range visits {
					what := "waits"
					if v.contact(1).Agent.UserID != "" {
						what = "offered"
					}
					got = append(got, what)
				}
				equal(w, "the first, whose offer failed, and all others", strings.Join(got, " "), last.offers)
			})
		})
	}
}
