package gateway

import (
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// A place is the newest item that a device has surely received. The wire does not
// tell which device a socket belongs to, so the places of a participant are kept
// as a bag: a newcomer begins at the lowest, and the highest is struck out,
// because one device fewer is away. Whoever comes back first, none begins too
// late; to some, items are repeated. See doc.go for what this cannot see.

// brokeWithin is how recently something must have been heard from a client when its
// connection ends, for the end to be news: another node that had taken the place
// over must have been mistaken. Most clients send every 10 s.
// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js.
const brokeWithin = 15 * time.Second

func (h *hub) key(m *member) cursorKey { return cursorKey{h.id, m.id} }

// joined reports whether the stream has a place.
// Needs hub.mu.
func (s *stream) joined() bool { return s.next > 0 }

// replaced reports whether a newer socket was taken for its socket's successor, and
// nothing was heard since that would disprove it. Needs hub.mu.
func (s *stream) replaced() bool {
	return !s.struck.IsZero() && s.socket.heard.Load() < s.struck.UnixNano()
}

// furthest is the newest item that any device has surely received, also where the
// answer that proves it is only being taken. Needs hub.mu.
func (h *hub) furthest(m *member) chat.Seq {
	for _, o := range m.streams {
		if o.joined() {
			m.cursor = max(m.cursor, o.confirmed())
		}
	}
	return m.cursor
}

// begins is the place where a participant's next stream begins: the lowest of any
// device, open or away. Needs hub.mu.
func (h *hub) begins(m *member) chat.Seq {
	low := h.furthest(m)
	for _, o := range m.streams {
		if o.joined() && !o.replaced() {
			low = min(low, o.confirmed())
		}
	}
	if away := h.g.absences.span(h.key(m), h.g.clock.Now()); away.devices > 0 {
		low = min(low, away.lowest)
	}
	return low
}

// standing is what is to be saved of a participant: the lowest place that may be
// asked for again, those of streams that seem replaced included, and how many
// devices there are, those excluded. A stream that is not settled is one of those
// that are away, or one more when there are none. Needs hub.mu.
func (h *hub) standing(m *member) standing {
	away := h.g.absences.span(h.key(m), h.g.clock.Now())
	st := standing{seq: h.furthest(m)}
	if away.devices > 0 {
		st.seq = min(st.seq, away.lowest)
	}
	pending := 0
	for _, o := range m.streams {
		if o.joined() {
			st.seq = min(st.seq, o.confirmed())
		}
		switch {
		case o.mode == modeJoining, o.joined() && !o.settled:
			pending++
		case o.joined() && !o.replaced():
			st.devices++
		}
	}
	st.devices += max(away.devices, pending)
	return st
}

// noteChange has a participant's standing saved if it has changed. Needs hub.mu.
func (h *hub) noteChange(m *member) {
	if m.known && h.standing(m) != m.noted {
		h.note(m)
	}
}

// note has a participant's standing saved, changed or not: another node may have
// dropped it meanwhile. A member that is no longer in the hub says nothing, as the
// participant may be back. Needs hub.mu.
func (h *hub) note(m *member, over ...store.Cursor) {
	if !m.known || h.member(m.id) != m {
		return
	}
	st := h.standing(m)
	h.g.cursors.note(h.key(m), note{standing: st, at: h.seen(m), back: st.seq < m.noted.seq, over: over})
	m.noted = st
	m.notes++
}

// seen is when a participant's devices were here last, as far as it matters to
// other nodes: places that are kept for a shorter time seem older.
func (h *hub) seen(m *member) time.Time {
	now := h.g.clock.Now()
	if slices.ContainsFunc(m.streams, (*stream).joined) {
		return now
	}
	if away := h.g.absences.span(h.key(m), now); away.devices > 0 {
		return away.until.Add(-absenceLife)
	}
	return now
}

// leavePlace keeps the place of a stream that goes, for its device to come back
// to; shortly when its client closed it. Needs hub.mu.
func (h *hub) leavePlace(s *stream) {
	if !s.joined() || s.replaced() {
		return
	}
	now := h.g.clock.Now()
	life := absenceLife
	if s.parted {
		life = partingLife
	}
	h.g.absences.add(h.key(s.member), absence{s.confirmed(), now.Add(life)}, 1)
	s.broke = !s.parted && !s.drained && s.socket.quiet(now) < brokeWithin
}

// settle counts one device as back, after a stream has joined: the highest place is
// struck out of those that were left and those of the others that, asked at the
// join, have not answered since. A client that rotates has left the place of its
// old socket by now, so the count is right for it too.
func (h *hub) settle(s *stream, others []other) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !s.joined() {
		return
	}
	s.settled = true
	m, now := s.member, h.g.clock.Now()
	away := h.g.absences.span(h.key(m), now)
	high, found := away.highest, away.devices > 0
	var dead *stream
	for _, o := range others {
		if o.gone || o.replaced() || !o.socket.out.silentSince(o.asked) {
			continue
		}
		if place := o.confirmed(); !found || place >= high {
			dead, high, found = o.stream, place, true
		}
	}
	h.strike(m, dead, now)
	h.noteChange(m)
}

func (h *hub) strike(m *member, dead *stream, now time.Time) {
	if dead != nil {
		dead.struck = now
		return
	}
	h.g.absences.strike(h.key(m), now)
}
