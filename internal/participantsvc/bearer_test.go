package participantsvc_test

import (
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/connectsvc/servicetest"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/token"
)

// operations are all that take a bearer, with a body that would be right.
var operations = []struct{ path, body string }{
	{"connection", `{"Type":["WEBSOCKET","CONNECTION_CREDENTIALS"]}`},
	{"message", `{"ContentType":"text/plain","Content":"hello"}`},
	{"event", `{"ContentType":"application/vnd.amazonaws.connect.event.typing"}`},
	{"transcript", `{}`},
	{"disconnect", `{}`},
}

func TestEveryBadBearerGetsOneAnswerAndChangesNothing(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	ended := s.Chat(t)
	s.End(t, ended)
	stranger := conversation.Identity{SessionID: c.SessionID, ParticipantID: "c0ffee00-0000-4000-8000-ffffffffffff"}
	strangerP, strangerC := s.Bearers(t, stranger)
	forger, err := token.NewKeyring(token.Secret{ID: 1, Key: [token.SecretLen]byte{2}})
	if err != nil {
		t.Fatal(err)
	}
	forged, err := forger.IssueParticipant(token.Participant{InstanceID: "i", SessionID: c.SessionID, ParticipantID: c.ParticipantID})
	if err != nil {
		t.Fatal(err)
	}
	for name, bearer := range map[string]struct{ connect, other string }{
		"missing":                   {"", ""},
		"malformed":                 {"nonsense", "nonsense"},
		"longer than tokens are":    {string(make([]byte, 2000)), string(make([]byte, 2000))},
		"forged":                    {forged, forged},
		"of the other kind":         {c.Connection, c.Participant},
		"of an ended chat":          {ended.Participant, ended.Connection},
		"of nobody in the chat":     {strangerP, strangerC},
		"cut":                       {c.Participant[:40], c.Connection[:40]},
		"with something behind it":  {c.Participant + "A", c.Connection + "A"},
		"with something before it ": {"Bearer " + c.Participant, "Bearer " + c.Connection},
	} {
		t.Run(name, func(t *testing.T) {
			for _, o := range operations {
				if o.path == "disconnect" && name == "of an ended chat" {
					continue // leaving again succeeds, see below
				}
				b := bearer.other
				if o.path == "connection" {
					b = bearer.connect
				}
				before := s.Store.Writes()
				a := s.call(t, o.path, b, o.body)
				want(t, a, 403, "AccessDeniedException")
				if got, want := a.Text, `{"__type":"AccessDeniedException","Message":"Access denied"}`; got != want {
					t.Errorf("%s: got %s, want %s", o.path, got, want)
				}
				if got := s.Store.Writes() - before; got != 0 {
					t.Errorf("%s: got %d writes, want none", o.path, got)
				}
			}
		})
	}
}

func TestAuthorizationHeaderMeansNothing(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	const empty = "Authorization: AWS4-HMAC-SHA256 Credential=/20260301/local-1/execute-api/aws4_request, SignedHeaders=host, Signature=00"
	want(t, servicetest.Do(t, s.handler, "POST", "/participant/transcript", "{}", "X-Amz-Bearer: "+c.Connection, empty), 200, "")
	want(t, servicetest.Do(t, s.handler, "POST", "/participant/transcript", "{}", empty), 403, "AccessDeniedException")
}

func TestConnectionTokenWorksForTwelveHoursBeyondItsExpiry(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t, func(r *conversation.StartRequest) { r.Duration = conversation.MaxDuration })
	s.Clock.Advance(36*time.Hour - time.Millisecond)
	want(t, s.call(t, "transcript", c.Connection, "{}"), 200, "")
	s.Clock.Advance(time.Millisecond)
	want(t, s.call(t, "transcript", c.Connection, "{}"), 403, "AccessDeniedException")
	// The participant token is good as long as the chat is.
	want(t, s.call(t, "connection", c.Participant, `{"Type":["CONNECTION_CREDENTIALS"]}`), 200, "")
}

func TestUnknownPathNeedsNoBearer(t *testing.T) {
	s := newSite(t)
	want(t, s.call(t, "nothing", "", "{}"), 404, "UnknownOperationException")
}

func TestOperationsThatAreNotServedSaySo(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	a := s.call(t, "authentication-url", c.Connection, `{"SessionId":"c0ffee00-0000-4000-8000-000000000001","RedirectUri":"https://example.com"}`)
	want(t, a, 400, "ValidationException")
}
