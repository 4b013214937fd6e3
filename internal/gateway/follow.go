package gateway

import (
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// follow makes an agent's socket have a stream for each of his chats. Streams of
// chats that are over go on to where his part in them ended; the next stream of the
// same session waits for that, so that the session stays in order.
//
// A stream at its end stays in its hub as long as its chat is listed, for its device
// is there: another one that comes back must not be taken for it.
func (s *socket) follow(chats []Chat) {
	for _, st := range s.reconcile(chats) {
		st.hub.finish(st)
	}
	s.listed()
}

// reconcile brings the streams in line, and returns those that are to end.
func (s *socket) reconcile(chats []Chat) (ending []*stream) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shut {
		return nil
	}
	var keep []*stream
	for _, st := range s.streams {
		i := slices.IndexFunc(chats, func(c Chat) bool { return st.is(c.Viewer) })
		switch {
		case st.done && (i < 0 || !st.hub.hasLeft(st)):
			continue
		case !st.done && (i < 0 || chats[i].Over):
			ending = append(ending, st)
		}
		st.listed = i >= 0
		keep = append(keep, st)
	}
	s.streams = keep
	for _, c := range chats {
		if c.Over && !s.has(c.Viewer) && !blocked(ending, c.SessionID) {
			ending = append(ending, s.add(c.Viewer))
		}
	}
	s.waits = false
	for _, c := range chats {
		switch {
		case s.has(c.Viewer):
		case blocked(ending, c.SessionID):
			s.waits = true
		default:
			s.add(c.Viewer)
		}
	}
	s.met = true
	return ending
}

// has reports whether there is a stream for a participant. Needs socket.mu.
func (s *socket) has(v Viewer) bool {
	return slices.ContainsFunc(s.streams, func(st *stream) bool { return st.is(v) })
}

// blocked reports whether a session has a stream that is not at its end yet.
func blocked(ending []*stream, id chat.SessionID) bool {
	return slices.ContainsFunc(ending, func(st *stream) bool {
		return st.viewer.SessionID == id && !st.hub.atEnd(st)
	})
}

// atEnd reports whether a stream gets nothing more.
func (h *hub) atEnd(s *stream) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return s.gone || s.mode == modeDetached
}

// tidy takes the streams out that are at their end, have nothing on its way, and
// are not listed any more; and lets those come in that wait for another's end.
func (s *socket) tidy(now time.Time) {
	s.mu.Lock()
	waits := s.waits
	var over []*stream
	for _, st := range s.streams {
		if !st.listed && !st.done && st.hub.atEnd(st) && (st.arrived() || st.hub.over(st, now)) {
			over = append(over, st)
		}
	}
	s.mu.Unlock()
	for _, st := range over {
		st.hub.part(st) // its place is of use only if the list was wrong
		s.take(st)
		st.hub.acknowledge(st)
		waits = true
	}
	if waits {
		s.agent.refresh()
	}
}

// is reports whether a stream is for a participant.
func (s *stream) is(v Viewer) bool {
	return s.viewer.SessionID == v.SessionID && s.viewer.ParticipantID == v.ParticipantID
}

func (h *hub) hasLeft(s *stream) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return s.left
}

// listed has no acknowledgement wait for the list of chats any more.
func (s *socket) listed() {
	if !s.lists.Swap(true) {
		s.took(s.out.placed(s.g.clock.Now()))
	}
}
