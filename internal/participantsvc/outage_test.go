package participantsvc_test

import (
	"errors"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/connectsvc/servicetest"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/participantsvc"
	"github.com/rejoin-chat/rejoin/internal/restjson"
	"github.com/rejoin-chat/rejoin/internal/store"
)

func TestWhoAsksForAConnectionIsToldToWaitWhileTheStoreIsAway(t *testing.T) {
	for name, fault := range map[string]error{
		"busy": store.ErrBusy, "closed": store.ErrClosed, "broken": errors.New("disk I/O error"),
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			c := s.Chat(t)
			s.Store.Fail(fault)
			want(t, s.call(t, "connection", c.Participant, everything), 503, "NetworkingError")
			want(t, s.call(t, "message", c.Connection, `{"ContentType":"text/plain","Content":"hi"}`), 500, "InternalServerException")
			s.Store.Fail(nil)
			connected(t, s, c, everything)
		})
	}
}

// Who sends a message is told that it is too many; the web client would end the
// session of a connection that is refused so.
func TestAnOverloadedStoreThrottles(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	s.Store.Fail(store.ErrOverloaded)
	want(t, s.call(t, "message", c.Connection, `{"ContentType":"text/plain","Content":"hi"}`), 429, "ThrottlingException")
	want(t, s.call(t, "connection", c.Participant, everything), 503, "NetworkingError")
	s.Store.Fail(nil)
	connected(t, s, c, everything)
}

func TestOtherRefusalsOfAConnectionStayWhatTheyAre(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	want(t, s.call(t, "connection", c.Participant, `{}`), 400, "ValidationException")
	want(t, s.call(t, "connection", "forged", everything), 403, "AccessDeniedException")
	s.End(t, c)
	want(t, s.call(t, "connection", c.Participant, everything), 403, "AccessDeniedException")
}

func TestWhoAsksForAConnectionIsToldToWaitWhileTheServerDrains(t *testing.T) {
	w := servicetest.New(t, conversation.Limits{})
	draining := false
	h, err := participantsvc.New(participantsvc.Config{
		Conversations: w.Conversations, Directory: w.Directory, Tokens: w.Tokens, Clock: w.Clock,
		SocketURL: func(token string) string { return "ws://127.0.0.1:8080/ws?token=" + token },
		Draining:  func() bool { return draining },
	}).Handler(restjson.Options{Clock: w.Clock})
	if err != nil {
		t.Fatal(err)
	}
	s := &site{World: w, handler: h}
	c := s.Chat(t)
	connected(t, s, c, everything)
	draining = true
	want(t, s.call(t, "connection", c.Participant, everything), 503, "NetworkingError")
	// What is under way is finished.
	want(t, s.call(t, "message", c.Connection, `{"ContentType":"text/plain","Content":"hi"}`), 200, "")
}
