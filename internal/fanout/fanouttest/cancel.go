package fanouttest

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/fanout"
)

func cancelWaits(t *testing.T, o Options) {
	ends := o.Open(t)
	entered, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	var returned atomic.Bool
	cancel := ends.Listener.Subscribe("s1", func(fanout.Event) {
		once.Do(func() {
			close(entered)
			<-release
			for range 1000 {
				runtime.Gosched() // lets a cancel that does not wait go ahead
			}
			returned.Store(true)
		})
	})
	timeout := clock.System().NewTimer(patience)
	defer timeout.Stop()
	stop := make(chan struct{})
	var publisher sync.WaitGroup
	publisher.Go(func() {
		for {
			select {
			case <-stop:
				return
			default: // one may be lost
				ends.Publisher.Publish(fanout.Event{SessionID: "s1", Item: &chat.Item{Seq: 1}})
				runtime.Gosched()
			}
		}
	})
	defer publisher.Wait()
	defer close(stop)
	select {
	case <-entered:
	case <-timeout.C():
		t.Fatalf("no event was heard within %v", patience)
	}
	cancelled := make(chan bool)
	go func() {
		cancel()
		cancelled <- returned.Load()
	}()
	close(release)
	if !<-cancelled {
		t.Error("cancel returned while the listener was running")
	}
}

func nothingAfterCancel(t *testing.T, o Options) {
	ends, marker := o.Open(t), newEar()
	defer ends.Listener.Subscribe("s1", marker.listen)()
	stop := make(chan struct{})
	var publisher sync.WaitGroup
	publisher.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				ends.Publisher.Publish(fanout.Event{SessionID: "s1", Item: &chat.Item{Seq: 1}})
				runtime.Gosched()
			}
		}
	})
	for range 100 {
		var cancelled atomic.Bool
		cancel := ends.Listener.Subscribe("s1", func(fanout.Event) {
			if cancelled.Load() {
				t.Error("the listener was called after cancel had returned")
			}
		})
		runtime.Gosched()
		cancel()
		cancelled.Store(true)
	}
	close(stop)
	publisher.Wait()
	o.publish(t, ends.Publisher, "s1", 2, marker)
}

func cancelLeavesTheOthers(t *testing.T, o Options) {
	ends := o.Open(t)
	first, second := newEar(), newEar()
	cancel := ends.Listener.Subscribe("s1", first.listen)
	defer ends.Listener.Subscribe("s1", second.listen)()
	o.publish(t, ends.Publisher, "s1", 1, first)
	cancel()
	cancel() // a second time changes nothing
	o.publish(t, ends.Publisher, "s1", 2, second)
	if n := first.count(2); n != 0 {
		t.Errorf("a cancelled listener heard an item %d times, want 0", n)
	}
}

func subscribeWhilePublishing(t *testing.T, o Options) {
	ends := o.Open(t)
	sessions := []chat.SessionID{"s1", "s2", "s3"}
	var all sync.WaitGroup
	for _, id := range sessions {
		all.Go(func() {
			for range 200 {
				ends.Publisher.Publish(fanout.Event{SessionID: id, Item: &chat.Item{Seq: 1}})
			}
		})
		for range 4 {
			all.Go(func() {
				for range 50 {
					ends.Listener.Subscribe(id, func(fanout.Event) {})()
				}
			})
		}
	}
	all.Wait()
	for _, id := range sessions {
		e := newEar()
		cancel := ends.Listener.Subscribe(id, e.listen)
		o.publish(t, ends.Publisher, id, 2, e)
		cancel()
	}
}

func closeEndsEverything(t *testing.T, o Options) {
	ends, e := o.Open(t), newEar()
	cancel := ends.Listener.Subscribe("s1", e.listen)
	o.publish(t, ends.Publisher, "s1", 1, e)
	if !ends.Listener.Healthy() {
		t.Error("Healthy() = false before Close, want true")
	}
	if err := ends.Listener.Close(); err != nil {
		t.Errorf("Close() = %v, want nil", err)
	}
	if ends.Listener.Healthy() {
		t.Error("Healthy() = true after Close, want false")
	}
	before := len(e.events())
	ends.Publisher.Publish(fanout.Event{SessionID: "s1", Item: &chat.Item{Seq: 2}})
	ends.Listener.Publish(fanout.Event{SessionID: "s1", Item: &chat.Item{Seq: 3}})
	ends.Listener.Subscribe("s1", e.listen)()
	cancel()
	if after := len(e.events()); after != before {
		t.Errorf("events heard after Close = %d, want 0", after-before)
	}
}
