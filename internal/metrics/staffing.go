package metrics

import (
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Lookback is how far back metrics reach: three months. What agents did before that
// nobody can ask for. spec: GetMetricDataV2, StartTime.
const Lookback = 93 * 24 * time.Hour

// Staffing counts agents by what they do now, and their places.
// spec: GetCurrentMetricData, CurrentMetrics; Real-time metrics definitions.
type Staffing struct {
	// Online are the agents whose status is not offline. Of these, NonProductive have
	// a custom status, and Staffed all others.
	Online, NonProductive, Staffed int
	// Available are the agents who can be offered a contact now.
	Available int
	// OnContact are the agents who have taken a contact on, or have not cleared one
	// that they had taken on; of these, AfterContactWork have one that is over.
	OnContact, AfterContactWork int
	// Failed are the agents who have missed or rejected a contact, or failed to get
	// it, and have not cleared it.
	Failed int
	// SlotsActive are the places taken by contacts that agents have taken on and have
	// not cleared; SlotsAvailable are those for which contacts can be offered now.
	SlotsActive, SlotsAvailable int
}

// Add counts agents, each of whom has so many places.
func (s *Staffing) Add(t chat.AgentTally, places int) {
	counted := func(to *int, is bool) {
		if is {
			*to += t.Agents
		}
	}
	counted(&s.Online, t.Online())
	counted(&s.NonProductive, t.StatusType == chat.AgentCustom)
	counted(&s.Staffed, t.StatusType == chat.AgentRoutable)
	counted(&s.OnContact, t.Connected+t.Ended > 0)
	counted(&s.AfterContactWork, t.Ended > 0)
	counted(&s.Failed, t.Declined > 0)
	s.SlotsActive += t.Agents * (t.Connected + t.Ended)
	if free := places - t.Contacts(); t.Routable && free > 0 {
		s.Available += t.Agents
		s.SlotsAvailable += t.Agents * free
	}
}

// Join adds what another one has counted.
func (s *Staffing) Join(o *Staffing) {
	s.Online += o.Online
	s.NonProductive += o.NonProductive
	s.Staffed += o.Staffed
	s.Available += o.Available
	s.OnContact += o.OnContact
	s.AfterContactWork += o.AfterContactWork
	s.Failed += o.Failed
	s.SlotsActive += o.SlotsActive
	s.SlotsAvailable += o.SlotsAvailable
}
