package conversation_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

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
}

func (h *heldOffers) Offer(ctx context.Context, session chat.SessionID, contact chat.ContactID, user chat.UserID) (bool, error) {
	h.mu.Lock()
	h.agents, h.contacts = append(h.agents, user), append(h.contacts, contact)
	h.mu.Unlock()
	if err := <-h.gate; err != nil {
		return false, err
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
		if len(h.contacts) != 1 {
			t.Fatalf("got %d offers of one contact at once, want 1", len(h.contacts))
		}
		h.gate <- errors.New("the database is away")
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
		h.gate <- errors.New("the database is away")
		close(h.gate)
		w.settle()
		for i, v := range []*visit{first, second} {
			if c := v.contact(1); c.Agent.UserID == "" {
				t.Errorf("contact %d is offered to nobody", i)
			}
		}
	})
}
