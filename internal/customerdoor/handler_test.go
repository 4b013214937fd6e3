package customerdoor_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/connectsvc"
	"github.com/rejoin-chat/rejoin/internal/connectsvc/servicetest"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/customerdoor"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/remote"
)

// site is the door over a world, as a server has it.
type site struct {
	*servicetest.World
	door   http.Handler
	knocks int
}

func newSite(t testing.TB, change ...func(*customerdoor.Config)) *site {
	t.Helper()
	s := &site{World: servicetest.New(t, conversation.Limits{})}
	c := customerdoor.Config{
		Starter:  connectsvc.New(connectsvc.Config{Conversations: s.Conversations, Directory: s.Directory, Tokens: s.Tokens}),
		MapError: connectsvc.MapError, Tickets: s.Tokens,
		InstanceID: string(directory.DefaultInstanceID), FlowID: string(directory.SampleInboundID),
		Callers: &remote.Callers{}, NewID: func() string { return "request-1" }, Clock: s.Clock, Log: slog.New(slog.DiscardHandler),
	}
	for _, f := range change {
		f(&c)
	}
	s.door = customerdoor.New(c)
	return s
}

// knock sends a request as the page does, but for headers given as "Name: value".
// Each comes from somebody else.
func (s *site) knock(body string, headers ...string) servicetest.Answer {
	r := httptest.NewRequest("POST", "http://chat.example"+customerdoor.Path, strings.NewReader(body))
	s.knocks++
	r.RemoteAddr = fmt.Sprintf("203.0.113.%d:4000", s.knocks)
	r.Header.Set("Content-Type", "application/json")
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	return servicetest.Serve(s.door, r)
}

func asking(name, ticket string) string {
	return fmt.Sprintf(`{"displayName":%q,"clientToken":%q,"ticket":%q}`, name, uuid.NewString(), ticket)
}

type answer struct {
	ContactID, ParticipantID, ParticipantToken, ContinuedFromContactID, Ticket string

	Error struct{ Code, Message string }
}

func want(t *testing.T, a servicetest.Answer, status int, code string) (got answer) {
	t.Helper()
	a.Read(t, &got)
	if a.Status != status || got.Error.Code != code {
		t.Errorf("got %d %s, want %d %q", a.Status, a.Text, status, code)
	}
	return got
}

// end ends the chat of an answer.
func (s *site) end(t *testing.T, a answer) {
	t.Helper()
	contact, err := s.Store.Contact(t.Context(), chat.ContactID(a.ContactID))
	if err != nil {
		t.Fatal(err)
	}
	s.End(t, servicetest.Chat{Started: conversation.Started{SessionID: contact.SessionID}})
}

func TestAChatIsStartedAndContinued(t *testing.T) {
	s := newSite(t)
	first := want(t, s.knock(asking(" Ana ", ""), "Origin: http://chat.example"), 200, "")
	who, err := s.Tokens.VerifyParticipant(first.ParticipantToken)
	if err != nil {
		t.Fatalf("the participant token: %v", err)
	}
	session, err := s.Store.Session(t.Context(), who.SessionID)
	if err != nil || len(session.Attributes) != 1 || session.Attributes["customerName"] != "Ana" || first.ContinuedFromContactID != "" {
		t.Errorf("got %+v, %v, want a chat of Ana without a past", session.Attributes, err)
	}
	want(t, s.knock(asking("Ana", first.Ticket)), 409, "StillOpen")
	s.end(t, first)
	second := want(t, s.knock(asking("Ana", first.Ticket)), 200, "")
	if second.ContinuedFromContactID != first.ContactID || second.Ticket == first.Ticket {
		t.Errorf("got %+v, want it to continue %s, with a ticket of its own", second, first.ContactID)
	}
	s.end(t, second)
	if third := want(t, s.knock(asking("Ana", second.Ticket)), 200, ""); third.ContinuedFromContactID != second.ContactID {
		t.Errorf("got %+v, want it to continue %s", third, second.ContactID)
	}
}

func TestARepeatedRequestStartsNothing(t *testing.T) {
	s := newSite(t)
	body := asking("Ana", "")
	first := s.knock(body)
	if again := s.knock(body); first.Status != 200 || again.Text != first.Text {
		t.Errorf("got %s, want %s again", again.Text, first.Text)
	}
}

func TestNobodyElsesPastIsContinued(t *testing.T) {
	s := newSite(t)
	own := want(t, s.knock(asking("Ana", "")), 200, "")
	s.end(t, own)
	foreign, err := s.Tokens.IssueTicket("another instance", chat.ContactID(own.ContactID))
	if err != nil {
		t.Fatal(err)
	}
	gone, err := s.Tokens.IssueTicket(directory.DefaultInstanceID, "00000000-0000-4000-8000-000000000000")
	if err != nil {
		t.Fatal(err)
	}
	for name, ticket := range map[string]string{
		"the contact's id": own.ContactID, "a participant token": own.ParticipantToken,
		"another instance's": foreign, "a changed one": own.Ticket[:len(own.Ticket)-1] + "-", "a long one": strings.Repeat("A", 4000),
	} {
		t.Run(name, func(t *testing.T) {
			before := s.Store.Writes()
			want(t, s.knock(asking("Eve", ticket)), 403, "BadTicket")
			if got := s.Store.Writes() - before; got != 0 {
				t.Errorf("got %d writes, want none", got)
			}
		})
	}
	want(t, s.knock(asking("Ana", gone)), 404, "Gone")
}

