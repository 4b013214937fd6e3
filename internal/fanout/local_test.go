package fanout_test

import (
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/fanout/fanouttest"
)

func TestLocal(t *testing.T) {
	fanouttest.Run(t, fanouttest.Options{Open: func(t *testing.T) fanouttest.Ends {
		b := fanout.NewLocal()
		t.Cleanup(func() { b.Close() })
		return fanouttest.Ends{Publisher: b, Listener: b}
	}})
}

func TestLocalHasDeliveredWhenPublishReturns(t *testing.T) {
	b := fanout.NewLocal()
	var got []chat.Seq
	cancel := b.Subscribe("s1", func(e fanout.Event) { got = append(got, e.Item.Seq) })
	b.Publish(fanout.Event{SessionID: "s1", Item: &chat.Item{Seq: 1}})
	if len(got) != 1 || got[0] != 1 {
		t.Errorf("heard %v when Publish returned, want [1]", got)
	}
	cancel()
	b.Publish(fanout.Event{SessionID: "s1", Item: &chat.Item{Seq: 2}})
	if len(got) != 1 {
		t.Errorf("heard %v after cancel, want [1]", got)
	}
}

func TestLocalListenerMayPublishToAnotherSession(t *testing.T) {
	b := fanout.NewLocal()
	heard := 0
	b.Subscribe("s2", func(fanout.Event) { heard++ })
	b.Subscribe("s1", func(e fanout.Event) { b.Publish(fanout.Event{SessionID: "s2", Item: e.Item}) })
	b.Publish(fanout.Event{SessionID: "s1", Item: &chat.Item{Seq: 1}})
	if heard != 1 {
		t.Errorf("the other session heard %d events, want 1", heard)
	}
}

func BenchmarkLocalPublish(b *testing.B) {
	broker := fanout.NewLocal()
	broker.Subscribe("s1", func(fanout.Event) {})
	e := fanout.Event{SessionID: "s1", Item: &chat.Item{Seq: 1}}
	b.ReportAllocs()
	for b.Loop() {
		broker.Publish(e)
	}
}
