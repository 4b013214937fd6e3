package gateway

import (
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// closeWait is how long the client may take to answer a close frame.
const closeWait = 2 * time.Second

// push hands over a frame that cannot wait.
func (s *socket) push(e entry) { s.took(s.out.put(e)) }

// took goes on after a frame was put in. A client that reads too slowly is closed:
// it comes back and is sent what it missed.
func (s *socket) took(result putResult) {
	if result == putFull {
		if s.close(closeSlow, false) {
			s.g.metrics.SlowConsumerClosed()
		}
		return
	}
	s.begin(result)
}

// close makes the socket close for a reason, after what waits when flush is set.
// It reports false when it was closing before.
func (s *socket) close(r closeReason, flush bool) bool {
	result := s.out.shut(r.frame(), flush)
	if result == putRefused {
		return false
	}
	if !flush {
		// The write under way may hang on a client that does not read.
		s.conn.SetWriteDeadline(wallDeadline(closeWait))
	}
	s.begin(result)
	return true
}

// begin starts a writer when putting something in asked for one.
func (s *socket) begin(result putResult) {
	if result == putStart {
		s.g.tasks.Add(1)
		go s.write()
	}
}

// batchBytes is how much goes out in one write. Frames are small and come in
// bursts, and the system call costs far more than the copying: see
// docs/decisions/0001-websocket-library.md.
const batchBytes = 8 << 10

var batchBuffers = sync.Pool{New: func() any { b := make([]byte, 0, batchBytes); return &b }}

// write empties the outbox and ends: a socket at rest has no writer.
func (s *socket) write() {
	defer s.g.tasks.Done()
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
		s.limit(b.close)
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

// limit bounds the next write. A deadline that has more than half of its time left
// is kept: to move one for every frame costs more than to make the frame.
func (s *socket) limit(closing bool) {
	if closing {
		s.conn.SetWriteDeadline(wallDeadline(closeWait))
		return
	}
	timeout := s.g.limits.WriteTimeout
	if now := clock.System().Now(); now.Add(timeout / 2).After(time.Unix(0, s.writeBy)) {
		deadline := now.Add(timeout)
		s.writeBy = deadline.UnixNano()
		s.conn.SetWriteDeadline(deadline)
	}
}

// wallDeadline is a deadline for the network, which goes by the machine's time
// whatever clock the gateway was given.
func wallDeadline(d time.Duration) time.Time { return clock.System().Now().Add(d) }
