package fanouttest

import (
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
)

func eventsArriveWhole(t *testing.T, o Options) {
	at := time.Date(2026, 5, 4, 3, 2, 1, 123_000_000, time.UTC)
	item := &chat.Item{
		ID: "i1", SessionID: "s1", ContactID: "c2", Seq: 7, Time: at, Type: chat.TypeAttachment, ContentType: chat.ContentPlain,
		Content: "Grüße \x00 \u2028 😀", Visibility: chat.VisibleToAgents, ParticipantID: "p1", Role: chat.RoleAgent, DisplayName: "Bert",
		Attachments: []chat.Attachment{{ID: "a1", Name: "b.png", ContentType: "image/png", Status: "APPROVED"}},
	}
	typing := &chat.Item{ID: "i2", SessionID: "s1", Time: at, Type: chat.TypeEvent, ContentType: chat.EventTyping}
	receipt := &fanout.ReceiptEvent{
		Receipt:   chat.Receipt{SessionID: "s1", Seq: 7, Recipient: "p2", DeliveredAt: at, ReadAt: at.Add(time.Second)},
		MessageID: "i1", Author: "p1", ContactID: "c2",
	}
	for name, want := range map[string]fanout.Event{
		"item": {SessionID: "s1", Item: item}, "typing": {SessionID: "s1", Item: typing}, "receipt": {SessionID: "s1", Receipt: receipt},
		"agent": fanout.AgentChanged("i1", "u1"),
	} {
		ends, e := o.Open(t), newEar()
		defer ends.Listener.Subscribe(want.SessionID, e.listen)()
		ends.Publisher.Publish(want)
		o.publish(t, ends.Publisher, want.SessionID, 1000, e)
		got := e.events()[0]
		if o.Loses && got.Item != nil && got.Item.Seq == 1000 {
			continue // lost, as it may be
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s = %+v, want %+v", name, got, want)
		}
	}
}

func eventsKeepTheirOrder(t *testing.T, o Options) {
	const events = 1000
	ends, e := o.Open(t), newEar()
	defer ends.Listener.Subscribe("s1", e.listen)()
	for seq := range chat.Seq(events) {
		ends.Publisher.Publish(fanout.Event{SessionID: "s1", Item: &chat.Item{SessionID: "s1", Seq: seq + 1}})
	}
	o.publish(t, ends.Publisher, "s1", events+1, e)
	heard := e.events()
	rising(t, heard)
	if !o.Loses && len(heard) != events+1 {
		t.Errorf("heard %d events, want %d", len(heard), events+1)
	}
}

func sessionsAreIsolated(t *testing.T, o Options) {
	ends := o.Open(t)
	one, two := newEar(), newEar()
	defer ends.Listener.Subscribe("s1", one.listen)()
	defer ends.Listener.Subscribe("s2", two.listen)()
	o.publish(t, ends.Publisher, "s1", 1, one)
	o.publish(t, ends.Publisher, "s2", 2, two)
	o.publish(t, ends.Publisher, "s1", 3, one)
	if n := one.count(2); n != 0 {
		t.Errorf("the first session heard the second's item %d times, want 0", n)
	}
	if n := two.count(1) + two.count(3); n != 0 {
		t.Errorf("the second session heard %d items of the first, want 0", n)
	}
}

func everyListenerHears(t *testing.T, o Options) {
	ends := o.Open(t)
	ears := []*ear{newEar(), newEar(), newEar()}
	for _, e := range ears {
		defer ends.Listener.Subscribe("s1", e.listen)()
	}
	for seq := range chat.Seq(3) {
		o.publish(t, ends.Publisher, "s1", seq+1, ears...)
	}
	for i, e := range ears {
		if n := len(e.events()); n != 3 && !o.Loses {
			t.Errorf("listener %d heard %d events, want 3", i, n)
		}
	}
}

func calledOnceAtATime(t *testing.T, o Options) {
	ends, e := o.Open(t), newEar()
	var inside atomic.Int32
	defer ends.Listener.Subscribe("s1", func(event fanout.Event) {
		if n := inside.Add(1); n != 1 {
			t.Errorf("%d calls of the listener at a time, want 1", n)
		}
		e.listen(event)
		inside.Add(-1)
	})()
	var publishers sync.WaitGroup
	for range 8 {
		publishers.Go(func() {
			for range 200 {
				ends.Publisher.Publish(fanout.Event{SessionID: "s1", Item: &chat.Item{Seq: 1}})
			}
		})
	}
	publishers.Wait()
	o.publish(t, ends.Publisher, "s1", 2, e)
}

// A broker knows nothing of numbers: it neither waits for one that is missing
// nor puts back in order what was published out of it.
func gapShows(t *testing.T, o Options) {
	ends, e := o.Open(t), newEar()
	defer ends.Listener.Subscribe("s1", e.listen)()
	want := []chat.Seq{1, 2, 5, 4, 7}
	for _, seq := range want {
		o.publish(t, ends.Publisher, "s1", seq, e)
	}
	var got []chat.Seq
	for _, event := range e.events() {
		if n := len(got); n == 0 || got[n-1] != event.Item.Seq { // may be repeated
			got = append(got, event.Item.Seq)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("heard %v, want %v", got, want)
	}
}

func ownListenersHear(t *testing.T, o Options) {
	ends, own, other := o.Open(t), newEar(), newEar()
	defer ends.Publisher.Subscribe("s1", own.listen)()
	defer ends.Listener.Subscribe("s1", other.listen)()
	const events = 100
	for seq := range chat.Seq(events) {
		ends.Publisher.Publish(fanout.Event{SessionID: "s1", Item: &chat.Item{Seq: seq + 1}})
		if n := own.count(seq + 1); n != 1 {
			t.Fatalf("item %d was heard %d times when Publish returned, want once", seq+1, n)
		}
	}
	o.publish(t, ends.Publisher, "s1", events+1, other)
	ends.Listener.Publish(fanout.Event{SessionID: "s1", Item: &chat.Item{Seq: events + 2}})
	o.publish(t, ends.Listener, "s1", events+3, own)
	for seq := range chat.Seq(events) {
		if n := own.count(seq + 1); n != 1 {
			t.Errorf("item %d came back: heard %d times, want once", seq+1, n)
		}
	}
}
