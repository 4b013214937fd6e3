package form

import (
	"encoding/json"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// agent is the form of what of chat.Agent is no column. Times are milliseconds
// since 1970, left out for the zero time.
type agent struct {
	Status   agentStatus    `json:"status"`
	Next     *agentStatus   `json:"next,omitempty"`
	Contacts []agentContact `json:"contacts,omitempty"`
}

type agentStatus struct {
	ID    string               `json:"id,omitempty"`
	Type  chat.AgentStatusType `json:"type,omitempty"`
	Since *int64               `json:"since,omitempty"`
}

type agentContact struct {
	ContactID     chat.ContactID         `json:"contact"`
	SessionID     chat.SessionID         `json:"session"`
	ParticipantID chat.ParticipantID     `json:"participant,omitempty"`
	State         chat.AgentContactState `json:"state"`
	Since         *int64                 `json:"since,omitempty"`
	QueueID       chat.QueueID           `json:"queue,omitempty"`
	Monitors      chat.Monitoring        `json:"monitors,omitempty"`
}

// Agent is the form of an agent's status, of the one that follows, and of his
// contacts; an empty list of these is none.
func Agent(a *chat.Agent) ([]byte, error) {
	stored := agent{Status: putAgentStatus(a.Status)}
	if a.Next != nil {
		next := putAgentStatus(*a.Next)
		stored.Next = &next
	}
	for _, c := range a.Contacts {
		stored.Contacts = append(stored.Contacts, agentContact{
			ContactID: c.ContactID, SessionID: c.SessionID, ParticipantID: c.ParticipantID,
			State: c.State, Since: putMilli(c.Since), QueueID: c.QueueID, Monitors: c.Monitors,
		})
	}
	return json.Marshal(stored)
}

// ReadAgent reads the form of Agent into a.
func ReadAgent(b []byte, a *chat.Agent) error {
	var stored agent
	if err := Read(b, &stored); err != nil {
		return err
	}
	a.Status, a.Next, a.Contacts = getAgentStatus(stored.Status), nil, nil
	if stored.Next != nil {
		next := getAgentStatus(*stored.Next)
		a.Next = &next
	}
	for _, c := range stored.Contacts {
		a.Contacts = append(a.Contacts, chat.AgentContact{
			ContactID: c.ContactID, SessionID: c.SessionID, ParticipantID: c.ParticipantID,
			State: c.State, Since: getMilli(c.Since), QueueID: c.QueueID, Monitors: c.Monitors,
		})
	}
	return nil
}

func putAgentStatus(s chat.AgentStatus) agentStatus {
	return agentStatus{ID: s.ID, Type: s.Type, Since: putMilli(s.Since)}
}

func getAgentStatus(s agentStatus) chat.AgentStatus {
	return chat.AgentStatus{ID: s.ID, Type: s.Type, Since: getMilli(s.Since)}
}

func putMilli(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	at := t.UnixMilli()
	return &at
}

func getMilli(at *int64) time.Time {
	if at == nil {
		return time.Time{}
	}
	return time.UnixMilli(*at).UTC()
}
