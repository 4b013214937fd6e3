package gateway

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

const (
	// pingEvery is the least time between two pings of one socket.
	pingEvery = time.Second
	// heartbeatProof is how long after a heartbeat's reply the next heartbeat
	// proves that the reply arrived. Clients wait 10 s, and never send another
	// over a socket on which one went unanswered. spec: chatjs-wire 4.3.
	heartbeatProof = 5 * time.Second
)

// outbox is what waits to be written to one socket, and what is known of what
// arrived. It is bounded in bytes and never blocks who puts something in.
//
// Items, acknowledgements and receipts go in order. Replies to heartbeats and to
// the client's pings overtake them, so a catch-up never makes a client believe
// that its connection is dead. The close frame goes last.
type outbox struct {
	limit int // bytes

	mu    sync.Mutex
	items []entry // nil while there are none: an idle socket holds no memory
	bytes int     // of items and of the batch being written
	room  chan struct{}
	// writing says that a writer runs, which then takes everything.
	writing bool
	// closing is the close frame, once the server or the client wants to
	// close; nothing is taken in after it was set.
	closing frame
	// ended says that nobody reads or writes any more.
	ended bool

	// Replies that are due. Of several only the newest is sent.
	beat   bool
	health int    // a status, 0 for none
	pong   []byte // nil for none

	// What was written, asked about and confirmed, as item numbers.
	written, pinged, confirmed chat.Seq
	pingAt                     time.Time // of the newest ping
	awaiting                   bool      // the newest ping has no answer yet
	probe                      bool      // ping as soon as everything is written
	beatSeq                    chat.Seq  // written before the newest heartbeat reply
	beatAt                     time.Time // when that reply was taken for writing
}

// entry is a frame, and the number of its item (0 for other frames).
type entry struct {
	frame frame
	seq   chat.Seq
}

// batch is what goes to the network in one write.
type batch struct {
	bytes  []byte
	frames int
	size   int      // how much of the outbox's bytes it is
	last   chat.Seq // the newest item within, 0 for none
	close  bool     // it ends with the close frame
}

// Outcomes of putting something into an outbox.
type putResult int8

const (
	putOK      putResult = iota // taken, a writer runs
	putStart                    // taken, and the caller must start a writer
	putFull                     // not taken: the limit is reached
	putRefused                  // not taken: the socket is closing
)

// put takes a frame if it fits. A frame larger than the limit fits when nothing
// else waits.
func (o *outbox) put(e entry) putResult {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.bytes > 0 && o.bytes+len(e.frame) > o.limit {
		return putFull
	}
	return o.append(e)
}

// putPaced takes a frame if half of the limit is free, which leaves the other
// half to live events. Whoever finds no room waits for roomy.
func (o *outbox) putPaced(e entry) putResult {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.bytes > o.limit/2 {
		return putFull
	}
	return o.append(e)
}

func (o *outbox) append(e entry) putResult {
	if o.closing != nil || o.ended {
		return putRefused
	}
	o.items = append(o.items, e)
	o.bytes += len(e.frame)
	return o.start()
}

// start tells whether a writer must be started, and counts it as running.
func (o *outbox) start() putResult {
	if o.writing {
		return putOK
	}
	o.writing = true
	return putStart
}

// roomy returns a channel that is closed when half of the limit is free or the
// socket has ended.
func (o *outbox) roomy() <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.room == nil {
		o.room = make(chan struct{})
	}
	room := o.room
	o.announceRoom()
	return room
}

func (o *outbox) announceRoom() {
	if o.room != nil && (o.bytes <= o.limit/2 || o.closing != nil || o.ended) {
		close(o.room)
		o.room = nil
	}
}

// reply changes which replies are due.
func (o *outbox) reply(change func(*outbox)) putResult {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closing != nil || o.ended {
		return putRefused
	}
	change(o)
	return o.start()
}

// shut makes a close frame the last one. Without flush, what waits is dropped.
func (o *outbox) shut(closeFrame frame, flush bool) putResult {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closing != nil || o.ended {
		return putRefused
	}
	o.closing = closeFrame
	o.probe = flush
	if !flush {
		o.drop()
	}
	o.announceRoom()
	return o.start()
}

func (o *outbox) drop() {
	for _, e := range o.items {
		o.bytes -= len(e.frame)
	}
	o.items = nil
}

// end marks the end of the socket; nothing more is taken. It reports whether a
// writer still runs, which then closes the connection.
func (o *outbox) end() (writing bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ended = true
	o.drop()
	o.announceRoom()
	return o.writing
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

// takePing adds a ping that names the newest item written, when there is
// something to ask and the last one is long enough ago. TCP keeps the order, so
// the answer proves that everything before the ping has arrived.
func (o *outbox) takePing(buf []byte, b *batch, now time.Time) []byte {
	newest := max(o.written, b.last)
	due := newest > o.pinged && !o.awaiting && now.Sub(o.pingAt) >= pingEvery
	if !due && !o.probe {
		return buf
	}
	o.pinged, o.pingAt, o.awaiting, o.probe = newest, now, true, false
	b.frames++
	return append(buf, controlFrame(websocket.PingMessage, strconv.AppendUint(nil, uint64(newest), 10))...)
}

// wrote notes that a batch has gone to the network.
func (o *outbox) wrote(b batch) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.bytes -= b.size
	o.written = max(o.written, b.last)
	o.announceRoom()
}

// answered notes the client's answer to a ping and returns how far its items
// are now known to have arrived.
func (o *outbox) answered(payload string) chat.Seq {
	n, err := strconv.ParseUint(payload, 10, 64)
	o.mu.Lock()
	defer o.mu.Unlock()
	seq := chat.Seq(n)
	if err != nil || seq > o.pinged {
		return o.confirmed
	}
	if seq == o.pinged {
		o.awaiting = false
	}
	o.confirmed = max(o.confirmed, seq)
	return o.confirmed
}

// heartbeat notes a heartbeat of the client, which is to be answered, and
// returns how far its items are now known to have arrived.
func (o *outbox) heartbeat(now time.Time) (chat.Seq, putResult) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.beatAt.IsZero() && now.Sub(o.beatAt) >= heartbeatProof {
		o.confirmed = max(o.confirmed, o.beatSeq)
	}
	if o.closing != nil || o.ended {
		return o.confirmed, putRefused
	}
	o.beat = true
	return o.confirmed, o.start()
}

// settled reports whether everything that was put in has surely arrived.
func (o *outbox) settled() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.bytes == 0 && o.confirmed >= o.written
}

// wantsPing reports whether an item was written that no ping has asked about,
// and the time for one has come.
func (o *outbox) wantsPing(now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return !o.writing && !o.awaiting && o.written > o.pinged && now.Sub(o.pingAt) >= pingEvery
}

// unasked reports whether no ping waits for its answer.
func (o *outbox) unasked() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return !o.awaiting
}
