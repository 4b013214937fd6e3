package gateway

import (
	"slices"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
)

// hub is one session's sockets on this node. It listens to the broker once,
// however many sockets there are.
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

// member is a participant with sockets here. Guarded by hub.mu.
type member struct {
	id      chat.ParticipantID
	sockets []*socket // oldest first

	// cursor is the newest item that any device of this participant has surely
	// received, known once it was read, and noted what is, or will be, saved,
	// for the notes-th time.
	cursor chat.Seq
	noted  standing
	notes  int
	known  bool
	// heldAt is when the sockets were last held for a newer one.
	heldAt time.Time
	// changed, when not nil, gets a signal whenever cursor or sockets change.
	changed chan struct{}
}

// add puts an opened socket in; the participant's oldest ones beyond the limit
// are closed.
func (h *hub) add(s *socket) {
	m := h.member(s.viewer.ParticipantID)
	if m == nil {
		m = &member{id: s.viewer.ParticipantID}
		h.members = append(h.members, m)
	}
	s.hub, s.member = h, m
	m.sockets = append(m.sockets, s)
	for len(m.sockets) > h.g.limits.SocketsPerParticipant {
		oldest := m.sockets[0]
		h.remove(oldest)
		oldest.close(closeReplaced, false)
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

// remove takes a socket out, which then gets no more events and proves no more.
func (h *hub) remove(s *socket) {
	if s.gone {
		return
	}
	m := s.member
	s.gone = true
	h.leavePlace(s)
	m.sockets = slices.DeleteFunc(m.sockets, func(o *socket) bool { return o == s })
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
	h.sockets(func(s *socket) {
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

// leave ends a socket's part in the hub, and the hub with its last socket.
func (h *hub) leave(s *socket) {
	sh := h.g.shard(h.id)
	sh.mu.Lock()
	h.mu.Lock()
	h.remove(s)
	if s.broke {
		h.note(s.member)
	} else {
		h.noteChange(s.member)
	}
	if len(s.member.sockets) == 0 {
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

// confirm notes that a socket's client surely has the items up to seq, which is
// news if it has moved.
func (h *hub) confirm(s *socket, seq chat.Seq, moved bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.gone {
		return
	}
	m := s.member
	if moved {
		m.cursor = max(m.cursor, seq)
		h.note(m)
	}
	m.signal()
}

// part notes that the client closes a socket, of its own accord.
func (h *hub) part(s *socket) {
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

// sockets runs visit over all sockets of the hub.
func (h *hub) sockets(visit func(*socket)) {
	for _, m := range h.members {
		for _, s := range m.sockets {
			visit(s)
		}
	}
}

// pushItem sends a stored item to the sockets that have all before it. The others
// read it from the store in its turn.
func (h *hub) pushItem(item *chat.Item) {
	now := h.g.clock.Now()
	h.latest, h.newsAt = max(h.latest, item.Seq), now.UnixNano()
	var f frame
	h.sockets(func(s *socket) {
		switch {
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
	h.sockets(func(s *socket) {
		if s.mode != modeLive || !s.viewer.Role.Sees(item.Visibility) {
			return
		}
		if f == nil {
			f = itemFrame(item, nil)
		}
		s.push(f, 0)
	})
}

// pushReceipt tells the author of a message, and nobody else. To a socket that
// is not up to date it goes after the message.
// client: amazon-connect-chatjs src/core/MessageReceiptsUtil.js.
func (h *hub) pushReceipt(r *fanout.ReceiptEvent) {
	m := h.member(r.Author)
	if m == nil {
		return
	}
	f := receiptFrame(r.Receipt, r.MessageID, r.ContactID)
	for _, s := range m.sockets {
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

// passed moves a socket beyond an item that it was sent or does not see. An
// agent who has left gets nothing after his own leaving; a customer stays until
// he closes. client: amazon-connect-chatjs src/core/chatController.js.
func (s *socket) passed(item *chat.Item, now time.Time) {
	s.next = item.Seq + 1
	switch {
	case item.ContentType == chat.EventChatEnded:
		s.leftover = now.Add(s.g.limits.Leftover)
	case item.ContentType == chat.EventParticipantLeft &&
		item.ParticipantID == s.viewer.ParticipantID && s.viewer.Role != chat.RoleCustomer:
		s.mode = modeDetached
		s.leftover = now.Add(s.g.limits.Leftover)
	}
}
