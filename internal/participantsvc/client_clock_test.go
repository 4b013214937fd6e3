package participantsvc_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/participant"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock/clocktest"
	"github.com/rejoin-chat/rejoin/internal/connectsvc/servicetest"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

// Where the time of chats was moved, tokens go by it, and clients are told what
// their own clocks will show.
func TestExpiriesAreToldByTheClocksOfClients(t *testing.T) {
	s := newSite(t)
	clients := clocktest.At(servicetest.Start)
	s.service.ClientClock = clients
	c := s.Chat(t, func(r *conversation.StartRequest) { r.Duration = conversation.MaxDuration })
	s.Clock.Advance(5 * 24 * time.Hour)
	out := read[participant.CreateParticipantConnectionOutput](t, s.call(t, "connection", c.Participant, `{"Type":["WEBSOCKET","CONNECTION_CREDENTIALS"]}`))
	if got, want := *out.ConnectionCredentials.Expiry, chat.FormatInstant(servicetest.Start.Add(24*time.Hour)); got != want {
		t.Errorf("Expiry: got %s, want %s", got, want)
	}
	if got, want := *out.Websocket.ConnectionExpiry, chat.FormatInstant(servicetest.Start.Add(66*time.Minute)); got != want {
		t.Errorf("ConnectionExpiry: got %s, want %s", got, want)
	}

	_, socket, _ := strings.Cut(*out.Websocket.Url, "token=")
	bearer := *out.ConnectionCredentials.ConnectionToken
	clients.Advance(100 * time.Second) // the client dials within what it was promised
	s.Clock.Advance(36*time.Hour - time.Millisecond)
	if _, err := s.service.Admit(t.Context(), socket); err != nil {
		t.Errorf("the websocket's URL 100 seconds on: got %v, want it to open", err)
	}
	want(t, s.call(t, "transcript", bearer, "{}"), 200, "")
	s.Clock.Advance(time.Millisecond)
	want(t, s.call(t, "transcript", bearer, "{}"), 403, "AccessDeniedException")
	clients.Advance(time.Minute)
	denied(t, s, "dialled too late", socket)
}
