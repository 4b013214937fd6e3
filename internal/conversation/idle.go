package conversation

import (
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// silence is the rules on participants who say nothing, as a machine of its own:
// what happened goes in, what follows comes out, and nothing else is touched.
//
// At most one timer runs for a participant: up to when it is idle, and from then
// on, or where there is no such limit, up to when all but the customer are
// disconnected. Messages do not move the timer of who is not idle. When it is due
// it is asked for when the participant last spoke, and set again where that is
// not long enough ago.
// spec: UpdateParticipantRoleConfig; Set up chat timeouts for chat participants.
type silence struct {
	limits *chat.RoleLimits
	idle   *[]chat.IdleParticipant
}

// reaction is what follows from what a participant did or did not do.
type reaction struct {
	// tell is the content type of an event for all, "" for none.
	tell string
	// timed says that the participant's timer is to be set to due, or cleared
	// where that is zero.
	timed bool
	due   time.Time
	// disconnect takes all but the customer out of the chat.
	disconnect bool
}

// begins counts from now on how long a participant says nothing.
func (s silence) begins(p *chat.Participant, now time.Time) reaction {
	s.forget(p.ID)
	limit, _ := s.next(p)
	return reaction{timed: true, due: after(now, limit)}
}

// speaks has who was idle return.
func (s silence) speaks(p *chat.Participant, now time.Time) reaction {
	if !s.isIdle(p.ID) {
		return reaction{}
	}
	r := s.begins(p, now)
	r.tell = chat.EventParticipantReturned
	return r
}

// due looks at a participant whose timer was due at a time, perhaps a while before
// now, and who spoke last at another, zero for never. A limit that is reached after
// due, be it before now, is waited for again: what others reached before that comes
// first.
func (s silence) due(p *chat.Participant, spoke, due, now time.Time) reaction {
	limit, becomesIdle := s.next(p)
	if limit == 0 {
		return reaction{}
	}
	if again := spoke.Add(limit); again.After(due) {
		return reaction{timed: true, due: again}
	}
	if !becomesIdle {
		return reaction{tell: chat.EventAutoDisconnection, disconnect: true}
	}
	*s.idle = append(*s.idle, chat.IdleParticipant{ID: p.ID, Role: p.Role})
	limit, _ = s.next(p)
	return reaction{tell: chat.EventParticipantIdle, timed: true, due: after(now, limit)}
}

// next is the limit that a participant comes to next, 0 for none, and whether it
// is the one at which it becomes idle.
func (s silence) next(p *chat.Participant) (limit time.Duration, becomesIdle bool) {
	l := s.limits.Of(p.Role)
	switch {
	case l == nil:
		return 0, false
	case l.Idle > 0 && !s.isIdle(p.ID):
		return l.Idle, true
	}
	return l.Disconnect, false
}

func (s silence) isIdle(id chat.ParticipantID) bool {
	return slices.ContainsFunc(*s.idle, func(p chat.IdleParticipant) bool { return p.ID == id })
}

// forget takes a participant out of those who are idle.
func (s silence) forget(id chat.ParticipantID) {
	left := slices.DeleteFunc(slices.Clone(*s.idle), func(p chat.IdleParticipant) bool { return p.ID == id })
	*s.idle = left[:len(left):len(left)]
	if len(left) == 0 {
		*s.idle = nil
	}
}

// after is the end of a limit, zero for none.
func after(now time.Time, limit time.Duration) time.Time {
	if limit == 0 {
		return time.Time{}
	}
	return now.Add(limit)
}
