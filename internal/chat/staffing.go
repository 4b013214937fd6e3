package chat

import "time"

// AgentTally counts agents who are alike in all that metrics ask of them. Agents who
// are offline and have no contact are in none.
type AgentTally struct {
	// ProfileID is the routing profile by which they get contacts.
	ProfileID string
	// StatusID and StatusType are the status that they have now.
	StatusID   string
	StatusType AgentStatusType
	// Routable says that they want contacts (Agent.Routable).
	Routable bool
	// Connecting, Connected, Ended and Declined are how many contacts each of them
	// has in these states, but for those that he monitors: while he does nothing else
	// his activity is no contact. spec: Real-time metrics definitions, agent activity.
	// Those that he missed, rejected or that failed are Declined.
	Connecting, Connected, Ended, Declined int
	// Agents is how many they are.
	Agents int
}

// Tally is an agent by himself as a tally.
func (a *Agent) Tally() AgentTally {
	t := AgentTally{
		ProfileID: a.ProfileID, StatusID: a.Status.ID, StatusType: a.Status.Type, Routable: a.Routable(), Agents: 1,
	}
	for _, c := range a.Contacts {
		if c.Monitors != "" {
			continue
		}
		switch c.State {
		case AgentConnecting:
			t.Connecting++
		case AgentConnected:
			t.Connected++
		case AgentEnded:
			t.Ended++
		default:
			t.Declined++
		}
	}
	return t
}

// Present reports whether the agents are there: online, or with contacts before them.
func (t *AgentTally) Present() bool { return t.Online() || t.Contacts() > 0 }

// Online reports whether the agents have a status that is not offline.
func (t *AgentTally) Online() bool { return t.StatusType != "" && t.StatusType != AgentOffline }

// Contacts is how many places each of the agents has taken.
func (t *AgentTally) Contacts() int { return t.Connecting + t.Connected + t.Ended + t.Declined }

// StatusSpan is a status that an agent had from one time to another.
type StatusSpan struct {
	InstanceID InstanceID
	UserID     UserID
	// ProfileID is the routing profile that he had when he left the status.
	ProfileID string
	StatusID  string
	Type      AgentStatusType
	BeganAt   time.Time
	EndedAt   time.Time
}

// Left is the status that an agent has left who is now as next, nil when it is the
// same or he had none.
func (a *Agent) Left(next *Agent) *StatusSpan {
	if a.Status.ID == "" || a.Status == next.Status || !next.Status.Since.After(a.Status.Since) {
		return nil
	}
	return &StatusSpan{
		InstanceID: a.InstanceID, UserID: a.UserID, ProfileID: a.ProfileID,
		StatusID: a.Status.ID, Type: a.Status.Type, BeganAt: a.Status.Since, EndedAt: next.Status.Since,
	}
}