func TestHostileRequestsAreRefused(t *testing.T) {
	s := newSite(t)
	token := `"clientToken":"` + uuid.NewString() + `"`
	for name, tc := range map[string]struct {
		body, header string
		status       int
		code         string
	}{
		"another origin":       {asking("Ana", ""), "Origin: https://evil.example", 403, "Forbidden"},
		"another site":         {asking("Ana", ""), "Sec-Fetch-Site: cross-site", 403, "Forbidden"},
		"a sibling":            {asking("Ana", ""), "Sec-Fetch-Site: same-site", 403, "Forbidden"},
		"an opaque origin":     {asking("Ana", ""), "Origin: null", 403, "Forbidden"},
		"no preflight needed":  {asking("Ana", ""), "Content-Type: text/plain", 415, "UnsupportedMediaType"},
		"a form":               {asking("Ana", ""), "Content-Type: application/x-www-form-urlencoded", 415, "UnsupportedMediaType"},
		"nothing":              {``, "", 400, "BadRequest"},
		"no object":            {`[]`, "", 400, "BadRequest"},
		"two objects":          {asking("Ana", "") + "{}", "", 400, "BadRequest"},
		"attributes":           {`{"displayName":"Ana","attributes":{"vip":"yes"},` + token + `}`, "", 400, "BadRequest"},
		"a flow":               {`{"displayName":"Ana","contactFlowId":"x",` + token + `}`, "", 400, "BadRequest"},
		"a source":             {`{"displayName":"Ana","persistentChat":{"SourceContactId":"x"},` + token + `}`, "", 400, "BadRequest"},
		"no name":              {asking(" ", ""), "", 400, "BadRequest"},
		"a name that is long":  {asking(strings.Repeat("a", 257), ""), "", 400, "BadRequest"},
		"a name of two lines":  {asking("Ana\nAgent joined", ""), "", 400, "BadRequest"},
		"a name from the left": {asking("Ana\u202e", ""), "", 400, "BadRequest"},
		"not UTF-8":            {"{\"displayName\":\"\xff\"," + token + "}", "", 400, "BadRequest"},
		"no client token":      {`{"displayName":"Ana"}`, "", 400, "BadRequest"},
		"a guessable one":      {`{"displayName":"Ana","clientToken":"1"}`, "", 400, "BadRequest"},
		"too much":             {asking(strings.Repeat("a", 9000), ""), "", 413, "TooLarge"},
	} {
		t.Run(name, func(t *testing.T) {
			before := s.Store.Writes()
			var headers []string
			if tc.header != "" {
				headers = append(headers, tc.header)
			}
			a := s.knock(tc.body, headers...)
			want(t, a, tc.status, tc.code)
			if got := s.Store.Writes() - before; got != 0 || a.Header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("got %d writes and headers %v, want neither writes nor leave for others", got, a.Header)
			}
		})
	}
}

func TestOnlyPOSTIsTaken(t *testing.T) {
	s := newSite(t)
	for _, method := range []string{"GET", "OPTIONS", "PUT"} {
		a := servicetest.Do(t, s.door, method, customerdoor.Path, "{}")
		want(t, a, 405, "MethodNotAllowed")
		if a.Header.Get("Allow") != "POST" {
			t.Errorf("%s: got Allow %q, want POST", method, a.Header.Get("Allow"))
		}
	}
}

func TestWhoStartsTooManyIsToldToWait(t *testing.T) {
	s := newSite(t)
	const proxy = "X-Forwarded-For: 198.51.100.1" // means nothing: the peer is no proxy
	for range 10 {
		s.knocks = 0
		want(t, s.knock(asking("Ana", ""), proxy), 200, "")
	}
	s.knocks = 0
	before := s.Store.Writes()
	a := s.knock(asking("Ana", ""), proxy)
	want(t, a, 429, "Busy")
	if got := s.Store.Writes() - before; got != 0 || a.Header.Get("Retry-After") == "" {
		t.Errorf("got %d writes and headers %v, want none and when to come back", got, a.Header)
	}
	want(t, s.knock(asking("Ben", "")), 200, "")
}

// A flow that is not there is told to the log, and nobody is let in.
func TestAMissingFlowStartsNothing(t *testing.T) {
	s := newSite(t, func(c *customerdoor.Config) { c.FlowID = "00000000-0000-4000-8000-000000000000" })
	want(t, s.knock(asking("Ana", "")), 404, "Gone")
}
