package gateway

import (
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// mode is what a stream gets.
type mode int8

const (
	modeOpen     mode = iota // nothing: it has not begun
	modeJoining              // nothing yet: its place is being found
	modeCatching             // what a catch-up reads from the store
	modeLive                 // every event as it happens
	modeHeld                 // nothing for a moment: a newer socket may replace it
	modeDetached             // nothing any more: its participant has left
)

// stream is what one participant of one session gets over one socket.
type stream struct {
	socket *socket
	viewer Viewer
	track  track // guarded by the outbox's lock
	// succeeds says that it may replace one of the participant's over another
	// socket; what comes to a socket later does not.
	succeeds bool

	// Set once, in hub.add.
	hub    *hub
	member *member

	// Guarded by hub.mu.
	mode     mode
	gone     bool     // it is no longer in the hub
	next     chat.Seq // the next item to hand to the outbox
	proven   chat.Seq // the place as it was noted last
	reading  bool     // a catch-up goroutine runs
	fresh    bool     // nothing was read for it yet
	holds    int      // how many newer streams hold it
	answered bool     // no acknowledgement waits for it any more
	parted   bool     // the client closed its socket, and we had not
	drained  bool     // we close its socket for the end of the process
	broke    bool     // it ended otherwise, and not for its socket's silence
	late     []frame  // receipts that wait for the end of the catch-up
	leftover time.Time
	settled  bool      // its device is counted, see hub.settle
	struck   time.Time // when a newer socket was taken for its successor's

	// left says that its participant's leaving was passed, after which there is
	// nothing, but for lastWord: the item after an agent's leaving, if that is the
	// end of the chat; ending, that he has left though it may not have come to that, and
	// until is, when bounded, the last item that he gets. See ending.go.
	left     bool
	lastWord chat.Seq
	ending   bool
	bounded  bool
	until    chat.Seq

	// Guarded by socket.mu.
	listed bool // it is among an agent's chats
	done   bool // the socket has taken it out of its hub
}

// maxLate bounds the receipts that wait for a catch-up; the oldest go first.
// The catch-up itself brings the receipts that the store has.
const maxLate = 256

// push hands over a live frame.
func (s *stream) push(f frame, seq chat.Seq) { s.socket.push(entry{f, seq, &s.track}) }

// confirmed is the stream's place: the newest item that has surely arrived.
func (s *stream) confirmed() chat.Seq { return s.socket.out.confirmed(&s.track) }

// arrived reports whether everything that the stream was given has surely arrived.
func (s *stream) arrived() bool { return s.socket.out.settled(&s.track) }

// ask has the client asked whether it is there.
func (s *stream) ask() {
	o := s.socket
	o.begin(o.out.ask(o.g.clock.Now(), true, false))
}

// leaves reports whether an item tells that the stream's participant has left. A
// customer stays until he closes, a supervisor to listen.
// client: amazon-connect-chatjs src/core/chatController.js.
func (s *stream) leaves(item *chat.Item) bool {
	return item.ContentType == chat.EventParticipantLeft &&
		item.ParticipantID == s.viewer.ParticipantID &&
		s.viewer.Role != chat.RoleCustomer && s.viewer.Role != chat.RoleSupervisor
}

// passed moves a stream beyond an item that it was sent or does not see. An agent
// who has left gets nothing after his own leaving.
func (s *stream) passed(item *chat.Item, now time.Time) {
	s.next = item.Seq + 1
	switch {
	case item.ContentType == chat.EventChatEnded:
		s.leftover = now.Add(s.socket.g.limits.Leftover)
	case s.leaves(item):
		s.detach(now)
		s.left = true
		if s.socket.agent != nil {
			s.lastWord = s.next
		}
	}
}

// endsWith reports whether an item is the end of the chat that the leaving of the
// stream's agent has brought about: without it his page would keep the chat open.
// client: amazon-connect-chatjs src/core/chatController.js.
func (s *stream) endsWith(item *chat.Item) bool {
	return s.lastWord == item.Seq && item.ContentType == chat.EventChatEnded && s.viewer.Role.Sees(item.Visibility)
}

// detach ends what a stream gets. Needs hub.mu.
func (s *stream) detach(now time.Time) {
	s.mode, s.late = modeDetached, nil
	s.leftover = now.Add(s.socket.g.limits.Leftover)
}
