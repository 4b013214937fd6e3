package fanouttest

import (
	"reflect"
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
	} {
		ends, e := o.Open(t), newEar()
		defer ends.Listener.Subscribe("s1", e.listen)()
		ends.Publisher.Publish(want)
		o.publish(t, ends.Publisher, "s1", 1000, e)
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
	var last chat.Seq
	for _, event := range e.events() {
		if event.Item.Seq <= last {
			t.Fatalf("item %d came after item %d", event.Item.Seq, last)
		}
		if !o.Loses && event.Item.Seq != last+1 {
			t.Fatalf("item %d came after item %d, want none lost", event.Item.Seq, last)
		}
		last = event.Item.Seq
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
