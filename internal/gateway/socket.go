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
)

// socket is one websocket: the connection, what waits for it and what is known of
// the client's hearing. What goes over it is its streams' affair (streams.go): a
// participant's has one, an agent's one for each of his chats.
type socket struct {
	g     *Gateway
	agent *agent // nil for a participant's
	guard *guard // nil but for the socket of a participant who is a user
	shard *socketShard
	ws    *websocket.Conn
	conn  net.Conn // the one below ws; whole frames only
	out   outbox
	heard atomic.Int64 // when the client last sent something, Unix nanoseconds
	// writeBy is the deadline of writes, Unix nanoseconds. It belongs to the
	// writer, of which there is one at a time.
	writeBy int64

	mu sync.Mutex
	// streams is replaced, never changed, so that who has it may go through it.
	streams []*stream
	begun   bool // streams begin as they come in
	shut    bool // no stream comes in any more
	met     bool // an agent's chats were read once
	waits   bool // one of them waits for another stream's end

	lists atomic.Bool // an agent's chats were read, or could not be
}

// run is the life of a socket, in its reader's goroutine.
func (s *socket) run() {
	orderly := s.converse()
	// After an orderly end a writer may still have the close frame to write,
	// and closes the connection then.
	if writing := s.out.end(); !writing || !orderly {
		s.conn.Close()
	}
	s.g.metrics.SocketClosed()
	s.leave()
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
		s.begin(s.out.heartbeat(s.g.clock.Now()))
		s.confirm()
	case topicPing:
		status := http.StatusOK
		if !s.g.healthy() {
			status = http.StatusInternalServerError
		}
		s.begin(s.out.reply(func(o *outbox) { o.health = status }))
	case topicSubscribe:
		s.subscribe(f.topics)
	}
}

func (s *socket) onPing(payload string) error {
	s.touch()
	s.begin(s.out.reply(func(o *outbox) { o.pong = append([]byte{}, payload...) }))
	return nil
}

func (s *socket) onPong(payload string) error {
	s.touch()
	s.out.answered(payload)
	s.confirm()
	return nil
}

func (s *socket) onClose(code int, _ string) error {
	result := s.out.shut(echoClose(code), false)
	if result != putRefused {
		s.part()
	}
	s.begin(result)
	return nil
}

// quiet is for how long nothing was heard from the client.
func (s *socket) quiet(now time.Time) time.Duration { return now.Sub(time.Unix(0, s.heard.Load())) }

func (s *socket) touch() { s.heard.Store(s.g.clock.Now().UnixNano()) }
