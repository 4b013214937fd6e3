package streams

import (
	"time"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
)

// Place is what a method is called on: the agent when it is empty, else a contact, or
// one of its connections: "agent", "initial", or an id.
type Place struct {
	Contact, Connection string
}

func (at Place) with(name string, args []any) map[string]any {
	if args == nil {
		args = []any{}
	}
	return map[string]any{"contact": at.Contact, "connection": at.Connection, "name": name, "args": args}
}

// Get calls a method that answers at once.
func (p *AgentPage) Get(at Place, result any, name string, args ...any) {
	p.t.Helper()
	p.do("get", at.with(name, args), result)
}

// Call calls a method that takes callbacks. The error is a *Refusal.
func (p *AgentPage) Call(at Place, result any, name string, args ...any) error {
	p.t.Helper()
	return p.try("call", at.with(name, args), result)
}

// Accept takes the contact that is offered.
func (p *AgentPage) Accept(contact string) error {
	p.t.Helper()
	return p.Call(Place{Contact: contact}, nil, "accept")
}

// Reject turns it down.
func (p *AgentPage) Reject(contact string) error {
	p.t.Helper()
	return p.Call(Place{Contact: contact}, nil, "reject")
}

// End ends the chat, by the agent's own connection.
func (p *AgentPage) End(contact string) error {
	p.t.Helper()
	return p.Call(Place{contact, "agent"}, nil, "destroy")
}

// Clear removes a contact that is over.
func (p *AgentPage) Clear(contact string) error {
	p.t.Helper()
	return p.Call(Place{Contact: contact}, nil, "clear")
}

// Transfer passes the chat on to an endpoint.
func (p *AgentPage) Transfer(contact string, to Endpoint) error {
	p.t.Helper()
	return p.Call(Place{Contact: contact}, nil, "addConnection", to)
}

// State is a status of the agent. client: amazon-connect-streams, AgentStateDefinition.
type State struct {
	AgentStateARN string `json:"agentStateARN"`
	Type          string `json:"type"`
	Name          string `json:"name"`
}

// States are those that the agent can choose.
func (p *AgentPage) States() []State {
	p.t.Helper()
	var states []State
	p.Get(Place{}, &states, "getAgentStates")
	return states
}

// State is what the page shows the agent to be.
func (p *AgentPage) State() State {
	p.t.Helper()
	var state State
	p.Get(Place{}, &state, "getState")
	return state
}

// SetState has the agent take the status of a name, now or, when next is set, after
// the contacts that he has.
func (p *AgentPage) SetState(name string, next bool) error {
	p.t.Helper()
	for _, state := range p.States() {
		if state.Name != name {
			continue
		}
		at := Place{}.with("setState", []any{state})
		at["after"] = []any{map[string]any{"enqueueNextState": next}}
		return p.try("call", at, nil)
	}
	p.t.Fatalf("got states %v, want %s among them", p.States(), name)
	return nil
}

// Endpoint is a quick connect. client: amazon-connect-streams, Endpoint.
type Endpoint struct {
	EndpointARN string `json:"endpointARN"`
	Type        string `json:"type"`
	Name        string `json:"name"`
	AgentLogin  string `json:"agentLogin,omitempty"`
	Queue       *Queue `json:"queue,omitempty"`
}

// Queue is one, as the library tells of it.
type Queue struct {
	QueueARN string `json:"queueARN"`
	QueueID  string `json:"queueId,omitempty"`
	Name     string `json:"name"`
}

// Endpoints are the quick connects of all queues of the agent.
func (p *AgentPage) Endpoints() []Endpoint {
	p.t.Helper()
	var queues []string
	p.Get(Place{}, &queues, "getAllQueueARNs")
	var found struct{ Endpoints []Endpoint }
	if err := p.Call(Place{}, &found, "getEndpoints", queues); err != nil {
		p.t.Fatal(err)
	}
	return found.Endpoints
}

// Contact is one of the agent's, as the library tells of it.
type Contact struct {
	ContactID string `json:"contactId"`
	State     string `json:"state"`
}

// Contacts are those that the agent has.
func (p *AgentPage) Contacts() []Contact {
	p.t.Helper()
	var contacts []Contact
	p.Evaluate(`return new connect.Agent().getContacts().map((c) => ({ contactId: c.getContactId(), state: c.getStatus().type }))`, nil, &contacts)
	return contacts
}

// Session is the session of a contact in the page.
type Session struct {
	// Took is for how long the page waited for it.
	Took time.Duration
	// Details are what getChatDetails says.
	Details chatjs.Details

	page    *AgentPage
	contact string
}

// Session opens the chat of a contact, by getMediaController. The error is a *Refusal.
func (p *AgentPage) Session(contact string) (*Session, error) {
	p.t.Helper()
	var opened struct {
		Took    float64
		Details chatjs.Details
	}
	if err := p.try("openSession", map[string]any{"contact": contact}, &opened); err != nil {
		return nil, err
	}
	return &Session{time.Duration(opened.Took * float64(time.Millisecond)), opened.Details, p, contact}, nil
}

// Call calls a method of the session. The error is a *Refusal.
func (s *Session) Call(name string, argument, result any) error {
	s.page.t.Helper()
	return s.page.try("session", map[string]any{"contact": s.contact, "name": name, "argument": argument}, result)
}

// Say sends a plain text.
func (s *Session) Say(text string) chatjs.Sent {
	s.page.t.Helper()
	var sent struct{ Data chatjs.Sent }
	if err := s.Call("sendMessage", map[string]any{"contentType": chatjs.Plain, "message": text}, &sent); err != nil {
		s.page.t.Fatal(err)
	}
	return sent.Data
}

// Attach sends a file. The error is a *Refusal.
func (s *Session) Attach(f chatjs.File) error {
	s.page.t.Helper()
	return s.page.try("attach", map[string]any{"contact": s.contact, "name": f.Name, "type": f.Type, "bytes": f.Bytes}, nil)
}

// SendEvent sends an event; content may be nil.
func (s *Session) SendEvent(contentType string, content any) {
	s.page.t.Helper()
	argument := map[string]any{"contentType": contentType}
	if content != nil {
		argument["content"] = content
	}
	if err := s.Call("sendEvent", argument, nil); err != nil {
		s.page.t.Fatal(err)
	}
}

// Transcript is the newest page of what was said.
func (s *Session) Transcript() []chatjs.Item {
	s.page.t.Helper()
	var page struct{ Data chatjs.Page }
	if err := s.Call("getTranscript", map[string]any{"maxResults": 100, "sortOrder": "ASCENDING"}, &page); err != nil {
		s.page.t.Fatal(err)
	}
	return page.Data.Transcript
}
