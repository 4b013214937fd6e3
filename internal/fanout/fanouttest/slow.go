package fanouttest

import (
	"sync"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
)

// hang is a listener that does not return until it is let go.
type hang struct {
	*ear
	once    sync.Once
	entered chan struct{}
	letGo   chan struct{}
}

func newHang() *hang {
	return &hang{ear: newEar(), entered: make(chan struct{}), letGo: make(chan struct{})}
}

func (h *hang) listen(e fanout.Event) {
	h.once.Do(func() { close(h.entered) })
	<-h.letGo
	h.ear.listen(e)
}

func slowListener(t *testing.T, o Options) {
	ends, slow, quick := o.Open(t), newHang(), newEar()
	defer ends.Listener.Subscribe("s1", slow.listen)()
	defer ends.Listener.Subscribe("s2", quick.listen)()
	var publisher sync.WaitGroup
	publisher.Go(func() { // within one process it waits for its listener
		o.publish(t, ends.Publisher, "s1", 1, slow.ear)
	})
	<-slow.entered
	for seq := range chat.Seq(10) {
		o.publish(t, ends.Publisher, "s2", seq+1, quick)
	}
	close(slow.letGo)
	publisher.Wait()
}

// A listener on another node that hangs must not hold up the publisher either,
// nor make anybody keep what it does not take without bound.
func slowListenerSeesGap(t *testing.T, o Options) {
	const flood = 20_000
	ends, slow, quick := o.Open(t), newHang(), newEar()
	defer ends.Listener.Subscribe("s1", slow.listen)()
	defer ends.Listener.Subscribe("s2", quick.listen)()
	for seq := range chat.Seq(flood) {
		ends.Publisher.Publish(fanout.Event{SessionID: "s1", Item: &chat.Item{SessionID: "s1", Seq: seq + 1}})
	}
	o.publish(t, ends.Publisher, "s2", 1, quick) // the flood has passed
	close(slow.letGo)
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
