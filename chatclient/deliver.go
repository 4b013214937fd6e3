package chatclient

import "errors"

// receive takes an item from a connection and drops those of other chats, which
// an agent's connection may carry.
//
// client: amazon-connect-chatjs src/core/connectionHelpers/LpcConnectionHelper.js
func (s *Session) receive(item Item) {
	mine := item.InitialContactID == s.details.initial() ||
		item.ContactID == s.details.ContactID || item.Type == ItemMetadata
	if mine && s.inbox.receive(item) {
		s.end()
	}
}

// notify queues a call to the chosen handler, when there is one.
func (s *Session) notify(choose func(*Handlers) func()) {
	if choose(s.handlers.Load()) != nil {
		s.inbox.notify(func(h *Handlers) { choose(h)() })
	}
}

func (s *Session) deepHeartbeat(healthy bool) {
	s.notify(func(h *Handlers) func() {
		if healthy {
			return h.OnDeepHeartbeatSuccess
		}
		return h.OnDeepHeartbeatFailure
	})
}

// deliver calls the handlers until the inbox is finished.
func (s *Session) deliver() {
	var pieces stitcher
	for {
		e, ok := s.inbox.next()
		if !ok {
			return
		}
		if e.call != nil {
			e.call(s.handlers.Load())
			continue
		}
		item, whole := *e.item, true
		if e.listed {
			pieces.adopt(item)
		} else {
			item, whole = pieces.add(item)
		}
		if whole {
			s.handlers.Load().dispatch(item, s.details.ParticipantID)
		}
	}
}

// finish queues the session's last call.
func (s *Session) finish() {
	var broken *brokenError
	switch cause := s.over(); {
	case errors.Is(cause, ErrEnded):
		s.inbox.finish(func(h *Handlers) {
			if h.OnEnded != nil {
				h.OnEnded()
			}
		})
	case errors.As(cause, &broken):
		s.inbox.finish(func(h *Handlers) {
			if h.OnConnectionBroken != nil {
				h.OnConnectionBroken(broken.error)
			}
		})
	default:
		s.inbox.discard()
	}
}
