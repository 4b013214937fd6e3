package agentapp

import (
	"cmp"
	"encoding/json"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// connection is somebody's part in a contact. Its id is that of the participant, by
// which pages tell their own messages.
// client: amazon-connect-streams src/api.js, Connection; src/mediaControllers/chat.js.
type connection struct {
	ConnectionID  string     `json:"connectionId"`
	Type          string     `json:"type"`
	Initial       bool       `json:"initial"`
	State         timedState `json:"state"`
	Endpoint      endpoint   `json:"endpoint"`
	ChatMediaInfo chatMedia  `json:"chatMediaInfo"`

	MonitoringInfo   *monitoringInfo   `json:"monitoringInfo"`
	Mute             bool              `json:"mute"`
	ForcedMute       bool              `json:"forcedMute"`
	QuickConnectName *string           `json:"quickConnectName"`
	MonitorAbilities []chat.Monitoring `json:"monitorCapabilities"` // never null
	MonitorStatus    *chat.Monitoring  `json:"monitorStatus"`
}

// monitoringInfo says whom a supervisor monitors, and since when.
type monitoringInfo struct {
	Agent struct {
		AgentName string `json:"agentName"`
	} `json:"agent"`
	JoinTimeStamp restjson.Timestamp `json:"joinTimeStamp"`
}

// chatMedia is what a page opens the chat with. AgentName is no part of the
// library's API model.
type chatMedia struct {
	AutoAccept bool `json:"chatAutoAccept"`
	// ConnectionData is an object of connectionData, as text, for the agent's own
	// connection while it lasts.
	ConnectionData *string `json:"connectionData"`
	CustomerName   *string `json:"customerName"`
	AgentName      *string `json:"agentName,omitempty"`
}

type connectionData struct {
	Token string `json:"ConnectionAuthenticationToken"`
}

// The types of connections and endpoints, and the states of connections.
// client: amazon-connect-streams, ConnectionType, EndpointType, ConnectionStateType.
const (
	connectionAgent    = "agent"
	connectionCustomer = "inbound"
	connectionOther    = "outbound"
	connectionMonitor  = "monitoring"

	endpointAgent = "agent"
	endpointQueue = "queue"
	endpointPhone = "phone_number"

	stateConnecting   = "connecting"
	stateConnected    = "connected"
	stateDisconnected = "disconnected"
	stateSilent       = "silent_monitor"
	stateBarge        = "barge"
)

// connections are the agent's own, the customer's, and while he takes part those of
// other agents, be they there or asked to come.
func (s *Service) connections(a Agent, u *directory.User, c *conversation.Case) ([]connection, error) {
	var customer *chat.Participant
	for i := range c.People {
		if c.People[i].Role == chat.RoleCustomer {
			customer = &c.People[i]
		}
	}
	own, err := s.ownConnection(a, u, c, customer)
	if err != nil {
		return nil, err
	}
	all := []connection{own}
	if customer != nil {
		all = append(all, customerConnection(c, customer))
	}
	if !c.Held.State.Active() {
		return all, nil
	}
	for i := range c.People {
		p := &c.People[i]
		if p.Role != chat.RoleCustomer && p.ID != c.Held.ParticipantID && (p.UserID != "" && p.Present() || p.Invitation()) {
			all = append(all, otherConnection(p))
		}
	}
	return all, nil
}

func (s *Service) ownConnection(a Agent, u *directory.User, c *conversation.Case, customer *chat.Participant) (connection, error) {
	out := connection{
		ConnectionID: string(c.Held.ParticipantID), Type: connectionAgent,
		State:    timedState{stateDisconnected, restjson.Timestamp{Time: c.Held.Since}},
		Endpoint: endpoint{Type: endpointAgent}, ChatMediaInfo: chatMedia{AutoAccept: u.AcceptsChats(), AgentName: some(cmp.Or(u.Spec.FirstName, u.Name))},
		MonitorAbilities: []chat.Monitoring{},
	}
	if customer != nil {
		out.ChatMediaInfo.CustomerName = some(customer.DisplayName)
	}
	switch c.Held.State {
	case chat.AgentConnecting:
		out.State.Type = stateConnecting
	case chat.AgentConnected:
		out.State.Type = stateConnected
	}
	if c.Held.Monitors != "" {
		monitoring(&out, c)
	}
	if !c.Held.State.Active() {
		return out, nil
	}
	// An offered chat has its token already: a page that looks at the connection
	// opens its session then, and keeps a failure for good.
	t, err := s.Tokens.IssueParticipant(a.participant(c.Held))
	if err != nil {
		return out, chat.Internal("issue a participant token", err)
	}
	data, err := json.Marshal(connectionData{t})
	if err != nil {
		return out, chat.Internal("write connection data", err)
	}
	out.ChatMediaInfo.ConnectionData = some(string(data))
	return out, nil
}

// monitoring makes the connection that of a supervisor. Who is seen in the chat is heard.
func monitoring(out *connection, c *conversation.Case) {
	out.Type = connectionMonitor
	out.MonitorAbilities = []chat.Monitoring{chat.MonitorsSilently}
	if c.Held.Monitors == chat.MonitorsBarge {
		out.MonitorAbilities = append(out.MonitorAbilities, chat.MonitorsBarge)
	}
	info := &monitoringInfo{JoinTimeStamp: restjson.Timestamp{Time: c.Contact.InitiatedAt}}
	status := chat.MonitorsSilently
	for i := range c.People {
		switch p := &c.People[i]; {
		case p.ID == c.Held.ParticipantID && p.Present():
			status = chat.MonitorsBarge
		case p.Role == chat.RoleAgent && p.Present() && info.Agent.AgentName == "":
			info.Agent.AgentName = p.DisplayName
		}
	}
	out.MonitoringInfo = info
	if !c.Held.State.Active() {
		return
	}
	out.MonitorStatus, out.State.Type = &status, stateSilent
	if status == chat.MonitorsBarge {
		out.State.Type = stateBarge
	}
}

func customerConnection(c *conversation.Case, p *chat.Participant) connection {
	out := connection{
		ConnectionID: string(p.ID), Type: connectionCustomer, Initial: true,
		State:    timedState{stateConnected, restjson.Timestamp{Time: orElse(p.ConnectedAt, p.CreatedAt)}},
		Endpoint: endpoint{Type: endpointPhone}, ChatMediaInfo: chatMedia{CustomerName: some(p.DisplayName)},
		MonitorAbilities: []chat.Monitoring{},
	}
	// To an agent whose part is over the customer is gone, whoever has him now.
	if c.Held.State == chat.AgentEnded || c.Contact.Ended() || p.Gone() {
		out.State = timedState{stateDisconnected, restjson.Timestamp{Time: orElse(c.Contact.DisconnectedAt, c.Held.Since)}}
	}
	return out
}

// otherConnection is that of another agent, or of one who has been invited.
func otherConnection(p *chat.Participant) connection {
	out := connection{
		ConnectionID: string(p.ID), Type: connectionOther,
		State:    timedState{stateConnected, restjson.Timestamp{Time: orElse(p.ConnectedAt, p.CreatedAt)}},
		Endpoint: endpoint{Type: endpointAgent, Name: some(p.DisplayName)}, ChatMediaInfo: chatMedia{AgentName: some(p.DisplayName)},
		MonitorAbilities: []chat.Monitoring{},
	}
	if p.Invitation() {
		out.State.Type = stateConnecting
	}
	return out
}

// orElse is the first time unless that is zero.
func orElse(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}
