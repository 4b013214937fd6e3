package gateway

import (
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

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
