package gateway

import (
	"slices"
	"time"
)

// list is the streams of the moment.
func (s *socket) list() []*stream {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.streams
}

// add gives a socket the stream of a participant, which begins at once or with the
// first subscribe. Needs socket.mu, unless nobody knows the
// socket yet, and a goroutine of the gateway or its gate.
func (s *socket) add(v Viewer) {
	st := &stream{socket: s, viewer: v}
	for !s.g.hub(v.SessionID).enter(st) {
	}
	s.streams = append(slices.Clip(s.streams), st)
	if s.begun {
		st.hub.begin(st)
	}
}

// subscribe handles a subscribe frame. A repeated one is acknowledged again.
func (s *socket) subscribe(topics []string) {
	if !slices.Contains(topics, topicChat) {
		s.push(entry{frame: notSubscribed(topics)})
		return
	}
	s.out.want() // before a stream can have its place
	s.beginStreams()
	s.took(s.out.ready(s.g.clock.Now()))
}

// beginStreams lets the streams begin that wait for it, and later ones at once.
func (s *socket) beginStreams() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.begun {
		return
	}
	s.begun = true
	for _, st := range s.streams {
		st.hub.begin(st)
	}
}

// confirm notes what the client's answer proves.
func (s *socket) confirm() {
	for _, st := range s.list() {
		st.hub.confirm(st)
	}
}

// part notes that the client closes the socket, of its own accord.
func (s *socket) part() {
	for _, st := range s.list() {
		st.hub.part(st)
	}
}

// check does what a socket's time has come for.
func (s *socket) check(now time.Time) {
	quiet := s.quiet(now)
	switch {
	case s.over(now):
		s.close(closeLeftover, true)
	case quiet >= s.g.limits.Silence:
		s.close(closeSilent, false)
	default:
		s.begin(s.out.ask(now, false, quiet >= quietBeforePing))
	}
}

// over ends the streams whose chats are over. It reports whether the socket is over
// with them: a participant's is, an agent's waits for the next chat.
func (s *socket) over(now time.Time) bool {
	for _, st := range s.list() {
		if !st.hub.over(st, now) {
			continue
		}
		if s.agent == nil {
			return true
		}
		s.end(st)
	}
	return false
}

// over reports whether a stream has nothing left to do.
func (h *hub) over(s *stream, now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !s.leftover.IsZero() && now.After(s.leftover) {
		return true
	}
	return s.socket.agent != nil && s.mode == modeDetached && s.arrived()
}

// leave ends the streams, and the socket's part in the gateway.
func (s *socket) leave() {
	s.retire()
	if s.agent != nil {
		s.agent.leave(s)
	}
	s.g.sockets.remove(s)
}

// retire takes the streams out of their hubs, and lets none in any more.
func (s *socket) retire() {
	s.mu.Lock()
	s.shut = true
	streams := s.streams
	s.mu.Unlock()
	for _, st := range streams {
		s.take(st)
	}
}

// take takes a stream out of its hub, once; then it returns false.
func (s *socket) take(st *stream) bool {
	s.mu.Lock()
	done := st.done
	st.done = true
	s.mu.Unlock()
	if !done {
		st.hub.leave(st)
	}
	return !done
}
