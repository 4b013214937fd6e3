package agentapp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/agentapp"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/connectsvc/servicetest"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/participantsvc"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

const instance = directory.DefaultInstanceID

// site is the agent API and the Participant API over a world. Contacts go by the
// world's clock, which stands; clients and requests by the system's.
type site struct {
	*servicetest.World
	service *agentapp.Service
	agents  http.Handler
	people  http.Handler
	// chats is the service behind people.
	chats   *participantsvc.Service
	sockets *sockets

	// outage is why nobody can be told apart, nil when all can.
	outage fault

	mu sync.Mutex
	// signedIn are the agents by their bearers.
	signedIn map[string]agentapp.Agent
}

// fault is an error that a test sets while requests are served.
type fault struct {
	mu  sync.Mutex
	err error
}

func (f *fault) set(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

func (f *fault) get() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err
}

// sockets hands out places to connect to, or fails.
type sockets struct{ fault fault }

func (s *sockets) OpenAgentSocket(_ context.Context, a agentapp.Agent) (agentapp.Socket, error) {
	return agentapp.Socket{
		URL: "wss://desk.test/agent?t=" + string(a.User), Life: time.Hour, ExpiresAt: servicetest.Start.Add(2 * time.Minute),
	}, s.fault.get()
}

func newSite(t testing.TB, change ...func(*agentapp.Config)) *site {
	t.Helper()
	s := &site{
		World: servicetest.New(t, conversation.Limits{}), sockets: &sockets{}, signedIn: map[string]agentapp.Agent{},
	}
	config := agentapp.Config{
		Conversations: s.Conversations, Directory: s.Directory, Broker: s.Conversations.Broker, Tokens: s.Tokens,
		Authenticate: s.authenticate, Check: s.check, Sockets: s.sockets, Clock: s.Clock, ClientClock: clock.System(),
		Permissions: func(context.Context, agentapp.Agent) ([]string, error) {
			return []string{directory.MayWork, directory.MayTransfer, directory.MayListen, directory.MayBarge}, nil
		},
		Log: slog.New(slog.DiscardHandler),
	}
	for _, c := range change {
		c(&config)
	}
	s.service = agentapp.New(config)
	unmodelled := func(operation string, err error) { t.Errorf("%s: error is not modelled: %v", operation, err) }
	var err error
	if s.agents, err = s.service.Handler(restjson.Options{
		Clock: clock.System(), CORS: &restjson.CORS{}, Unmodelled: unmodelled, Logger: slog.New(slog.DiscardHandler),
	}); err != nil {
		t.Fatal(err)
	}
	s.chats = participantsvc.New(participantsvc.Config{
		Conversations: s.Conversations, Directory: s.Directory, Tokens: s.Tokens, Clock: s.Clock,
		SignedIn: func(_ context.Context, user chat.UserID, login chat.LoginID) error {
			return s.check(context.Background(), agentapp.Agent{Instance: instance, User: user, Login: string(login)})
		},
		SocketURL: func(token string) string { return "ws://desk.test/ws?token=" + token },
	})
	s.people, err = s.chats.Handler(restjson.Options{Clock: s.Clock, Unmodelled: unmodelled})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *site) authenticate(_ context.Context, bearer string) (agentapp.Agent, error) {
	if err := s.outage.get(); err != nil {
		return agentapp.Agent{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a, found := s.signedIn[bearer]
	if !found {
		return agentapp.Agent{}, chat.Denied()
	}
	return a, nil
}

func (s *site) check(_ context.Context, a agentapp.Agent) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.signedIn {
		if one == a {
			return nil
		}
	}
	return chat.Denied()
}

// signsOut ends an agent's sign-in.
func (s *site) signsOut(a *agent) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.signedIn, a.name)
}

// agent is a user who has signed in, with the bearer of the same name.
type agent struct {
	s    *site
	t    testing.TB
	user chat.UserID
	name string
}

