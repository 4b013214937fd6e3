package participantsvc_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/participant"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/connectsvc/servicetest"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

const everything = `{"Type":["WEBSOCKET","CONNECTION_CREDENTIALS"]}`

func connected(t *testing.T, s *site, c servicetest.Chat, body string) participant.CreateParticipantConnectionOutput {
	t.Helper()
	return read[participant.CreateParticipantConnectionOutput](t, s.call(t, "connection", c.Participant, body))
}

func TestConnectionAnswersWhatWasAskedFor(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	for body, want := range map[string]struct{ socket, credentials bool }{
		everything:                                      {true, true},
		`{"Type":["WEBSOCKET"]}`:                        {true, false},
		`{"Type":["CONNECTION_CREDENTIALS"]}`:           {false, true},
		`{"ConnectParticipant":true}`:                   {false, false},
		`{"Type":["WEBSOCKET"],"ConnectParticipant":1}`: {},
	} {
		a := s.call(t, "connection", c.Participant, body)
		if strings.Contains(body, ":1}") {
			if a.Status != 400 {
				t.Errorf("%s: got %d, want 400", body, a.Status)
			}
			continue
		}
		out := read[participant.CreateParticipantConnectionOutput](t, a)
		if got := out.Websocket != nil; got != want.socket {
			t.Errorf("%s: got websocket %t, want %t", body, got, want.socket)
		}
		if got := out.ConnectionCredentials != nil; got != want.credentials {
			t.Errorf("%s: got credentials %t, want %t", body, got, want.credentials)
		}
	}
}

func TestConnectionTimesAreFixedWidthAndFromNow(t *testing.T) {
	s := newSite(t)
	out := connected(t, s, s.Chat(t), everything)
	if got, want := *out.ConnectionCredentials.Expiry, "2026-03-02T09:00:00.000Z"; got != want {
		t.Errorf("Expiry: got %s, want %s", got, want)
	}
	if got, want := *out.Websocket.ConnectionExpiry, "2026-03-01T10:06:00.000Z"; got != want {
		t.Errorf("ConnectionExpiry: got %s, want %s", got, want)
	}
	if !strings.HasPrefix(*out.Websocket.Url, "ws://127.0.0.1:8080/ws?token=") {
		t.Errorf("Url: got %s, want what SocketURL makes", *out.Websocket.Url)
	}
}

func TestConnectionRefusesWhatHasNoEffect(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	for body, member := range map[string]string{
		`{}`:                             "Type: is required",
		`{"ConnectParticipant":false}`:   "Type: is required",
		`{"Type":[]}`:                    "Type must have at least 1",
		`{"Type":["WEBRTC_CONNECTION"]}`: "Type: WEBRTC_CONNECTION",
		`{"Type":["CARRIER_PIGEON"]}`:    "Type[0] must be one of",
	} {
		before := s.Store.Writes()
		a := s.call(t, "connection", c.Participant, body)
		want(t, a, 400, "ValidationException")
		if !strings.Contains(a.Text, member) {
			t.Errorf("%s: got %s, want it to say %q", body, a.Text, member)
		}
		if got := s.Store.Writes() - before; got != 0 {
			t.Errorf("%s: got %d writes, want none", body, got)
		}
	}
}

func TestOnlyTheFirstConnectionIsAnEvent(t *testing.T) {
	s := newSite(t)
	started, err := s.Conversations.Start(t.Context(), conversation.StartRequest{
		Instance: directory.DefaultInstanceID, Flow: string(directory.SampleInboundID), DisplayName: "Ada",
	})
	if err != nil {
		t.Fatal(err)
	}
	c := servicetest.Chat{Started: started}
	c.Participant, c.Connection = s.Bearers(t, conversation.Identity{SessionID: started.SessionID, ParticipantID: started.ParticipantID})
	connected(t, s, c, everything)
	before := s.Store.Writes()
	connected(t, s, c, everything)
	if got := s.Store.Writes() - before; got != 0 {
		t.Errorf("got %d writes of a second connection, want none", got)
	}
	joined := 0
	for _, item := range history(t, s, c).Transcript {
		if *item.ContentType == chat.EventParticipantJoined {
			joined++
		}
	}
	if joined != 1 {
		t.Errorf("got %d participant.joined, want 1", joined)
	}
}

func TestSocketTokenAdmitsItsParticipantForTwoMinutes(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	_, bearer, _ := strings.Cut(*connected(t, s, c, everything).Websocket.Url, "token=")
	s.Clock.Advance(2*time.Minute - time.Millisecond)
	for range 2 { // a client whose first try failed opens the same URL
		a, err := s.service.Admit(t.Context(), bearer)
		if err != nil {
			t.Fatalf("Admit: %v", err)
		}
		if a.Participant.ID != c.ParticipantID || a.Session.ID != c.SessionID || a.Participant.Role != chat.RoleCustomer {
			t.Errorf("got %+v, want the customer of %s", a.Participant, c.SessionID)
		}
	}
	s.Clock.Advance(time.Millisecond)
	denied(t, s, "expired", bearer)
}

func TestAdmitDenies(t *testing.T) {
	s := newSite(t)
	c := s.Chat(t)
	_, bearer, _ := strings.Cut(*connected(t, s, c, everything).Websocket.Url, "token=")
	denied(t, s, "nothing", "")
	denied(t, s, "a participant token", c.Participant)
	denied(t, s, "a connection token", c.Connection)
	s.End(t, c)
	denied(t, s, "an ended chat's", bearer)
}

func denied(t *testing.T, s *site, what, bearer string) {
	t.Helper()
	if _, err := s.service.Admit(t.Context(), bearer); chat.KindOf(err) != chat.KindDenied {
		t.Errorf("Admit of %s: got %v, want a denial", what, err)
	}
}
