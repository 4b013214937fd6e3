package gateway

import (
	"slices"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
)

// hub is one session's streams on this node. It listens to the broker once,
// however many streams there are.
type hub struct {
	g  *Gateway
	id chat.SessionID

	mu      sync.Mutex
	gone    bool     // removed from the gateway; make another
	cancel  func()   // ends the listening; nil until it has begun
	latest  chat.Seq // the newest item that is known to exist
	newsAt  int64    // when the broker last told of an item, Unix nanoseconds
	members []*member
}

// member is a participant with streams here. Guarded by hub.mu.
type member struct {
	id      chat.ParticipantID
	streams []*stream // oldest first

	// cursor is the newest item that any device of this participant has surely
	// received, known once it was read, and noted what is, or will be, saved,
	// for the notes-th time.
	cursor chat.Seq
	noted  standing
	notes  int
	known  bool
	// origin is the place of the first stream, which began at originAt, Unix
	// nanoseconds.
	origin   chat.Seq
	originAt int64
	// heldAt is when the streams were last held for a newer one.
	heldAt time.Time
	// changed, when not nil, gets a signal whenever cursor or streams change.
	changed chan struct{}
}

// add puts a stream in; the participant's oldest sockets beyond the limit are
// closed. An agent has no more than that (agent.go).
func (h *hub) add(s *stream) {
	m := h.member(s.viewer.ParticipantID)
	if m == nil {
		m = &member{id: s.viewer.ParticipantID}
		h.members = append(h.members, m)
	}
	s.hub, s.member = h, m
	m.streams = append(m.streams, s)
	for len(m.streams) > h.g.limits.SocketsPerParticipant {
		oldest := m.streams[0]
		h.remove(oldest)
		oldest.socket.close(closeReplaced, false)
	}
}

func (h *hub) member(id chat.ParticipantID) *member {
	for _, m := range h.members {
		if m.id == id {
			return m
		}
	}
	return nil
}

// remove takes a stream out, which then gets no more events and proves no more.
func (h *hub) remove(s *stream) {
	if s.gone {
		return
	}
	m := s.member
	s.gone = true
	h.leavePlace(s)
	m.streams = slices.DeleteFunc(m.streams, func(o *stream) bool { return o == s })
	m.signal()
}

func (m *member) signal() {
	if m.changed == nil {
		return
	}
	select {
	case m.changed <- struct{}{}:
	default:
	}
}

// tune has the hub hear the broker, which may have to ask another machine: nobody
// waits for that. What was published before is read from the store.
func (h *hub) tune() {
	cancel := h.g.broker.Subscribe(h.id, h.listen)
	h.mu.Lock()
	gone := h.gone
	h.cancel = cancel
	h.streams(func(s *stream) {
		if s.mode == modeLive {
			h.catchUp(s)
		}
	})
	h.mu.Unlock()
	if gone {
		cancel()
	}
}

// tuned reports whether the hub hears the broker. Needs hub.mu.
func (h *hub) tuned() bool { return h.cancel != nil }

// leave ends a stream's part in the hub, and the hub with its last stream.
func (h *hub) leave(s *stream) {
	sh := h.g.shard(h.id)
	sh.mu.Lock()
	h.mu.Lock()
	h.remove(s)
	if s.broke {
		h.note(s.member)
	} else {
		h.noteChange(s.member)
	}
	if len(s.member.streams) == 0 {
		h.members = slices.DeleteFunc(h.members, func(m *member) bool { return m == s.member })
		h.g.cursors.hurry()
	}
	var cancel func()
	if len(h.members) == 0 && !h.gone {
		h.gone, cancel = true, h.cancel
		delete(sh.hubs, h.id)
	}
	h.mu.Unlock()
	sh.mu.Unlock()
	if cancel != nil {
		cancel() // waits for a call of listen, so not under the lock
	}
}

// confirm notes what a stream's client surely has by now.
func (h *hub) confirm(s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.gone {
		return
	}
	m := s.member
	if place := s.confirmed(); place > s.proven {
		s.proven = place
		m.cursor = max(m.cursor, place)
		h.note(m)
	}
	m.signal()
}

// part notes that the client closes a stream's socket, of its own accord.
func (h *hub) part(s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s.parted = true
}

// listen is the broker's way in. It runs in the publisher's goroutine.
func (h *hub) listen(e fanout.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case e.Receipt != nil:
		h.pushReceipt(e.Receipt)
	case e.Item == nil:
	case e.Item.Seq == 0:
		h.pushPassing(e.Item)
	default:
		h.pushItem(e.Item)
	}
}

// streams runs visit over all streams of the hub.
func (h *hub) streams(visit func(*stream)) {
	for _, m := range h.members {
		for _, s := range m.streams {
			visit(s)
		}
	}
}

// pushItem sends a stored item to the streams that have all before it. The others
// read it from the store in its turn.
func (h *hub) pushItem(item *chat.Item) {
	now := h.g.clock.Now()
	h.latest, h.newsAt = max(h.latest, item.Seq), now.UnixNano()
	var f frame
	h.streams(func(s *stream) {
		switch {
		case s.mode == modeDetached && s.endsWith(item):
			s.push(itemFrame(item, nil), 0) // which is none of his items
		case s.mode != modeLive || item.Seq < s.next:
		case item.Seq > s.next:
			h.catchUp(s)
		default:
			if s.viewer.Role.Sees(item.Visibility) {
				if f == nil {
					f = itemFrame(item, nil)
				}
				s.push(f, item.Seq)
			}
			s.passed(item, now)
		}
	})
}

// pushPassing sends what has no place in the transcript, such as typing, to all
// who are up to date. To the others it would be untimely.
func (h *hub) pushPassing(item *chat.Item) {
	var f frame
	h.streams(func(s *stream) {
		if s.mode != modeLive || !s.viewer.Role.Sees(item.Visibility) {
			return
		}
		if f == nil {
			f = itemFrame(item, nil)
		}
		s.push(f, 0)
	})
}

// pushReceipt tells the author of a message, and nobody else. To a stream that
// is not up to date it goes after the message.
// client: amazon-connect-chatjs src/core/MessageReceiptsUtil.js.
func (h *hub) pushReceipt(r *fanout.ReceiptEvent) {
	m := h.member(r.Author)
	if m == nil {
		return
	}
	f := receiptFrame(r.Receipt, r.MessageID, r.ContactID)
	for _, s := range m.streams {
		switch s.mode {
		case modeLive:
			s.push(f, 0)
		case modeCatching, modeHeld:
			if len(s.late) == maxLate {
				s.late = slices.Delete(s.late, 0, 1)
			}
			s.late = append(s.late, f)
		}
	}
}
