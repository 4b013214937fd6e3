package gateway

import (
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// A place is the newest item that a device has surely received. The wire does not
// tell which device a socket belongs to, so the places of a participant are kept
// as a bag: a newcomer begins at the lowest, and the highest is struck out,
// because one device fewer is away. Whoever comes back first, none begins too
// late; to some, items are repeated. See doc.go for what this cannot see.

func (h *hub) key(m *member) cursorKey { return cursorKey{h.id, m.id} }

// joined reports whether the socket has a place: its subscribe was acknowledged.
// Needs hub.mu.
func (s *socket) joined() bool { return s.next > 0 }

// replaced reports whether a newer socket was taken for this one's successor, and
// nothing was heard since that would disprove it. Needs hub.mu.
func (s *socket) replaced() bool {
	return !s.struck.IsZero() && s.heard.Load() < s.struck.UnixNano()
}

// begins is the place where a participant's next socket begins: the lowest of any
// device, open or away. Needs hub.mu.
func (h *hub) begins(m *member) chat.Seq {
	return h.lowest(m, func(o *socket) bool { return !o.replaced() })
}

// noteCursor has the participant's cursor saved: the lowest place that may be asked
// for again, those of sockets that seem replaced included. A member that is no
// longer in the hub says nothing, as the participant may be back. Needs hub.mu.
func (h *hub) noteCursor(m *member) {
	if h.member(m.id) != m {
		return
	}
	seq := h.lowest(m, func(*socket) bool { return true })
	if seq > m.noted {
		m.noted = seq
		h.g.cursors.note(h.key(m), seq)
	}
}

func (h *hub) lowest(m *member, counts func(*socket) bool) chat.Seq {
	low := m.cursor
	for _, o := range m.sockets {
		if o.joined() && counts(o) {
			low = min(low, o.out.confirmed())
		}
	}
	if left, _, ok := h.g.absences.span(h.key(m), h.g.clock.Now()); ok {
		low = min(low, left)
	}
	return low
}

// leavePlace keeps the place of a socket that goes, for its device to come back
// to; shortly when its client closed it. Needs hub.mu.
func (h *hub) leavePlace(s *socket) {
	if !s.joined() || s.replaced() {
		return
	}
	life := absenceLife
	if s.parted {
		life = partingLife
	}
	h.g.absences.add(h.key(s.member), absence{s.out.confirmed(), h.g.clock.Now().Add(life)}, 1)
}

// leaveOld keeps the place that the process before saved, for as many devices as
// may have been connected to it.
func (h *hub) leaveOld(m *member, seq chat.Seq) {
	h.g.absences.add(h.key(m), absence{seq, h.g.started.Add(restartLife)}, h.g.limits.SocketsPerParticipant)
}

// settle counts one device as back, after a socket has joined: the highest place is
// struck out of those that were left and those of the others that, asked at the
// join, have not answered since. A client that rotates has left the place of its
// old socket by now, so the count is right for it too.
func (h *hub) settle(s *socket, others []*socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !s.joined() {
		return
	}
	m, now := s.member, h.g.clock.Now()
	_, high, found := h.g.absences.span(h.key(m), now)
	var dead *socket
	for _, o := range others {
		if o.gone || o.replaced() || !o.out.silent() {
			continue
		}
		if place := o.out.confirmed(); !found || place >= high {
			dead, high, found = o, place, true
		}
	}
	h.strike(m, dead, now)
	h.noteCursor(m)
}

func (h *hub) strike(m *member, dead *socket, now time.Time) {
	if dead != nil {
		dead.struck = now
		return
	}
	h.g.absences.strike(h.key(m), now)
}
