package nats

import (
	natsgo "github.com/nats-io/nats.go"

	"github.com/rejoin-chat/rejoin/internal/fanout"
)

// maxUnsent is how many messages may wait for the sender: what a busy node
// publishes in a fraction of a second. While the client library dials it takes
// none, for as long as dialTimeout.
const maxUnsent = 4096

// outbox is what is to be published. The client library's own Publish may wait
// for the network, so only the sender calls it.
type outbox struct{ messages chan outgoing }

type outgoing struct {
	subject string
	data    []byte
	canary  bool
}

func newOutbox() outbox { return outbox{messages: make(chan outgoing, maxUnsent)} }

// put reports whether there was room.
func (o outbox) put(m outgoing) bool {
	select {
	case o.messages <- m:
		return true
	default:
		return false
	}
}

// post puts an event into the outbox.
func (b *Broker) post(e fanout.Event) {
	data, err := encode(make([]byte, 0, 512), e)
	if err != nil {
		return // no event at all
	}
	if !b.outbox.put(outgoing{subject: b.subjects.session(e.SessionID), data: data}) {
		b.metrics.EventDropped(DropOutboxFull)
	}
}

// send is the sender. When the broker is closed it sends what is left.
func (b *Broker) send(conn *natsgo.Conn) {
	defer close(b.sent)
	for {
		select {
		case m := <-b.outbox.messages:
			b.publish(conn, m)
		case <-b.stop:
			for {
				select {
				case m := <-b.outbox.messages:
					b.publish(conn, m)
				default:
					return
				}
			}
		}
	}
}

func (b *Broker) publish(conn *natsgo.Conn, m outgoing) {
	err := conn.Publish(m.subject, m.data)
	switch {
	case m.canary: // missed when it does not come back
	case err != nil:
		b.metrics.EventDropped(DropNotSent)
	default:
		b.metrics.EventPublished()
	}
}
