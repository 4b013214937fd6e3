package gateway

import (
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// outbox is what waits to be written to one socket, whatever streams it is of, and
// what is known of what arrived. It is bounded in bytes and never blocks who puts
// something in.
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

	proof proof

	// unplaced counts the streams whose place is being found, and what else a
	// subscribe's acknowledgement waits for; wanted says that one waits, and
	// acked is when the first was given.
	unplaced int
	wanted   bool
	acked    time.Time
}

// entry is a frame, the number of its item (0 for other frames) and the track of
// its stream (nil for what belongs to none).
type entry struct {
	frame frame
	seq   chat.Seq
	track *track
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
	return o.append(e, o.bytes == 0 || o.bytes+len(e.frame) <= o.limit)
}

// putPaced takes a frame if half of the limit is free, which leaves the other
// half to live events. Whoever finds no room waits for roomy.
func (o *outbox) putPaced(e entry) putResult {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.append(e, o.roomyNow())
}

func (o *outbox) append(e entry, fits bool) putResult {
	if o.isShut() {
		return putRefused
	}
	if !fits {
		return putFull
	}
	o.items = append(o.items, e)
	o.bytes += len(e.frame)
	if e.track != nil {
		e.track.queued++
	}
	return o.start()
}

func (o *outbox) isShut() bool { return o.closing != nil || o.ended }

func (o *outbox) roomyNow() bool { return o.bytes <= o.limit/2 }

// start tells whether a writer must be started, and counts it as running.
func (o *outbox) start() putResult {
	if o.writing {
		return putOK
	}
	o.writing = true
	return putStart
}

// roomy returns a channel that is closed when half of the limit is free or the
// socket is closing.
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
	if o.room != nil && (o.roomyNow() || o.isShut()) {
		close(o.room)
		o.room = nil
	}
}

// reply changes which replies are due.
func (o *outbox) reply(change func(*outbox)) putResult {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.isShut() {
		return putRefused
	}
	change(o)
	return o.start()
}

// shut makes a close frame the last one. Without flush, what waits is dropped.
func (o *outbox) shut(closeFrame frame, flush bool) putResult {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.isShut() {
		return putRefused
	}
	o.closing = closeFrame
	o.proof.probe = flush
	if !flush {
		o.drop()
	}
	o.announceRoom()
	return o.start()
}

func (o *outbox) drop() {
	for _, e := range o.items {
		o.bytes -= len(e.frame)
		if e.track != nil {
			e.track.queued--
		}
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

// answered takes the client's pong.
func (o *outbox) answered(payload string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.proof.pong(payload)
}

// heartbeat takes the client's heartbeat, which is to be answered.
func (o *outbox) heartbeat(now time.Time) putResult {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.proof.heartbeat(now)
	if o.isShut() {
		return putRefused
	}
	o.beat = true
	return o.start()
}

// startAt sets the place of a stream that has been sent nothing yet.
func (o *outbox) startAt(t *track, seq chat.Seq) {
	o.mu.Lock()
	defer o.mu.Unlock()
	t.startAt(seq)
}

// confirmed is the newest item of a stream that has surely arrived.
func (o *outbox) confirmed(t *track) chat.Seq {
	o.mu.Lock()
	defer o.mu.Unlock()
	t.learn(o.proof.answered)
	return t.confirmed
}

// settled reports whether everything that was put in of a stream has surely
// arrived.
func (o *outbox) settled(t *track) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return t.settled(o.proof.answered)
}

// asked is the number of the newest question, for silentSince.
func (o *outbox) asked() uint64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.proof.asked
}

// silentSince reports whether the client has answered no question newer than one,
// or the socket is closing.
func (o *outbox) silentSince(question uint64) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.isShut() || o.proof.answered <= question
}

// ask has a ping sent after what waits, at once or, unless urgent, when one is
// due. A client that has been quiet is asked even if there is nothing to confirm.
func (o *outbox) ask(now time.Time, urgent, quiet bool) putResult {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.isShut() || !(urgent || o.proof.due(now) || quiet && !o.proof.awaiting()) {
		return putRefused
	}
	o.proof.probe = true
	return o.start()
}