// hires makes a user who has signed in.
func (s *site) hires(t testing.TB, name string) *agent {
	t.Helper()
	profiles, _, err := s.Directory.SecurityProfiles(t.Context(), instance, "", 1)
	if err != nil || len(profiles) == 0 {
		t.Fatalf("SecurityProfiles: %v, %v", profiles, err)
	}
	u, err := s.Directory.CreateUser(t.Context(), instance, directory.UserDraft{
		Username: name, Spec: directory.UserSpec{
			FirstName: strings.ToUpper(name[:1]) + name[1:], LastName: "Agent", RoutingProfileID: directory.BasicProfileID,
			SecurityProfileIDs: []string{profiles[0].ID}, PhoneConfig: directory.PhoneConfig{PhoneType: "SOFT_PHONE"},
		},
	})
	if err != nil {
		t.Fatalf("CreateUser: %v", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.signedIn[name] = agentapp.Agent{Instance: instance, User: chat.UserID(u.ID), Login: name}
	return &agent{s, t, chat.UserID(u.ID), name}
}

// call performs an operation. The input is anything that has a JSON form.
func (a *agent) call(operation string, in any) servicetest.Answer {
	a.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		a.t.Fatal(err)
	}
	return servicetest.Do(a.t, a.s.agents, "POST", "/api", string(body),
		"Content-Type: application/x-amz-json-1.0", "X-Amz-Target: AmazonConnectCTIService."+operation, "X-Amz-Bearer: "+a.name)
}

// does fails the test unless the operation succeeds, and gives its output.
func (a *agent) does(operation string, in any) object {
	a.t.Helper()
	answer := a.call(operation, in)
	if answer.Status != 200 {
		a.t.Fatalf("%s: got %d %s, want success", operation, answer.Status, answer.Text)
	}
	return read(a.t, answer.Text)
}

// later performs an operation without waiting for it.
func (a *agent) later(operation string, in any) <-chan object {
	out := make(chan object, 1)
	go func() { out <- a.does(operation, in) }()
	return out
}

// fails fails the test unless the operation is refused with a code.
func (a *agent) fails(operation string, in any, code string) {
	a.t.Helper()
	answer := a.call(operation, in)
	if answer.Status != 400 || answer.Error != code || read(a.t, answer.Text)["__type"] != code || read(a.t, answer.Text)["message"] == "" {
		a.t.Errorf("%s %v: got %d %s, want 400 %s with a message", operation, in, answer.Status, answer.Text, code)
	}
}

// sees is the agent's snapshot.
func (a *agent) sees() object { return a.does("GetAgentSnapshot", object{}).object("snapshot") }

// holds are the agent's contacts.
func (a *agent) holds() []object { return a.sees().list("contacts") }

// has is the one contact that the agent has.
func (a *agent) has() object {
	a.t.Helper()
	all := a.holds()
	if len(all) != 1 {
		a.t.Fatalf("the agent has %d contacts, want one", len(all))
	}
	return all[0]
}

// takes has the agent take one of the statuses of the instance by its name.
func (a *agent) takes(status string, next bool) {
	a.t.Helper()
	for _, s := range a.does("GetAgentStates", object{}).list("states") {
		if s["name"] == status {
			a.does("PutAgentState", object{"state": s, "enqueueNextState": next})
			return
		}
	}
	a.t.Fatalf("there is no status %s", status)
}

// offered starts a chat and offers it to the agent.
func (a *agent) offered() (c servicetest.Chat, id string) {
	a.t.Helper()
	c = a.s.Chat(a.t)
	session, err := a.s.Store.Session(a.t.Context(), c.SessionID)
	if err != nil {
		a.t.Fatal(err)
	}
	done, err := a.s.Conversations.Offer(a.t.Context(), c.SessionID, session.ContactID, a.user)
	if err != nil || !done {
		a.t.Fatalf("Offer: %t, %v, want an offer", done, err)
	}
	return c, string(session.ContactID)
}

// talksIn is offered a chat and accepts it.
func (a *agent) talksIn() (c servicetest.Chat, id string) {
	a.t.Helper()
	c, id = a.offered()
	a.does("AcceptContact", object{"contactId": id})
	return c, id
}

// connectionID is the id of the agent's own connection in the contact that he has.
func (a *agent) connectionID() string {
	a.t.Helper()
	return connectionOf(a.t, a.has(), "agent")["connectionId"].(string)
}

// participant calls the Participant API.
func (s *site) participant(t testing.TB, operation, bearer, body string) servicetest.Answer {
	t.Helper()
	return servicetest.Do(t, s.people, "POST", "/participant/"+operation, body, "X-Amz-Bearer: "+bearer)
}

// object is a JSON object as it was answered.
type object map[string]any

func read(t testing.TB, text string) object {
	t.Helper()
	var o object
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&o); err != nil {
		t.Fatalf("got %q, want a JSON object: %v", text, err)
	}
	return o
}

func (o object) object(name string) object {
	m, _ := o[name].(map[string]any)
	return m
}

func (o object) list(name string) []object {
	items, _ := o[name].([]any)
	out := make([]object, len(items))
	for i, item := range items {
		out[i], _ = item.(map[string]any)
	}
	return out
}

// connectionOf is the one connection of a type that a contact has.
func connectionOf(t testing.TB, contact object, kind string) object {
	t.Helper()
	for _, c := range contact.list("connections") {
		if c["type"] == kind {
			return c
		}
	}
	t.Fatalf("the contact has no connection of type %s: %v", kind, contact)
	return nil
}

// states are those of a contact, of the agent's connection and of the customer's.
func states(t testing.TB, contact object) string {
	t.Helper()
	out := []string{}
	for _, o := range []object{contact, connectionOf(t, contact, "agent"), connectionOf(t, contact, "inbound")} {
		state, _ := o.object("state")["type"].(string)
		out = append(out, state)
	}
	return strings.Join(out, " ")
}

// equal fails the test unless got is want.
func equal(t testing.TB, what string, got, want any) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// post sends a request over a network.
func post(t testing.TB, server *httptest.Server, operation, bearer string, body []byte) (*http.Response, string, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+"/api", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", "AmazonConnectCTIService."+operation)
	if bearer != "" {
		r.Header.Set("X-Amz-Bearer", bearer)
	}
	answer, err := server.Client().Do(r)
	if err != nil {
		return nil, "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return answer, string(text), err
}
