package nats

import (
	"runtime"
	"strconv"
	"sync"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/testenv/natstest"
)

func sessionID(n int) chat.SessionID {
	return chat.SessionID("01234567-89ab-cdef-0123-" + strconv.Itoa(100_000_000_000+n))
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

// BenchmarkIdleSession is what a session with a listener costs, at the broker
// and, as the server runs in the same process, there too. The part called local
// is what it costs without a network.
func BenchmarkIdleSession(b *testing.B) {
	const sessions = 20_000
	for _, kind := range []string{"nats", "local"} {
		b.Run(kind, func(b *testing.B) {
			var broker fanout.Broker = fanout.NewLocal()
			if kind == "nats" {
				broker = open(b, Options{URL: natstest.Start(b, nil).URL()})
			}
			for b.Loop() {
				before, goroutines := heap(), runtime.NumGoroutine()
				cancels := subscribeAll(broker, sessions)
				b.ReportMetric(float64(int64(heap())-int64(before))/sessions, "bytes/session")
				b.ReportMetric(float64(runtime.NumGoroutine()-goroutines)/sessions, "goroutines/session")
				for _, cancel := range cancels {
					cancel()
				}
			}
		})
	}
}

// subscribeAll subscribes to many sessions from a hundred goroutines, as the
// sockets of a node do.
func subscribeAll(broker fanout.Broker, sessions int) []func() {
	const callers = 100
	cancels := make([]func(), sessions)
	var all sync.WaitGroup
	for caller := range callers {
		all.Go(func() {
			for n := caller; n < sessions; n += callers {
				cancels[n] = broker.Subscribe(sessionID(n), func(fanout.Event) {})
			}
		})
	}
	all.Wait()
	return cancels
}

// BenchmarkSubscribe is what a subscribe and its cancel take, the server's answer
// included: for one caller after another, and for many at a time, who share
// round trips.
func BenchmarkSubscribe(b *testing.B) {
	broker := open(b, Options{URL: natstest.Start(b, nil).URL()})
	b.Run("one", func(b *testing.B) {
		n := 0
		for b.Loop() {
			n++
			broker.Subscribe(sessionID(n), func(fanout.Event) {})()
		}
	})
	b.Run("hundred", func(b *testing.B) {
		const sessions = 1000
		for b.Loop() {
			for _, cancel := range subscribeAll(broker, sessions) {
				cancel()
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/sessions, "ns/subscribe")
	})
}

// BenchmarkRoundTrip is one event to another node and one back.
func BenchmarkRoundTrip(b *testing.B) {
	url := natstest.Start(b, nil).URL()
	one, two := open(b, Options{URL: url}), open(b, Options{URL: url})
	back := make(chan struct{}, 1)
	defer two.Subscribe("s1", func(e fanout.Event) { two.Publish(fanout.Event{SessionID: "s2", Item: e.Item}) })()
	defer one.Subscribe("s2", func(fanout.Event) { back <- struct{}{} })()
	e := item("s1", 1)
	for b.Loop() {
		one.Publish(e)
		<-back
	}
}

// BenchmarkPublish is what publishing costs the caller, and how many events a
// second reach another node when many are on their way.
func BenchmarkPublish(b *testing.B) {
	const window = 200
	url := natstest.Start(b, nil).URL()
	one, two := open(b, Options{URL: url}), open(b, Options{URL: url})
	arrived := make(chan struct{}, window)
	defer two.Subscribe("s1", func(fanout.Event) { arrived <- struct{}{} })()
	e := item("s1", 1)
	b.ReportAllocs()
	for b.Loop() {
		for range window {
			one.Publish(e)
		}
		for range window {
			<-arrived
		}
	}
	b.ReportMetric(float64(b.N*window)/b.Elapsed().Seconds(), "events/s")
}
