package participantsvc_test

import (
	"testing"

	"github.com/rejoin-chat/rejoin/internal/connectsvc/servicetest"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/participantsvc"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// site is the Participant service over a world.
type site struct {
	*servicetest.World
	service *participantsvc.Service
	handler *restjson.Handler
}

func newSite(t testing.TB) *site {
	t.Helper()
	w := servicetest.New(t, conversation.Limits{})
	s := participantsvc.New(participantsvc.Config{
		Conversations: w.Conversations, Directory: w.Directory, Tokens: w.Tokens, Clock: w.Clock,
		SocketURL: func(token string) string { return "ws://127.0.0.1:8080/ws?token=" + token },
	})
	h, err := s.Handler(restjson.Options{
		Clock:      w.Clock,
		Unmodelled: func(operation string, err error) { t.Errorf("%s: error is not modelled: %v", operation, err) },
	})
	if err != nil {
		t.Fatalf("Handler: %v", err)
	}
	return &site{World: w, service: s, handler: h}
}

// call performs an operation, given by the end of its path.
func (s *site) call(t testing.TB, operation, bearer, body string) servicetest.Answer {
	t.Helper()
	return servicetest.Do(t, s.handler, "POST", "/participant/"+operation, body, "X-Amz-Bearer: "+bearer)
}

// want fails the test unless the answer has the status and the error.
func want(t testing.TB, a servicetest.Answer, status int, code string) {
	t.Helper()
	if a.Status != status || a.Error != code {
		t.Fatalf("got %d %q %s, want %d %q", a.Status, a.Error, a.Text, status, code)
	}
}

// read is a success's body.
func read[T any](t testing.TB, a servicetest.Answer) T {
	t.Helper()
	want(t, a, 200, "")
	var out T
	a.Read(t, &out)
	return out
}
