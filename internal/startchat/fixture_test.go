package startchat_test

import (
	"fmt"
	"log/slog"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/connectsvc"
	"github.com/rejoin-chat/rejoin/internal/connectsvc/servicetest"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/restjson"
	"github.com/rejoin-chat/rejoin/internal/startchat"
)

// site is the endpoint over a world, as a server has it.
type site struct {
	*servicetest.World
	handler *startchat.Handler
	events  []restjson.Event
}

func newSite(t testing.TB, change ...func(*startchat.Config)) *site {
	t.Helper()
	s := &site{World: servicetest.New(t, conversation.Limits{ActiveChats: 20})}
	c := startchat.Config{
		Starter: connectsvc.New(connectsvc.Config{
			Conversations: s.Conversations, Directory: s.Directory, Tokens: s.Tokens,
		}),
		MapError:   connectsvc.MapError,
		InstanceID: string(directory.DefaultInstanceID), ContactFlowID: string(directory.SampleInboundID),
		NewID: func() string { return "request-1" }, Clock: s.Clock, Log: slog.New(slog.DiscardHandler),
		Observe: func(e restjson.Event) { s.events = append(s.events, e) },
	}
	for _, f := range change {
		f(&c)
	}
	s.handler = startchat.New(c)
	return s
}

func (s *site) post(t testing.TB, body string, headers ...string) servicetest.Answer {
	t.Helper()
	return servicetest.Do(t, s.handler, "POST", "/start-chat", body, headers...)
}

type result struct {
	Data struct {
		StartChatResult struct {
			ContactId, ParticipantId, ParticipantToken, ContinuedFromContactId string
		} `json:"startChatResult"`
		FeaturePermissions map[string]bool `json:"featurePermissions"`
		Username           string          `json:"username"`
		InstanceID         string          `json:"instanceId"`
		PreviousContactID  string          `json:"previousContactId"`
		Error              *struct {
			Message, Code, Time, RequestID string
			StatusCode                     int
			Retryable                      *bool
			RetryDelay                     *int
		}
	} `json:"data"`
}

// start starts a chat and reads what was made.
func (s *site) start(t testing.TB, body string, headers ...string) (result, chat.Session, chat.Participant) {
	t.Helper()
	a := s.post(t, body, headers...)
	if a.Status != 200 {
		t.Fatalf("%s: got %d %s, want 200", body, a.Status, a.Text)
	}
	var r result
	a.Read(t, &r)
	id := chat.SessionID(r.Data.StartChatResult.ContactId)
	session, err := s.Store.Session(t.Context(), id)
	if err != nil {
		t.Fatalf("read the session: %v", err)
	}
	customer, err := s.Store.Participant(t.Context(), id, chat.ParticipantID(r.Data.StartChatResult.ParticipantId))
	if err != nil {
		t.Fatalf("read the customer: %v", err)
	}
	return r, session, customer
}

// want fails the test unless the answer is a failure as the envelope has it.
func want(t testing.TB, a servicetest.Answer, status int, code string) result {
	t.Helper()
	var r result
	a.Read(t, &r)
	e := r.Data.Error
	if a.Status != status || e == nil {
		t.Fatalf("got %d %s, want %d and an error", a.Status, a.Text, status)
	}
	retryable := status >= 500 || status == 429
	if e.Code != code || e.StatusCode != status || e.Message == "" || e.RequestID != "request-1" ||
		e.Time != "2026-03-01T09:00:00.000Z" || e.Retryable == nil || *e.Retryable != retryable || e.RetryDelay == nil {
		t.Errorf("got %s, want the members of an error %s %d", a.Text, code, status)
	}
	if got := fmt.Sprint(a.Header.Get("Content-Type"), a.Header.Get("X-Amzn-Errortype")); got != "application/json"+code {
		t.Errorf("got %s, want application/json and %s", got, code)
	}
	return r
}
