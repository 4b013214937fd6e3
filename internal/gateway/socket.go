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
)

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
	// writeBy is the deadline of writes, Unix nanoseconds. It belongs to the
	// writer, of which there is one at a time.
	writeBy int64

	// Set once before the reader starts.
	hub    *hub
	member *member

	// Guarded by hub.mu.
	mode     mode
	gone     bool     // it is no longer in the hub
	next     chat.Seq // the next item to hand to out
	reading  bool     // a catch-up goroutine runs
	holds    int      // how many newer sockets hold it
	answered bool     // its first subscribe was acknowledged
	parted   bool     // the client closed it, and we had not
	drained  bool     // we close it for the end of the process
	broke    bool     // it ended otherwise, and not for its silence
	late     []frame  // receipts that wait for the end of the catch-up
	leftover time.Time
	settled  bool      // its device is counted, see hub.settle
	struck   time.Time // when a newer socket was taken for its successor
}

// maxLate bounds the receipts that wait for a catch-up; the oldest go first.
// The catch-up itself brings the receipts that the store has.
const maxLate = 256

// run is the life of a socket, in its reader's goroutine.
func (s *socket) run() {
	orderly := s.converse()
	// After an orderly end a writer may still have the close frame to write,
	// and closes the connection then.
	if writing := s.out.end(); !writing || !orderly {
		s.conn.Close()
	}
	s.g.metrics.SocketClosed()
	s.hub.leave(s)
}

// converse reads and obeys what the client sends until one side closes, which is
// orderly, or the connection breaks. A fault of ours closes it too.
func (s *socket) converse() (orderly bool) {
	orderly = true
	defer s.g.recoverSocket(s)
	s.ws.SetReadLimit(int64(s.g.limits.FrameBytes))
	s.ws.SetPingHandler(s.onPing)
	s.ws.SetPongHandler(s.onPong)
	s.ws.SetCloseHandler(s.onClose)
	for {
		_, r, err := s.ws.NextReader()
		if err != nil {
			_, closed := err.(*websocket.CloseError)
			return closed
		}
		s.touch()
		if !s.receive(r) {
			return false
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
// lose its connection over a frame.
func (s *socket) handle(data []byte) {
	f, ok := parseClientFrame(data)
	if !ok {
		return
	}
	switch f.topic {
	case topicHeartbeat:
		seq, moved, result := s.out.heartbeat(s.g.clock.Now())
		s.begin(result)
		s.hub.confirm(s, seq, moved)
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
	seq, moved := s.out.answered(payload)
	s.hub.confirm(s, seq, moved)
	return nil
}

func (s *socket) onClose(code int, _ string) error {
	result := s.out.shut(echoClose(code), false)
	if result != putRefused {
		s.hub.part(s)
	}
	s.begin(result)
	return nil
}

// quiet is for how long nothing was heard from the client.
func (s *socket) quiet(now time.Time) time.Duration { return now.Sub(time.Unix(0, s.heard.Load())) }

func (s *socket) touch() { s.heard.Store(s.g.clock.Now().UnixNano()) }
