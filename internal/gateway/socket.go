package gateway

import (
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
)

// closeWait is how long the client may take to answer a close frame.
const closeWait = 2 * time.Second

// mode is what a socket gets.
type mode int8

const (
	modeOpen     mode = iota // nothing: it has not subscribed
	modeJoining              // nothing yet: its place is being found
	modeCatching             // what a catch-up reads from the store
	modeLive                 // every event as it happens
	modeHeld                 // nothing for a moment: a newer socket may replace it
	modeDetached             // nothing any more: its participant has left
)

// socket is one websocket of a participant.
type socket struct {
	g      *Gateway
	viewer Viewer
	ws     *websocket.Conn
	conn   net.Conn // the one below ws; whole frames only
	out    outbox
	heard  atomic.Int64 // when the client last sent something, Unix nanoseconds

	// Set once before the reader starts.
	hub    *hub
	member *member

	// Guarded by hub.mu.
	mode     mode
	gone     bool     // it is no longer in the hub
	next     chat.Seq // the next item to hand to out
	reading  bool     // a catch-up goroutine runs
	holds    int      // how many newer sockets hold it
	failures int      // subscribes in a row that found no store
	late     []frame  // receipts that wait for the end of the catch-up
	leftover time.Time
}

// maxLate bounds the receipts that wait for a catch-up; the oldest go first.
// The catch-up itself brings the receipts that the store has.
const maxLate = 256

// run reads what the client sends until the connection ends.
func (s *socket) run() {
	graceful := false
	defer func() {
		// A writer that still runs has the answer to the client's close frame
		// to write, and closes the connection then.
		if writing := s.out.end(); !graceful || !writing {
			s.conn.Close()
		}
		s.g.metrics.SocketClosed()
		s.hub.leave(s)
	}()
	s.ws.SetReadLimit(int64(s.g.limits.FrameBytes))
	s.ws.SetPingHandler(s.onPing)
	s.ws.SetPongHandler(s.onPong)
	s.ws.SetCloseHandler(s.onClose)
	for {
		_, r, err := s.ws.NextReader()
		if err != nil {
			_, graceful = err.(*websocket.CloseError)
			return
		}
		s.touch()
		if !s.receive(r) {
			return
		}
	}
}

// readBuffers serve the frames of all sockets; a socket at rest has none.
var readBuffers = sync.Pool{New: func() any { return new([512]byte) }}

// receive reads and handles one frame; false when the connection broke.
func (s *socket) receive(r io.Reader) bool {
	buf := readBuffers.Get().(*[512]byte)
	defer readBuffers.Put(buf)
	data := buf[:0]
	for {
		if len(data) == cap(data) {
			data = slices.Grow(data, len(data))
		}
		n, err := r.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if err == io.EOF {
			break
		}
		if err != nil {
			return false
		}
	}
	s.handle(data)
	return true
}

// handle obeys a frame. What it does not know it ignores: a client must never
// lose its connection over a frame. spec: chatjs-wire row 40.
func (s *socket) handle(data []byte) {
	defer s.g.recoverFrame(s)
	f, ok := parseClientFrame(data)
	if !ok {
		return
	}
	switch f.topic {
	case topicHeartbeat:
		seq, result := s.out.heartbeat(s.g.clock.Now())
		s.begin(result)
		s.hub.confirm(s, seq)
	case topicPing:
		status := http.StatusOK
		if !s.g.healthy() {
			status = http.StatusInternalServerError
		}
		s.begin(s.out.reply(func(o *outbox) { o.health = status }))
	case topicSubscribe:
		s.hub.subscribe(s, f.topics)
	}
}

func (s *socket) onPing(payload string) error {
	s.touch()
	s.begin(s.out.reply(func(o *outbox) { o.pong = append([]byte{}, payload...) }))
	return nil
}

func (s *socket) onPong(payload string) error {
	s.touch()
	s.hub.confirm(s, s.out.answered(payload))
	return nil
}

func (s *socket) onClose(code int, _ string) error {
	s.begin(s.out.shut(echoClose(code), false))
	return nil
}

func (s *socket) touch() { s.heard.Store(s.g.clock.Now().UnixNano()) }

// push hands over a live frame. A client that reads too slowly is closed: it
// comes back and is sent what it missed.
func (s *socket) push(f frame, seq chat.Seq) {
	result := s.out.put(entry{f, seq})
	if result == putFull {
		s.g.metrics.SlowConsumerClosed()
		s.close(closeSlow, false)
		return
	}
	s.begin(result)
}

// close makes the socket close for a reason, after what waits when flush is set.
func (s *socket) close(r closeReason, flush bool) {
	result := s.out.shut(r.frame(), flush)
	if result != putRefused && !flush {
		// The write under way may hang on a client that does not read.
		s.conn.SetWriteDeadline(wallDeadline(closeWait))
	}
	s.begin(result)
}

// begin starts a writer when putting something in asked for one.
func (s *socket) begin(result putResult) {
	if result == putStart {
		s.g.tasks.Go(s.write)
	}
}

// batchBytes is how much goes out in one write. Frames are small and come in
// bursts, and one write costs as much as copying 30 KiB.
const batchBytes = 8 << 10

var batchBuffers = sync.Pool{New: func() any { b := make([]byte, 0, batchBytes); return &b }}

// write empties the outbox and ends: a socket at rest has no writer.
func (s *socket) write() {
	buf := batchBuffers.Get().(*[]byte)
	defer batchBuffers.Put(buf)
	for {
		b, over, ok := s.out.take((*buf)[:0], s.g.clock.Now())
		if !ok {
			if over {
				s.conn.Close()
			}
			return
		}
		timeout := s.g.limits.WriteTimeout
		if b.close {
			timeout = closeWait
		}
		s.conn.SetWriteDeadline(wallDeadline(timeout))
		if _, err := s.conn.Write(b.bytes); err != nil {
			s.out.end()
			s.conn.Close()
			return
		}
		s.out.wrote(b)
		for range b.frames {
			s.g.metrics.FramePushed()
		}
		if b.close {
			s.conn.SetReadDeadline(wallDeadline(closeWait))
		}
	}
}

// wallDeadline is a deadline for the network, which goes by the machine's time
// whatever clock the gateway was given.
func wallDeadline(d time.Duration) time.Time { return clock.System().Now().Add(d) }
