package app_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// TestTheLogKeepsTheSecretsOfChats runs traffic whose every private part has a
// mark and looks for the marks in the log, debug lines included.
func TestTheLogKeepsTheSecretsOfChats(t *testing.T) {
	s := newSite(t)
	start := fmt.Sprintf(`{"InstanceId":%q,"ContactFlowId":%q,"ParticipantDetails":{"DisplayName":"mark-name"},
		"Attributes":{"mark-key":"mark-value"},"CustomerId":"mark-customer",
		"InitialMessage":{"ContentType":"text/plain","Content":"mark-initial"},"ClientToken":"mark-start-token"}`, instance, sampleFlow)
	var started struct{ ContactId, ParticipantId, ParticipantToken string }
	s.read(s.connect("PUT", "/contact/chat", start), &started)
	who := chatclient.ChatDetails{ContactID: started.ContactId, ParticipantID: started.ParticipantId, ParticipantToken: started.ParticipantToken}
	c := s.join(who)
	k := s.listen(who)
	customer, bot := s.watch(who), s.watch(s.bot(who))
	for _, text := range []string{"mark-text", "mark-" + strings.Repeat("x", 20_000)} { // the second is too long
		customer.SendMessage(t.Context(), chatclient.Message{Content: text, ClientToken: "mark-message-token"})
	}
	customer.SendEvent(t.Context(), chatclient.Event{ContentType: "mark-content-type", Content: "mark-event"})
	s.texts(who)

	user := fmt.Sprintf(`{"Username":"mark-user","Password":"mark-Passw0rd","IdentityInfo":{"FirstName":"mark-first","Email":"mark-@example.com"},
		"SecurityProfileIds":[%q],"RoutingProfileId":%q}`, directory.AgentProfileID, directory.BasicProfileID)
	for _, status := range []int{200, 409} {
		if a := s.connect("PUT", "/users/"+instance, user); a.status != status {
			t.Errorf("CreateUser: got %d %s, want %d", a.status, a.body, status)
		}
	}
	s.connect("PUT", "/users/"+instance, `{"Username":"mark-weak","Password":"mark-weak"}`)

	// Refusals tell no more than successes.
	s.participant("message", "mark-bearer", `{"Content":"mark-refused"`)
	s.participant("transcript", c.ConnectionCredentials.ConnectionToken, `{"NextToken":"mark-page"}`)
	s.do("GET", "/participant/websocket?token=mark-socket", "")
	s.do("GET", "/mark-path?mark-query=1", "", "Authorization", "AWS4-HMAC-SHA256 mark-authorization", "Mark", "mark-header")
	s.do("POST", "/start-chat", `{"ParticipantDetails":{"DisplayName":"mark-visitor"},"Attributes":{"a":"mark-attribute"},"ContactFlowId":"mark-flow"}`)
	s.do("POST", "/start-chat", `{"mark-broken`)
	for _, c := range []watched{bot, customer} {
		if err := c.DisconnectParticipant(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	<-customer.ended
	k.ws.Close()
	s.stop()

	log := s.log.String()
	if strings.Contains(log, "mark-") {
		t.Errorf("the log tells private parts:\n%s", linesWith(log, "mark-"))
	}
	for name, secret := range map[string]string{
		"participant token": who.ParticipantToken, "connection token": c.ConnectionCredentials.ConnectionToken,
		"websocket token": c.Websocket.Url[strings.Index(c.Websocket.Url, "=")+1:],
		"secret key":      s.keys.SecretAccessKey, "bot's name": "Robin",
	} {
		if len(secret) < 5 {
			t.Fatalf("got %q as %s, want a secret", secret, name)
		}
		if strings.Contains(log, secret) {
			t.Errorf("the log tells the %s:\n%s", name, linesWith(log, secret))
		}
	}
	requests := 0
	for line := range strings.Lines(log) {
		var entry struct{ Msg, Operation string }
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Errorf("got %q, want a line of JSON", line)
		}
		if entry.Msg == "request" && entry.Operation == "SendMessage" {
			requests++
		}
	}
	if requests != 3 {
		t.Errorf("got %d lines of SendMessage, want one for each of 3 calls", requests)
	}
}

// linesWith are the lines of a text that hold a part.
func linesWith(text, part string) string {
	var found strings.Builder
	for line := range strings.Lines(text) {
		if strings.Contains(line, part) {
			found.WriteString(line)
		}
	}
	return found.String()
}
