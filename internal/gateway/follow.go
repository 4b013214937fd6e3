package gateway

import (
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// follow makes an agent's socket have a stream for each of his chats. Streams of
// chats that are over end by themselves, where his part in them ended; the next
// stream of the same session waits for that, so that the session stays in order.
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
		over := i < 0 || chats[i].Over
		switch {
		case !st.done:
			keep = append(keep, st)
			if over {
				ending = append(ending, st)
			}
		case i >= 0 && (over || st.hub.hasLeft(st)):
			keep = append(keep, st) // a mark: this one has had everything
		}
	}
	s.streams = keep
	return s.addMissing(chats, ending)
}

// addMissing adds streams for the chats that have none, those that are over first.
// Needs socket.mu.
func (s *socket) addMissing(chats []Chat, ending []*stream) []*stream {
	for _, over := range []bool{true, false} {
		for _, c := range chats {
			if c.Over != over || slices.ContainsFunc(s.streams, func(st *stream) bool { return st.is(c.Viewer) }) ||
				slices.ContainsFunc(ending, func(st *stream) bool { return st.viewer.SessionID == c.SessionID }) {
				continue
			}
			s.add(c.Viewer)
			if over {
				ending = append(ending, s.streams[len(s.streams)-1])
			}
		}
	}
	return ending
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

// end takes an agent's stream out that has nothing left to do. It is waited for
// shortly: the place is of use only if the list was wrong.
func (s *socket) end(st *stream) {
	st.hub.part(st)
	if s.take(st) {
		st.hub.acknowledge(st)
		s.agent.refresh()
	}
}

// finish has a stream end where its participant's part in the session did.
func (h *hub) finish(s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.ending || s.gone {
		return
	}
	s.ending = true
	switch s.mode {
	case modeLive, modeCatching:
		h.catchUp(s)
	}
}

// pastEnd reports whether an item is not for a stream that is ending. Needs hub.mu.
func (s *stream) pastEnd(seq chat.Seq) bool { return s.ending && (!s.bounded || seq > s.until) }

// bound finds how far an ending stream goes: to its participant's leaving or the
// chat's end. If there is neither he was never announced, and what is in the store
// may be newer than his leaving: then it goes no further.
func (h *hub) bound(s *stream, from chat.Seq) error {
	until := from - 1
	for at := from; ; at += pageItems {
		items, err := h.items(at)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(items, func(i chat.Item) bool {
			return i.ContentType == chat.EventChatEnded || s.leaves(&i)
		})
		if i >= 0 {
			until = items[i].Seq
		}
		if i >= 0 || len(items) < pageItems {
			break
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	s.until, s.bounded = until, true
	return nil
}
