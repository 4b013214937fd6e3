package gateway

import (
	"net/http"
	"time"

	"github.com/gorilla/websocket"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// batch is what goes to the network in one write.
type batch struct {
	bytes  []byte
	frames int
	size   int      // how much of the outbox's bytes it is
	last   chat.Seq // the newest item within, 0 for none
	close  bool     // it ends with the close frame
}

// take moves the next batch out, copied into buf as far as it has room; a frame
// larger than buf goes alone and uncopied. With nothing to write it returns
// false: the writer ends, and over tells whether the socket has ended too.
func (o *outbox) take(buf []byte, now time.Time) (b batch, over, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	buf = o.takeReplies(buf[:0], &b, now)
	buf = o.takeItems(buf, &b)
	if len(o.items) == 0 && (b.bytes == nil) {
		buf = o.takePing(buf, &b, now)
		if len(o.closing) > 0 {
			buf = append(buf, o.closing...)
			b.frames++
			b.close = true
			o.closing = o.closing[:0] // not nil: the socket stays shut
		}
	}
	if b.bytes == nil {
		b.bytes = buf
	}
	if len(b.bytes) == 0 {
		o.writing = false
		return b, o.ended, false
	}
	return b, false, true
}

func (o *outbox) takeReplies(buf []byte, b *batch, now time.Time) []byte {
	add := func(f frame) {
		buf = append(buf, f...)
		b.frames++
	}
	if o.beat {
		o.beat, o.beatSeq, o.beatAt = false, o.written, now
		add(heartbeatReply)
	}
	if o.health != 0 {
		if o.health == http.StatusOK {
			add(healthyReply)
		} else {
			add(unhealthyReply)
		}
		o.health = 0
	}
	if o.pong != nil {
		add(controlFrame(websocket.PongMessage, o.pong))
		o.pong = nil
	}
	return buf
}

func (o *outbox) takeItems(buf []byte, b *batch) []byte {
	n := 0
	for n < len(o.items) {
		e := o.items[n]
		if len(buf)+len(e.frame) > cap(buf) {
			if len(buf) > 0 {
				break
			}
			b.bytes = e.frame
		} else {
			buf = append(buf, e.frame...)
		}
		n++
		b.size += len(e.frame)
		b.last = max(b.last, e.seq)
		if b.bytes != nil {
			break
		}
	}
	b.frames += n
	clear(o.items[:n])
	o.items = o.items[n:]
	if len(o.items) == 0 {
		o.items = nil
	}
	return buf
}

// wrote notes that a batch has gone to the network.
func (o *outbox) wrote(b batch) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.bytes -= b.size
	o.written = max(o.written, b.last)
	o.announceRoom()
}
