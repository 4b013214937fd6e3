package chat

import "time"

// RoleTimers is what a session knows of participants who say nothing: what was
// asked for, what holds for those who are connected now, and who is idle.
// spec: UpdateParticipantRoleConfig.
type RoleTimers struct {
	// Config is what was asked for last. It lasts over the session's contacts and
	// comes into force when an agent joins.
	Config RoleLimits
	// InForce is Config as it was when the newest of the connected agents joined;
	// zero while none is connected.
	InForce RoleLimits
	// Idle are the participants who have been told to be idle and have said
	// nothing since; nil for none.
	Idle []IdleParticipant
}

// RoleLimits are the limits of both roles that have any.
type RoleLimits struct {
	Customer SilenceLimits
	Agent    SilenceLimits
}

// SilenceLimits is how long a participant may say nothing, in whole minutes;
// 0 is no limit.
type SilenceLimits struct {
	// Idle is when a participant is idle.
	Idle time.Duration
	// Disconnect is when all but the customer are disconnected: counted from when
	// the participant became idle where there is an Idle limit, else from when it
	// last said something.
	Disconnect time.Duration
}

// IdleParticipant is a participant who is idle.
type IdleParticipant struct {
	ID   ParticipantID
	Role Role
}

// The bounds of each limit. spec: ParticipantTimerDurationInMinutes.
const (
	MinSilence = 2 * time.Minute
	MaxSilence = 480 * time.Minute
)

// Of is the limits of a role; nil for roles that have none.
func (l *RoleLimits) Of(role Role) *SilenceLimits {
	switch role {
	case RoleCustomer:
		return &l.Customer
	case RoleAgent:
		return &l.Agent
	}
	return nil
}

// awaits are the items that end somebody's idleness.
func (t *RoleTimers) awaits() (what Awaits) {
	for _, p := range t.Idle {
		switch p.Role {
		case RoleCustomer:
			what |= AwaitsIdleCustomer
		case RoleAgent:
			what |= AwaitsIdleAgent
		}
	}
	return what
}
