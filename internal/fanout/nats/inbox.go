package nats

import natsgo "github.com/nats-io/nats.go"

const (
	// maxArrived is how many messages may wait to be dealt out, which takes
	// less than a microsecond each.
	maxArrived = 8192
	// maxQueued is how many events may wait for the listeners of a session:
	// far more than people write while a listener does what it should.
	maxQueued = 256
)

// deal is the dealer: it deals out what arrives, and waits for nobody.
func (b *Broker) deal() {
	for {
		select {
		case <-b.stop:
			return
		case m := <-b.inbox:
			if m.Subject == b.subjects.back {
				b.canaryReturned(m.Data)
				continue
			}
			b.queue(m)
		}
	}
}

// queue puts a message into its session's queue, and sees that it is emptied.
func (b *Broker) queue(m *natsgo.Msg) {
	t, result := b.interest.queue(m.Subject, m.Data)
	switch result {
	case queueFull:
		b.metrics.EventDropped(DropSlowListener)
	case queueIdle:
		b.tasks.Go(func() { b.drain(t) })
	}
}

type queueResult int

const (
	queueNone queueResult = iota // no such topic any more
	queueFull
	queueBusy // somebody is emptying it
	queueIdle // the caller is to see that it is emptied
)

func (in *interest) queue(subject string, data []byte) (*topic, queueResult) {
	in.mu.Lock()
	defer in.mu.Unlock()
	t := in.topics[subject]
	switch {
	case t == nil || t.listeners == 0:
		return nil, queueNone
	case len(t.queue) == maxQueued:
		return t, queueFull
	}
	t.queue = append(t.queue, data)
	if t.draining {
		return t, queueBusy
	}
	t.draining = true
	return t, queueIdle
}

// waiting takes what is in a topic's queue; nothing ends its emptying.
func (in *interest) waiting(t *topic) [][]byte {
	in.mu.Lock()
	defer in.mu.Unlock()
	taken := t.queue
	t.queue = nil
	t.draining = len(taken) > 0
	return taken
}

// drain hands a session's events to its listeners until none waits.
func (b *Broker) drain(t *topic) {
	for {
		waiting := b.interest.waiting(t)
		if len(waiting) == 0 {
			return
		}
		for _, data := range waiting {
			e, err := decode(t.id, data)
			if err != nil {
				b.metrics.EventDropped(DropUndecodable)
				continue
			}
			b.metrics.EventReceived()
			b.local.Publish(e)
		}
	}
}
