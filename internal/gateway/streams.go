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
func (s *socket) add(v Viewer) *stream {
	st := &stream{socket: s, viewer: v, succeeds: !s.met, listed: true}
	for !s.g.hub(v.SessionID).enter(st) {
	}
	s.streams = append(slices.Clip(s.streams), st)
	if s.begun {
		st.hub.begin(st)
	}
	return st
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

// over reports whether a participant's socket has nothing left to do. An agent's waits
// for the next chat, and ends the streams that have.
func (s *socket) over(now time.Time) bool {
	if s.agent != nil {
		s.tidy(now)
		return false
	}
	for _, st := range s.list() {
		if st.hub.over(st, now) {
			return true
		}
	}
	return false
}

// over reports whether a stream's chat is over, or its participant gone, for so long
// that its socket is of no use.
func (h *hub) over(s *stream, now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return !s.leftover.IsZero() && now.After(s.leftover)
}

// leave ends the streams, and the socket's part in the gateway.
func (s *socket) leave() {
	s.retire()
	if s.agent != nil {
		s.agent.leave(s)
	}
	if s.guard != nil {
		s.guard.stop()
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

// take takes a stream out of its hub, once.
func (s *socket) take(st *stream) {
	s.mu.Lock()
	done := st.done
	st.done = true
	s.mu.Unlock()
	if !done {
		st.hub.leave(st)
	}
}
