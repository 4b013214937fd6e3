package fanouttest

import (
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/fanout"
)

const (
	// notice is how long a broker may take to see that nothing passes: three
	// seconds, and as much for a machine that is busy.
	notice = 6 * time.Second
	// atOnce is how long calls that do not wait for the network may take
	// together, on a machine that is busy.
	atOnce = 3 * time.Second
)

// awaitHealth waits until a broker says that it is well, or that it is not.
func awaitHealth(t *testing.T, b fanout.Broker, want bool, within time.Duration) {
	t.Helper()
	timeout := clock.System().NewTimer(within)
	defer timeout.Stop()
	for b.Healthy() != want {
		look := clock.System().NewTimer(10 * time.Millisecond)
		select {
		case <-look.C():
		case <-timeout.C():
			t.Fatalf("Healthy() = %v for %v, want %v", !want, within, want)
		}
	}
}

func cutHeals(t *testing.T, o Options) {
	ends, e := o.Open(t), newEar()
	defer ends.Listener.Subscribe("s1", e.listen)()
	o.publish(t, ends.Publisher, "s1", 1, e)

	ends.Network.Cut()
	awaitHealth(t, ends.Listener, false, notice)
	ends.Publisher.Publish(fanout.Event{SessionID: "s1", Item: &chat.Item{Seq: 2}})

	ends.Network.Mend()
	awaitHealth(t, ends.Listener, true, patience)
	o.publish(t, ends.Publisher, "s1", 3, e)
}

func nobodyWaits(t *testing.T, o Options) {
	const events = 10_000
	ends, e := o.Open(t), newEar()
	defer ends.Listener.Subscribe("s1", e.listen)()
	ends.Network.Cut()
	defer ends.Network.Mend()

	began := clock.System().Now()
	for seq := range chat.Seq(events) {
		ends.Listener.Publish(fanout.Event{SessionID: "s1", Item: &chat.Item{Seq: seq + 1}})
	}
	if n := len(e.events()); n != events {
		t.Errorf("the cut node's own listener heard %d events, want %d", n, events)
	}
	for range 3 { // a moment each until the cut is noticed
		ends.Listener.Subscribe("s2", func(fanout.Event) {})()
	}
	if took := clock.System().Now().Sub(began); took > atOnce {
		t.Errorf("publishing and subscribing took %v without a network, want at most %v", took, atOnce)
	}
}

func subscriptionsOutlive(t *testing.T, o Options) {
	ends := o.Open(t)
	before, during, gone := newEar(), newEar(), newEar()
	defer ends.Listener.Subscribe("s1", before.listen)()
	giveUp := ends.Listener.Subscribe("s3", gone.listen)
	o.publish(t, ends.Publisher, "s1", 1, before)

	ends.Network.Cut()
	defer ends.Listener.Subscribe("s2", during.listen)()
	giveUp()
	ends.Network.Break()
	ends.Network.Mend()

	o.publish(t, ends.Publisher, "s1", 2, before)
	o.publish(t, ends.Publisher, "s2", 2, during)
	ends.Publisher.Publish(fanout.Event{SessionID: "s3", Item: &chat.Item{Seq: 2}})
	o.publish(t, ends.Publisher, "s1", 3, before)
	if n := len(gone.events()); n != 0 {
		t.Errorf("a listener cancelled during the cut heard %d events, want 0", n)
	}
	for range 3 {
		ends.Network.Break()
		o.publish(t, ends.Publisher, "s1", 4, before)
	}
	awaitHealth(t, ends.Listener, true, patience)
}
