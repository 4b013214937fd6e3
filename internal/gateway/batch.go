package gateway

import (
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

// batch is what goes to the network in one write.
type batch struct {
	bytes  []byte
	frames int
	size   int  // how much of the outbox's bytes it is
	shared bool // it is one frame that others send too, so nothing can be added
	close  bool // it ends with the close frame
}

// take moves the next batch out, copied into buf as far as it has room; a frame
// larger than buf goes alone and uncopied. With nothing to write it returns
// false: the writer ends, and over tells whether the socket has ended too.
func (o *outbox) take(buf []byte, now time.Time) (b batch, over, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	b.bytes = buf[:0]
	o.takeReplies(&b, now)
	o.takeItems(&b)
	if len(o.items) == 0 && !b.shared {
		o.takeLast(&b, now)
	}
	if len(b.bytes) == 0 {
		o.writing = false
		return b, o.ended, false
	}
	return b, false, true
}

func (b *batch) add(f frame) {
	b.bytes = append(b.bytes, f...)
	b.frames++
}

func (o *outbox) takeReplies(b *batch, now time.Time) {
	if o.beat {
		o.beat = false
		o.proof.replied(now)
		b.add(heartbeatReply)
	}
	switch o.health {
	case 0:
	case http.StatusOK:
		b.add(healthyReply)
	default:
		b.add(unhealthyReply)
	}
	o.health = 0
	if o.pong != nil {
		b.add(controlFrame(websocket.PongMessage, o.pong))
		o.pong = nil
	}
}

func (o *outbox) takeItems(b *batch) {
	n := 0
	for n < len(o.items) {
		e := o.items[n]
		fits := len(b.bytes)+len(e.frame) <= cap(b.bytes)
		if !fits && len(b.bytes) > 0 {
			break
		}
		n++
		b.size += len(e.frame)
		o.trace(e)
		if !fits {
			b.bytes, b.shared = e.frame, true
			b.frames++
			break
		}
		b.add(e.frame)
	}
	clear(o.items[:n])
	o.items = o.items[n:]
	if len(o.items) == 0 {
		o.items = nil
	}
}

// trace notes that an entry goes to the network.
func (o *outbox) trace(e entry) {
	if e.track == nil {
		return
	}
	e.track.queued--
	if e.seq > 0 {
		e.track.wrote(e.seq, &o.proof)
		o.proof.fresh = true
	}
}

// takeLast adds, after the last item that waits, the ping that asks about them and
// the close frame.
func (o *outbox) takeLast(b *batch, now time.Time) {
	if o.proof.probe || o.proof.due(now) {
		b.add(controlFrame(websocket.PingMessage, o.proof.ping(now)))
	}
	if len(o.closing) > 0 {
		b.add(o.closing)
		b.close = true
		o.closing = o.closing[:0] // not nil: the socket stays shut
	}
}

// wrote notes that a batch has gone to the network.
func (o *outbox) wrote(b batch) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.bytes -= b.size
	o.announceRoom()
}
