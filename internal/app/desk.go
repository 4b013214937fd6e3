package app

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/rejoin-chat/rejoin/internal/agentapp"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/gateway"
	"github.com/rejoin-chat/rejoin/internal/login"
	"github.com/rejoin-chat/rejoin/internal/obs"
	"github.com/rejoin-chat/rejoin/internal/restjson"
	"github.com/rejoin-chat/rejoin/internal/token"
)

// AgentPath is the route of the agent API, where the stock worker looks for it.
// client: amazon-connect-streams src/worker.js, endpoint
const AgentPath = "/api"

// agentService is what the agent API is called in logs and metrics.
const agentService = "agent"

const (
	// deskOpens is how long the URL of an agent's socket can be opened, as that of
	// a participant's can. spec: CreateParticipantConnection, 100 seconds.
	deskOpens = 100 * time.Second
	// deskLife is when a page replaces its agent's socket.
	deskLife = time.Hour
)

// agentAPI is the API of agents' pages.
func (s *server) agentAPI(requests *obs.Requests) (http.Handler, error) {
	d := desk{s}
	waits, hasten := context.WithCancel(context.Background())
	s.hasten = hasten
	s.deskAPI = agentapp.New(agentapp.Config{
		Conversations: s.chats, Directory: s.directory, Broker: s.broker, Tokens: s.tokens,
		Authenticate: d.authenticate, Check: d.check, Permissions: d.permissions, Sockets: d,
		Clock: s.time.business, ClientClock: s.time.machine,
		Attachments: true,
		Lossy:       s.Config.Database.Postgres(), Done: waits.Done(), Log: s.Log,
	})
	return s.deskAPI.Handler(restjson.Options{
		CORS: &restjson.CORS{AllowOrigin: s.allowOrigin()},
		// A request that is held is as long as the page asks for.
		Within: agentapp.MaxHold + answerWithin,
		Logger: s.Log, Clock: s.time.machine, Observe: s.observe(agentService, requests),
	})
}

// desk tells the agent API and the gateway who works here as an agent.
type desk struct{ *server }

// authenticate tells who holds an access token, if he may work as an agent.
func (d desk) authenticate(ctx context.Context, bearer string) (agentapp.Agent, error) {
	a, err := d.users.Authenticate(ctx, bearer)
	if err == nil {
		err = d.mayWork(ctx, a.User)
	}
	if err != nil {
		return agentapp.Agent{}, denied(err)
	}
	return agentapp.Agent{Instance: a.Instance, User: a.User, Login: string(a.Login), ExpiresAt: a.ExpiresAt}, nil
}

// mayWork is KindDenied for a user who is gone, KindRejected for one who takes no
// contacts.
func (d desk) mayWork(ctx context.Context, user chat.UserID) error {
	rights, err := d.users.Rights(ctx, user)
	switch {
	case chat.KindOf(err) == chat.KindNotFound:
		return chat.Denied()
	case err == nil && !rights.Agent():
		return chat.Rejected("UserId", "the user is no agent")
	}
	return err
}

// denied makes the end of a sign-in KindDenied.
func denied(err error) error {
	if errors.Is(err, login.ErrSignedOut) {
		return chat.Denied()
	}
	return err
}

// intact is KindDenied once somebody has ended an agent's sign-in.
func (d desk) intact(ctx context.Context, user chat.UserID, of chat.LoginID) error {
	return denied(d.users.Intact(ctx, user, of))
}

// check implements agentapp.Config.Check.
func (d desk) check(ctx context.Context, a agentapp.Agent) error {
	return d.signedIn(ctx, gateway.AgentViewer{Instance: a.Instance, User: a.User, Login: a.Login})
}

// signedOut has the requests and sockets of a user look whether they may go on.
func (s *server) signedOut(user chat.UserID) {
	s.broker.Publish(fanout.AgentChanged(directory.DefaultInstanceID, user))
}

func (d desk) permissions(ctx context.Context, a agentapp.Agent) ([]string, error) {
	return d.users.Rights(ctx, a.User)
}

// OpenAgentSocket implements agentapp.Sockets.
func (d desk) OpenAgentSocket(_ context.Context, a agentapp.Agent) (agentapp.Socket, error) {
	until := chat.Instant(d.time.machine.Now()).Add(deskOpens)
	t, err := d.tokens.IssueDesk(token.Access{
		InstanceID: a.Instance, UserID: a.User, LoginID: chat.LoginID(a.Login), ExpiresAt: until,
	})
	if err != nil {
		return agentapp.Socket{}, chat.Internal("issue a token for an agent's socket", err)
	}
	return agentapp.Socket{
		URL:  d.endpoints.Socket + SocketPath + "?" + gateway.AgentTokenParameter + "=" + t,
		Life: deskLife, ExpiresAt: until,
	}, nil
}

// Admit implements gateway.Agents.
func (d desk) Admit(ctx context.Context, credential string) (gateway.AgentViewer, error) {
	a, err := d.tokens.VerifyDesk(credential, d.time.machine.Now())
	if err != nil {
		return gateway.AgentViewer{}, chat.Denied()
	}
	who := gateway.AgentViewer{Instance: a.InstanceID, User: a.UserID, Login: string(a.LoginID)}
	return who, d.signedIn(ctx, who)
}

// signedIn is KindDenied once an agent is signed out, or may not work any more.
func (d desk) signedIn(ctx context.Context, who gateway.AgentViewer) error {
	err := d.users.Check(ctx, login.Agent{Instance: who.Instance, User: who.User, Login: chat.LoginID(who.Login)})
	if err == nil {
		err = d.mayWork(ctx, who.User)
	}
	if err != nil && chat.KindOf(err) == chat.KindRejected {
		return chat.Denied()
	}
	return denied(err)
}

// Chats implements gateway.Agents.
func (d desk) Chats(ctx context.Context, who gateway.AgentViewer) ([]gateway.Chat, error) {
	if err := d.signedIn(ctx, who); err != nil {
		return nil, err
	}
	a, err := d.supervised(ctx, who.Instance, who.User)
	if err != nil || a == nil {
		return nil, err
	}
	var chats []gateway.Chat
	for _, c := range a.Contacts {
		if c.State != chat.AgentConnected && c.State != chat.AgentEnded && c.State != chat.AgentFailed {
			continue // he is not in it, nor was
		}
		role := chat.RoleAgent
		if c.Monitors != "" {
			role = chat.RoleSupervisor
		}
		chats = append(chats, gateway.Chat{
			Viewer: gateway.Viewer{SessionID: c.SessionID, ParticipantID: c.ParticipantID, Role: role},
			Over:   c.State != chat.AgentConnected,
		})
	}
	return chats, nil
}

// MayStay implements gateway.Agents. The right to work is read anew each time: what
// is believed of it would add to the time after which it is noticed.
func (d desk) MayStay(ctx context.Context, who gateway.Viewer) error {
	err := d.intact(ctx, who.By.User, chat.LoginID(who.By.Login))
	if err == nil {
		err = d.mayWork(ctx, who.By.User)
	}
	if chat.KindOf(err) == chat.KindRejected && err != nil {
		return chat.Denied()
	}
	if err != nil || who.Role != chat.RoleSupervisor {
		return err
	}
	return d.listens(ctx, who)
}

// Watch implements gateway.Agents.
func (d desk) Watch(who gateway.AgentViewer, changed func()) (cancel func()) {
	return d.desks.watch(who, changed)
}
