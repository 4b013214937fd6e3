package nats

import (
	"bytes"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	natsgo "github.com/nats-io/nats.go"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/testenv/natstest"
)

// listener is what a session's listener has heard.
type listener struct {
	mu   sync.Mutex
	seqs []chat.Seq
}

func (l *listener) listen(e fanout.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seqs = append(l.seqs, e.Item.Seq)
}

func (l *listener) heard() []chat.Seq {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]chat.Seq(nil), l.seqs...)
}

func (l *listener) newest() chat.Seq {
	heard := l.heard()
	if len(heard) == 0 {
		return 0
	}
	return heard[len(heard)-1]
}

// passes publishes until the listener has heard; what is lost is repeated.
func passes(t *testing.T, b *Broker, id chat.SessionID, seq chat.Seq, l *listener) {
	t.Helper()
	sent := clock.System().Now()
	b.Publish(item(id, seq))
	await(t, "an event passes", func() bool {
		if now := clock.System().Now(); now.Sub(sent) > 200*time.Millisecond {
			sent = now
			b.Publish(item(id, seq))
		}
		return l.newest() == seq
	})
}

// Nothing is lost while nothing fails and nobody is in a hurry.
func TestNothingIsLostAtAPaceThatIsKept(t *testing.T) {
	const rounds, burst = 40, 50
	server := natstest.Start(t, nil)
	var metrics counts
	one := open(t, Options{URL: server.URL(), Metrics: &metrics})
	two := open(t, Options{URL: server.URL(), Metrics: &metrics})
	var l listener
	defer two.Subscribe("s1", l.listen)()
	for round := range chat.Seq(rounds) {
		for n := range chat.Seq(burst) {
			one.Publish(item("s1", round*burst+n+1))
		}
		await(t, "a burst arrives", func() bool { return l.newest() == (round+1)*burst })
	}
	for i, seq := range l.heard() {
		if seq != chat.Seq(i+1) {
			t.Fatalf("item %d came as number %d", seq, i+1)
		}
	}
	if n := metrics.published.Load(); n != rounds*burst {
		t.Errorf("counted %d published, want %d", n, rounds*burst)
	}
	if n := metrics.received.Load(); n != rounds*burst {
		t.Errorf("counted %d received, want %d", n, rounds*burst)
	}
}

func TestBrokersFailOverWithinACluster(t *testing.T) {
	servers := natstest.Cluster(t, 3)
	var urls []string
	for _, s := range servers {
		urls = append(urls, s.URL())
	}
	var metrics counts
	opts := Options{URL: strings.Join(urls, ","), Metrics: &metrics}
	one, two := open(t, opts), open(t, opts)
	var l listener
	defer two.Subscribe("s1", l.listen)()
	seq := chat.Seq(1)
	passes(t, one, "s1", seq, &l)
	for _, s := range servers {
		before := metrics.reconnected.Load()
		s.Stop()
		var late listener
		cancel := two.Subscribe("s2", late.listen)
		seq++
		passes(t, one, "s1", seq, &l)
		passes(t, one, "s2", seq, &late)
		cancel()
		await(t, "both are healthy", func() bool { return one.Healthy() && two.Healthy() })
		s.Restart()
		natstest.AwaitRoutes(t, servers...)
		t.Logf("a server's end cost %d reconnections", metrics.reconnected.Load()-before)
	}
	// Each server's end was somebody's: four connections, three servers.
	if n := metrics.reconnected.Load(); n < 1 {
		t.Errorf("counted %d reconnections, want some", n)
	}
	seq++
	passes(t, one, "s1", seq, &l)
}

func TestAServerThatIsAwayForAWhile(t *testing.T) {
	server := natstest.Start(t, nil)
	var metrics counts
	one := open(t, Options{URL: server.URL(), Metrics: &metrics})
	two := open(t, Options{URL: server.URL()})
	var l listener
	defer two.Subscribe("s1", l.listen)()
	passes(t, one, "s1", 1, &l)

	server.Stop()
	await(t, "both notice", func() bool { return !one.Healthy() && !two.Healthy() })
	await(t, "the drop is counted", func() bool {
		one.Publish(item("s1", 2))
		return metrics.drops(DropNotSent) > 0
	})

	server.Restart()
	await(t, "both are healthy", func() bool { return one.Healthy() && two.Healthy() })
	passes(t, one, "s1", 3, &l)
	for _, seq := range l.heard() {
		if seq == 2 {
			t.Error("an event published while the server was away arrived, stale")
		}
	}
}

