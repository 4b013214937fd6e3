package app

import (
	"context"
	"net/http"
	"slices"

	"github.com/google/uuid"

	"github.com/rejoin-chat/rejoin/internal/agentapp"
	"github.com/rejoin-chat/rejoin/internal/connectsvc"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/gateway"
	"github.com/rejoin-chat/rejoin/internal/login"
	"github.com/rejoin-chat/rejoin/internal/obs"
	"github.com/rejoin-chat/rejoin/internal/pages"
	"github.com/rejoin-chat/rejoin/internal/restjson"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
	"github.com/rejoin-chat/rejoin/internal/startchat"
	"github.com/rejoin-chat/rejoin/internal/timeshift"
)

// signingName is the service in the scope of signatures.
const signingName = "connect"

// services are the handlers of everything that clients call.
type services struct {
	participants *restjson.Handler
	connect      *restjson.Handler
	starts       http.Handler
	pages        *pages.Handler
	door         http.Handler // nil without the customer's page
	login        *login.Handler
	users        http.Handler
	agents       http.Handler
	clock        http.Handler // nil but with a manual clock
}

func (s *server) services(ctx context.Context) (_ *services, err error) {
	requests := obs.NewRequests(s.registry)
	s.callers.Proxies, s.callers.Unnamed = s.Config.TrustedProxies, s.proxyUnnamed
	connect := connectsvc.New(connectsvc.Config{
		Conversations: s.chats, Directory: s.directory, Tokens: s.tokens, Outside: s.integrations, Log: s.Log,
	})
	verifier := sigv4.NewVerifier(sigv4.Config{Keys: only(s.key), Clock: s.time.machine, Service: signingName})
	out := &services{starts: startchat.New(startchat.Config{
		Starter: timely{connect}, MapError: connectsvc.MapError,
		InstanceID: string(directory.DefaultInstanceID), ContactFlowID: string(directory.SampleInboundID),
		AllowOrigin: s.allowOrigin(), NewID: uuid.NewString, Clock: s.time.machine, Log: s.Log,
		Observe: s.observe("start-chat", requests),
	})}
	s.customerPage(out, timely{connect}, requests)
	if out.login, out.users, err = s.loginHandlers(ctx, verifier, requests); err != nil {
		return nil, err
	}
	if err := s.sitePages(out); err != nil {
		return nil, err
	}
	if out.agents, err = s.agentAPI(requests); err != nil {
		return nil, err
	}
	if s.mover != nil {
		out.clock = timeshift.NewHandler(timeshift.HandlerConfig{Mover: s.mover, Verifier: verifier, Log: s.Log})
	}
	if out.connect, err = connect.Handler(verifier, restjson.Options{
		Within: answerWithin, Logger: s.Log, Clock: s.time.machine, Observe: s.observe("connect", requests),
	}); err != nil {
		return nil, err
	}
	out.participants, err = s.people.Handler(restjson.Options{
		Prefixes: []string{"/participant/"},
		CORS:     &restjson.CORS{AllowOrigin: s.allowOrigin()},
		Within:   answerWithin,
		Logger:   s.Log, Clock: s.time.machine, Observe: s.observe("participant", requests),
	})
	return out, err
}

// allowOrigin tells which pages may call; it is nil where all may, as then no
// answer depends on who asks.
func (s *server) allowOrigin() func(origin string) bool {
	if slices.Contains(s.Config.AllowedOrigins, "*") {
		return nil
	}
	return s.Config.AllowedOrigins.Allow
}

// admit tells whose socket a token opens.
func (s *server) admit(ctx context.Context, token string) (gateway.Viewer, error) {
	a, err := s.people.Admit(ctx, token)
	v := gateway.Viewer{SessionID: a.Session.ID, ParticipantID: a.Participant.ID, Role: a.Participant.Role}
	if a.By.LoginID != "" {
		v.By = &gateway.AgentViewer{Instance: a.By.InstanceID, User: a.By.UserID, Login: string(a.By.LoginID)}
	}
	return v, err
}

// observe writes one line a request and counts it.
func (s *server) observe(service string, requests *obs.Requests) func(restjson.Event) {
	return func(e restjson.Event) {
		line := obs.Event{
			RequestID: e.RequestID, Service: service, Operation: e.Operation, Status: e.Status,
			ErrorCode: e.ErrorCode, Duration: e.Duration, Cause: e.Err,
			Routine: service == agentService && e.Operation == agentapp.OperationSnapshot,
		}
		requests.Observe(&line)
		line.Log(context.Background(), s.Log)
	}
}

// isStart reports whether a path is one of the start-chat endpoint's.
func isStart(path string) bool { return slices.Contains(startchat.Paths(), path) }
