package nats

import (
	"encoding/binary"
	"sync"
	"time"

	natsgo "github.com/nats-io/nats.go"
)

const (
	// beatEvery is how often a canary is sent.
	beatEvery = time.Second
	// secondBeat is when Open sends its second.
	secondBeat = 100 * time.Millisecond
	// maxMissing canaries that have not come back when the next is due mean
	// that events do not pass: noticed within three seconds, while one may be
	// late.
	maxMissing = 2
)

// pulse tells from the numbers of the canaries whether events pass.
type pulse struct {
	mu   sync.Mutex
	sent uint64 // the newest
	seen uint64 // the newest that came back
	void uint64 // up to this one they say nothing: the connection was lost since
	well bool
	// changed is closed, and another made, whenever well changes.
	changed chan struct{}
}

func newPulse() *pulse { return &pulse{changed: make(chan struct{})} }

// next takes stock and gives the number of the canary to send. It reports
// whether the pulse has just stopped.
func (p *pulse) next() (number uint64, stopped bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.sent-p.seen >= maxMissing {
		stopped = p.set(false)
	}
	p.sent++
	return p.sent, stopped
}

// returned notes a canary that came back. It reports whether the pulse has just
// come back with it. One that took too long is no sign of health.
func (p *pulse) returned(number uint64) (revived bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if number <= p.seen || number <= p.void || number > p.sent {
		return false
	}
	p.seen = number
	return p.sent-p.seen < maxMissing && p.set(true)
}

// lost notes that a connection is gone, and with it the canaries on their way.
func (p *pulse) lost() (stopped bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.void = p.sent
	return p.set(false)
}

// set reports whether it changed anything. Needs mu.
func (p *pulse) set(well bool) bool {
	if p.well == well {
		return false
	}
	p.well = well
	close(p.changed)
	p.changed = make(chan struct{})
	return true
}

// state returns whether events pass, and a channel that is closed when that
// changes.
func (p *pulse) state() (well bool, changed <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.well, p.changed
}

// beat sends canaries: every second, and at once when hurried.
func (b *Broker) beat() {
	t := b.clock.NewTimer(beatEvery)
	defer t.Stop()
	for {
		number, stopped := b.pulse.next()
		if stopped {
			b.log.Warn("events no longer pass between nodes", "broker", b.shown)
		}
		// When the outbox is full the canary is missed, as events are.
		b.outbox.put(outgoing{
			subject: b.subjects.out, data: binary.AppendUvarint(nil, number), canary: true,
		})
		t.Reset(beatEvery)
		select {
		case <-b.stop:
			return
		case <-t.C():
		case <-b.hurry:
		}
	}
}

// hurryBeat has a canary sent at once.
func (b *Broker) hurryBeat() {
	select {
	case b.hurry <- struct{}{}:
	default:
	}
}

// canaryReturned is called by the dealer.
func (b *Broker) canaryReturned(data []byte) {
	number, n := binary.Uvarint(data)
	if n > 0 && b.pulse.returned(number) {
		b.log.Info("events pass between nodes", "broker", b.shown)
	}
}

// listenForCanaries has canaries sent back over the second connection, and lets
// them in at the first.
func (b *Broker) listenForCanaries(conn, second *natsgo.Conn) error {
	if _, err := conn.ChanSubscribe(b.subjects.back, b.inbox); err != nil {
		return err
	}
	_, err := second.Subscribe(b.subjects.out, func(m *natsgo.Msg) {
		// What cannot be sent back is missed.
		_ = second.Publish(b.subjects.back, m.Data)
	})
	if err != nil {
		return err
	}
	if err := conn.FlushTimeout(openTimeout); err != nil {
		return err
	}
	return second.FlushTimeout(openTimeout)
}