func TestWhatCannotBeDecodedIsDroppedAndCounted(t *testing.T) {
	server := natstest.Start(t, nil)
	var metrics counts
	b := open(t, Options{URL: server.URL(), Metrics: &metrics})
	var l listener
	defer b.Subscribe("s1", l.listen)()
	stranger, err := natsgo.Connect(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	good := mustEncode(t, item("s1", 7))
	newer := append([]byte{version + 1}, good[1:]...)
	for _, data := range [][]byte{nil, []byte("hello"), newer, good[:len(good)-1], good} {
		if err := stranger.Publish(b.subjects.session("s1"), data); err != nil {
			t.Fatal(err)
		}
	}
	await(t, "the good one arrives", func() bool { return l.newest() == 7 })
	if n := metrics.drops(DropUndecodable); n != 4 {
		t.Errorf("counted %d undecodable, want 4", n)
	}
}

func TestWhatDoesNotFitIsDroppedAndCounted(t *testing.T) {
	const flood = 64 << 10
	server := natstest.Start(t, nil)
	var metrics counts
	one := open(t, Options{URL: server.URL(), Metrics: &metrics})
	two := open(t, Options{URL: server.URL(), Metrics: &metrics})
	var l listener
	hanging := make(chan struct{})
	letGo := sync.OnceFunc(func() { close(hanging) })
	defer two.Subscribe("s1", func(e fanout.Event) {
		<-hanging
		l.listen(e)
	})()
	defer letGo()
	for seq := range chat.Seq(maxUnsent + flood) {
		one.Publish(item("s1", seq+1))
	}
	await(t, "the flood has left", func() bool {
		return int(metrics.published.Load())+metrics.drops(DropOutboxFull)+metrics.drops(DropNotSent) == maxUnsent+flood
	})
	var marker listener
	defer two.Subscribe("s2", marker.listen)()
	passes(t, one, "s2", 1, &marker)
	if metrics.drops(DropSlowListener) == 0 {
		t.Error("no event was dropped for the listener that hung")
	}
	letGo()
	passes(t, one, "s1", maxUnsent+flood+1, &l)
	if n := len(l.heard()); n > 2*maxQueued+10 {
		t.Errorf("the listener that hung heard %d events, want at most %d kept for it", n, 2*maxQueued)
	}
}

func TestTheOutboxIsBounded(t *testing.T) {
	var metrics counts
	b := newBroker(servers{}, Options{Clock: clock.System(), Metrics: &metrics}) // nobody sends
	for range maxUnsent + 3 {
		b.Publish(item("s1", 1))
	}
	if n := metrics.drops(DropOutboxFull); n != 3 {
		t.Errorf("counted %d events that did not fit, want 3", n)
	}
}

func TestSubscriptionsEndWithTheirListeners(t *testing.T) {
	server := natstest.Start(t, nil)
	b := open(t, Options{URL: server.URL()})
	before := server.Subscriptions()
	var cancels []func()
	for n := range 20 {
		cancels = append(cancels, b.Subscribe(chat.SessionID("s"+string(rune('a'+n%10))), func(fanout.Event) {}))
	}
	if n := server.Subscriptions() - before; n != 10 {
		t.Errorf("the server has %d subscriptions for 20 listeners of 10 sessions, want 10", n)
	}
	for _, cancel := range cancels {
		cancel()
		cancel()
	}
	await(t, "the subscriptions are given up", func() bool { return server.Subscriptions() == before })
	b.interest.mu.Lock()
	defer b.interest.mu.Unlock()
	if n := len(b.interest.topics); n != 0 {
		t.Errorf("%d topics are kept without listeners, want 0", n)
	}
}

func TestErrorsOfEveryMessageAreLoggedOnce(t *testing.T) {
	var logged bytes.Buffer
	b := newBroker(servers{}, Options{Clock: clock.System(), Log: slog.New(slog.NewTextHandler(&logged, nil))})
	for range 5 {
		b.failed(nil, nil, natsgo.ErrPermissionViolation)
	}
	if n := strings.Count(logged.String(), "\n"); n != 1 {
		t.Errorf("five errors wrote %d lines, want 1:\n%s", n, &logged)
	}
}

func TestCloseEndsAllGoroutines(t *testing.T) {
	server := natstest.Start(t, nil)
	network := lay(t, server.Address())
	reached := open(t, Options{URL: server.URL()})
	cut := open(t, Options{URL: "nats://" + network.Address()})
	if ours, librarys := goroutines(); !ours || !librarys {
		t.Fatalf("goroutines are found: the broker's %v, the library's %v, want both", ours, librarys)
	}
	network.Cut()
	for _, b := range []*Broker{reached, cut} {
		b.Subscribe("s1", func(fanout.Event) {})
		b.Publish(item("s1", 1))
		for range 2 {
			if err := b.Close(); err != nil {
				t.Errorf("Close() = %v, want nil", err)
			}
		}
	}
	network.Mend()
	await(t, "the goroutines end", func() bool {
		ours, librarys := goroutines()
		return !ours && !librarys
	})
}

// goroutines reports whether any of a broker's run, and any of the client
// library's.
func goroutines() (ours, librarys bool) {
	stacks := make([]byte, 4<<20)
	text := string(stacks[:runtime.Stack(stacks, true)])
	return strings.Contains(text, "fanout/nats.(*Broker)"), strings.Contains(text, "nats-io/nats%2ego.") || strings.Contains(text, "nats-io/nats.go.")
}
