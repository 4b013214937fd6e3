package gateway_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/gateway"
)

const subscribe = `{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`

func TestStoreThatIsAwayForMinutesClosesNoSocketAndLosesNothing(t *testing.T) {
	inLossyWorld(t, gateway.Limits{}, true, func(w *world) {
		idle, behind := w.join("s1.anna.CUSTOMER"), w.join("s2.anna.CUSTOMER")
		w.say("s3", "bert", "before")
		w.store.save("s3", "anna", 1)
		w.store.setAway(true)
		w.broker.lose = func(e fanout.Event) bool { return e.Item.Content == "one" }
		comer := w.open("s3.anna.CUSTOMER")
		comer.send(subscribe)
		// What another node, which has its database, goes on taking.
		for _, id := range []chat.SessionID{"s1", "s2", "s3"} {
			w.say(id, "bert", "one")
		}
		w.say("s2", "bert", "two")
		pass(time.Second)
		comer.wantAcknowledged()
		pass(2 * time.Minute)
		comer.wantContents()
		w.store.setAway(false)
		pass(8 * time.Second)
		for c, want := range map[*client][]string{idle: {"one"}, behind: {"one", "two"}, comer: {"one"}} {
			c.wantOpen()
			c.wantContents(want...)
		}
		if n := strings.Count(strings.Join(comer.text(), ""), `"aws/subscribe"`); n != 1 {
			t.Errorf("the subscribe was answered %d times, want once", n)
		}
		if got := w.store.cursor("s2", "anna"); got != 2 {
			t.Errorf("saved cursor afterwards = %d, want 2", got)
		}
	})
}

func TestStoreWithAFaultClosesTheSocket(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		behind, comer := w.join(customer), w.open(agent)
		w.store.setFaulty(true)
		comer.send(subscribe)
		pass(time.Second)
		comer.wantClosed(1011)
		w.broker.lose = func(e fanout.Event) bool { return e.Item.Content == "one" }
		w.say("s1", "bert", "one")
		w.say("s1", "bert", "two")
		pass(10 * time.Second)
		behind.wantOpen()
		pass(20 * time.Second)
		behind.wantClosed(1011)
		w.store.setFaulty(false)
	})
}

func TestCatchUpOutlastsAnAbsenceOfTheStore(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		c := w.join(customer)
		w.store.setAway(true)
		w.broker.lose = func(e fanout.Event) bool { return e.Item.Content == "one" }
		w.say("s1", "anna", "one")
		w.say("s1", "anna", "two")
		pass(5 * time.Second)
		w.store.setAway(false)
		pass(3 * time.Second)
		c.wantContents("one", "two")
		c.wantOpen()
	})
}

// A broker over a network may take its time until it hears a session.
func TestNobodyWaitsForASubscription(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		w.broker.subscribing = func() { <-time.After(10 * time.Second) }
		c := w.join(customer)
		w.say("s1", "bert", "one")
		second := w.join(agent)
		w.join("s2.anna.CUSTOMER")
		pass(2 * time.Second)
		c.wantContents()
		pass(8 * time.Second)
		c.wantContents("one")
		w.say("s1", "bert", "two")
		pass(time.Second)
		c.wantContents("one", "two")
		second.wantContents("two")
	})
}

func TestItemBetweenACatchUpAndTheSubscriptionIsNotLost(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		w.broker.subscribing = func() { <-time.After(time.Second) }
		w.store.answering = func() { <-time.After(2 * time.Second) }
		c := w.open(customer)
		c.send(subscribe)
		pass(500 * time.Millisecond)
		w.say("s1", "bert", "one") // read too early, and not heard yet
		pass(5 * time.Second)
		c.wantContents("one")
	})
}

func TestSubscriptionThatComesAfterTheLastSocketHasGoneEnds(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		heard := 0
		w.broker.miss = func(fanout.Event) bool { heard++; return false }
		w.broker.subscribing = func() { <-time.After(10 * time.Second) }
		w.join(customer).leave()
		pass(10 * time.Second)
		w.say("s1", "bert", "one")
		if heard != 0 {
			t.Errorf("the session that is left heard %d events, want none", heard)
		}
		w.broker.subscribing = nil
		w.join(customer).wantContents("one")
	})
}

func TestDrainDoesNotWaitForASubscription(t *testing.T) {
	inWorld(t, gateway.Limits{}, func(w *world) {
		w.broker.subscribing = func() { <-time.After(10 * time.Second) }
		c := w.join(customer)
		started := time.Now()
		if err := w.g.Drain(context.Background()); err != nil {
			t.Errorf("Drain() = %v, want nil", err)
		}
		if d := time.Since(started); d > time.Second {
			t.Errorf("Drain took %v, want at most 1s", d)
		}
		c.wantClosed(1001)
	})
}
