package form

import (
	"encoding/json"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// roleTimers is the form of chat.RoleTimers. Limits are in seconds.
type roleTimers struct {
	Config  roleLimits        `json:"config,omitzero"`
	InForce roleLimits        `json:"inForce,omitzero"`
	Idle    []idleParticipant `json:"idle,omitempty"`
}

type roleLimits struct {
	Customer silenceLimits `json:"customer,omitzero"`
	Agent    silenceLimits `json:"agent,omitzero"`
}

type silenceLimits struct {
	Idle       int64 `json:"idle,omitempty"`
	Disconnect int64 `json:"disconnect,omitempty"`
}

type idleParticipant struct {
	ID   chat.ParticipantID `json:"id"`
	Role chat.Role          `json:"role"`
}

// RoleTimers is the form of a session's role timers; those of which nothing is
// set have none.
func RoleTimers(t *chat.RoleTimers) ([]byte, error) {
	stored := roleTimers{Config: putRoleLimits(t.Config), InForce: putRoleLimits(t.InForce)}
	for _, p := range t.Idle {
		stored.Idle = append(stored.Idle, idleParticipant(p))
	}
	if stored.Config == (roleLimits{}) && stored.InForce == (roleLimits{}) && stored.Idle == nil {
		return nil, nil
	}
	return json.Marshal(stored)
}

// ReadRoleTimers reads the form of RoleTimers.
func ReadRoleTimers(b []byte) (chat.RoleTimers, error) {
	var stored roleTimers
	if err := Read(b, &stored); err != nil {
		return chat.RoleTimers{}, err
	}
	t := chat.RoleTimers{Config: getRoleLimits(stored.Config), InForce: getRoleLimits(stored.InForce)}
	for _, p := range stored.Idle {
		t.Idle = append(t.Idle, chat.IdleParticipant(p))
	}
	return t, nil
}

func putRoleLimits(l chat.RoleLimits) roleLimits {
	put := func(s chat.SilenceLimits) silenceLimits {
		return silenceLimits{Idle: int64(s.Idle / time.Second), Disconnect: int64(s.Disconnect / time.Second)}
	}
	return roleLimits{Customer: put(l.Customer), Agent: put(l.Agent)}
}

func getRoleLimits(l roleLimits) chat.RoleLimits {
	get := func(s silenceLimits) chat.SilenceLimits {
		return chat.SilenceLimits{Idle: time.Duration(s.Idle) * time.Second, Disconnect: time.Duration(s.Disconnect) * time.Second}
	}
	return chat.RoleLimits{Customer: get(l.Customer), Agent: get(l.Agent)}
}
