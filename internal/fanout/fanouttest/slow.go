package fanouttest

import (
	"sync"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/fanout"
)

// hang is a listener that does not return until it is let go.
type hang struct {
	*ear
	enter   func()
	entered chan struct{}
	letGo   func()
	free    chan struct{}
}

func newHang() *hang {
	h := &hang{ear: newEar(), entered: make(chan struct{}), free: make(chan struct{})}
	h.enter = sync.OnceFunc(func() { close(h.entered) })
	h.letGo = sync.OnceFunc(func() { close(h.free) })
	return h
}

func (h *hang) listen(e fanout.Event) {
	h.enter()
	<-h.free
	h.ear.listen(e)
}

// awaitEntered waits until the listener hangs. A broker that loses events is
// given one again.
func (o Options) awaitEntered(t *testing.T, h *hang, repeat func()) {
	t.Helper()
	timeout := clock.System().NewTimer(patience)
	defer timeout.Stop()
	for {
		lost := clock.System().NewTimer(again)
		select {
		case <-h.entered:
			return
		case <-lost.C():
			if o.Loses {
				repeat()
			}
		case <-timeout.C():
			t.Fatalf("no event was heard within %v", patience)
		}
	}
}

func slowListener(t *testing.T, o Options) {
	ends, slow, quick := o.Open(t), newHang(), newEar()
	defer ends.Listener.Subscribe("s1", slow.listen)()
	defer slow.letGo() // cancel waits for it
	defer ends.Listener.Subscribe("s2", quick.listen)()
	first := fanout.Event{SessionID: "s1", Item: &chat.Item{SessionID: "s1", Seq: 1}}
	var publisher sync.WaitGroup
	publisher.Go(func() { ends.Publisher.Publish(first) }) // may wait for a listener of its own process
	o.awaitEntered(t, slow, func() { ends.Publisher.Publish(first) })
	for seq := range chat.Seq(10) {
		o.publish(t, ends.Publisher, "s2", seq+1, quick)
	}
	slow.letGo()
	publisher.Wait()
	o.publish(t, ends.Publisher, "s1", 2, slow.ear)
}

// A listener on another node that hangs must not hold up the publisher either,
// nor make anybody keep what it does not take without bound.
func slowListenerSeesGap(t *testing.T, o Options) {
	const flood = 20_000
	ends, slow, quick := o.Open(t), newHang(), newEar()
	defer ends.Listener.Subscribe("s1", slow.listen)()
	defer slow.letGo() // cancel waits for it
	defer ends.Listener.Subscribe("s2", quick.listen)()
	for seq := range chat.Seq(flood) {
		ends.Publisher.Publish(fanout.Event{SessionID: "s1", Item: &chat.Item{SessionID: "s1", Seq: seq + 1}})
	}
	o.publish(t, ends.Publisher, "s2", 1, quick) // the flood has passed
	slow.letGo()
	o.publish(t, ends.Publisher, "s1", flood+1, slow.ear)
	heard := slow.events()
	rising(t, heard)
	if len(heard) > flood/2 {
		t.Errorf("a listener that hung heard %d of %d events: somebody kept them all", len(heard), flood)
	}
}

// rising fails the test unless the items' numbers rise; the last may repeat.
func rising(t *testing.T, events []fanout.Event) {
	t.Helper()
	if len(events) == 0 {
		return
	}
	newest := events[len(events)-1].Item.Seq
	var last chat.Seq
	for _, e := range events {
		if e.Item.Seq <= last && e.Item.Seq != newest {
			t.Fatalf("item %d came after item %d", e.Item.Seq, last)
		}
		last = e.Item.Seq
	}
}
