package chat

import (
	"slices"
	"time"
)

// Agent is what a user does as an agent: the status that he has chosen, and the
// contacts that he has before him. It says nothing of who he is; that is the
// directory's.
//
// Status and contacts are one row, so that whoever gives an agent a contact sees,
// in one transaction, whether he can have it.
type Agent struct {
	InstanceID InstanceID
	UserID     UserID
	// ProfileID is the routing profile by which he gets contacts.
	ProfileID string
	// Status is what he has chosen, and Next what is to follow it as soon as he has
	// no contact before him; nil for nothing.
	Status AgentStatus
	Next   *AgentStatus
	// IdleSince orders the agents who could have a contact: the one who has waited
	// longest gets it.
	IdleSince time.Time
	// Contacts are those before him, oldest first. Each takes one of his places, but
	// for those that he monitors.
	Contacts []AgentContact
	// Version counts the changes, from 1 on.
	Version int64
}

// AgentStatus is a status as an agent has it.
type AgentStatus struct {
	ID    string
	Type  AgentStatusType
	Since time.Time
}

// AgentStatusType says what a status means to routing. spec: AgentStatusType.
type AgentStatusType string

// The types of statuses. Only who is routable is offered contacts.
const (
	AgentRoutable AgentStatusType = "ROUTABLE"
	AgentCustom   AgentStatusType = "CUSTOM"
	AgentOffline  AgentStatusType = "OFFLINE"
)

// AgentContact is a contact as an agent has it before him. The contact itself may
// have gone on: to the next agent, when this one missed it.
type AgentContact struct {
	ContactID ContactID
	SessionID SessionID
	// ParticipantID is the agent's own in the chat.
	ParticipantID ParticipantID
	State         AgentContactState
	// Since is when the state began.
	Since time.Time
	// QueueID is the queue out of which it came, "" for none.
	QueueID QueueID
	// Monitors says that he is no agent in it but a supervisor, and what he may do.
	Monitors Monitoring
}

// Monitoring is what a supervisor may do in a chat that others talk in; "" for who is
// none. spec: MonitorCapability.
type Monitoring string

// What supervisors may do.
const (
	MonitorsSilently Monitoring = "SILENT_MONITOR"
	// MonitorsBarge says that he may also be heard.
	MonitorsBarge Monitoring = "BARGE"
)

// AgentContactState says how far an agent is with a contact.
// spec: ContactState of GetCurrentUserData; ContactStateType of Streams.
type AgentContactState string

// The states, each as long as the agent has not cleared the contact.
const (
	AgentConnecting AgentContactState = "CONNECTING" // it is offered to him
	AgentConnected  AgentContactState = "CONNECTED"
	AgentEnded      AgentContactState = "ENDED" // after-contact work
	AgentMissed     AgentContactState = "MISSED"
	AgentRejected   AgentContactState = "REJECTED"
	AgentFailed     AgentContactState = "ERROR" // it was over before he could talk
)

// Active reports whether the agent still has the contact itself.
func (s AgentContactState) Active() bool { return s == AgentConnecting || s == AgentConnected }

// Routable reports whether the agent wants contacts: he does not once he has said
// that he will not, after those that he has.
func (a *Agent) Routable() bool {
	return a.Status.Type == AgentRoutable && (a.Next == nil || a.Next.Type == AgentRoutable)
}

// Taken is how many of his places are taken. What a supervisor monitors takes none:
// nobody routed it to him. spec: Barge live conversations, no limit to how many.
func (a *Agent) Taken() int {
	n := 0
	for _, c := range a.Contacts {
		if c.Monitors == "" {
			n++
		}
	}
	return n
}

// Contact finds one of the agent's contacts, nil when he has it not.
func (a *Agent) Contact(id ContactID) *AgentContact {
	i := slices.IndexFunc(a.Contacts, func(c AgentContact) bool { return c.ContactID == id })
	if i < 0 {
		return nil
	}
	return &a.Contacts[i]
}

// In reports whether the agent is offered a contact of a session or takes part in it.
func (a *Agent) In(id SessionID) bool {
	return slices.ContainsFunc(a.Contacts, func(c AgentContact) bool { return c.SessionID == id && c.State.Active() })
}

// Monitors reports whether the agent listens in to a chat of others.
func (a *Agent) Monitors() bool { return slices.ContainsFunc(a.Contacts, AgentContact.monitored) }

// monitored reports whether the agent is in the contact as a supervisor.
func (c AgentContact) monitored() bool { return c.Monitors != "" && c.State.Active() }

// Waiting is a contact in a queue that nobody has and that is offered to nobody.
type Waiting struct {
	SessionID SessionID
	ContactID ContactID
	QueueID   QueueID
	Place     Place
	// EnqueuedAt is when it entered the queue.
	EnqueuedAt time.Time
	// Criteria says that it has routing criteria, so that not everybody may have it.
	Criteria bool
}

// WaitingQueue is a queue of an instance in which a contact waits.
type WaitingQueue struct {
	InstanceID InstanceID
	QueueID    QueueID
}
