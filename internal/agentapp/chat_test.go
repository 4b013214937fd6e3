package agentapp_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/dispatch"
)

// The whole of a chat as an agent's page goes through it: available, offered, taken
// on, talked in, over, cleared.
func TestAChatFromOfferToClearing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		dispatcher := dispatch.New(dispatch.Config{
			Store: s.Store, Directory: s.Directory, Offers: s.Conversations, Clock: s.Clock, Machine: clock.System(), Log: slog.New(slog.DiscardHandler),
		})
		s.Conversations.Look = dispatcher.Look
		ran := make(chan error, 1)
		ctx, stop := context.WithCancel(t.Context())
		go func() { ran <- dispatcher.Run(ctx) }()
		defer func() { stop(); <-ran }()

		ann := s.hires(t, "ann")
		token := ann.does("GetAgentSnapshot", object{})["nextToken"]
		equal(t, "state of who never was there", ann.sees().object("state")["type"], "offline")
		ann.takes("Available", false)
		offer := ann.later("GetAgentSnapshot", object{"nextToken": token, "timeout": 30000})
		<-offer // the new status
		offer = ann.later("GetAgentSnapshot", object{"nextToken": ann.does("GetAgentSnapshot", object{})["nextToken"], "timeout": 30000})
		c := s.Chat(t)
		contact := (<-offer).object("snapshot").list("contacts")[0]
		equal(t, "offered", states(t, contact), "connecting connecting connected")
		id, own := contact["contactId"].(string), connectionOf(t, contact, "agent")

		// A page that looks at the connection opens its session before it accepts.
		transport := ann.does("CreateTransport", object{"transportType": "chat_token", "participantId": own["connectionId"], "contactId": id}).object("chatTokenTransport")
		bearer := transport["participantToken"].(string)
		var data struct{ ConnectionAuthenticationToken string }
		if err := json.Unmarshal([]byte(own.object("chatMediaInfo")["connectionData"].(string)), &data); err != nil {
			t.Fatal(err)
		}
		equal(t, "acknowledged", s.participant(t, "connection", data.ConnectionAuthenticationToken, `{"ConnectParticipant":true}`).Status, 200)
		for operation, body := range map[string]string{
			"transcript": `{"StartPosition":{}}`, "message": `{"Content":"early","ContentType":"text/plain"}`,
			"event": `{"ContentType":"application/vnd.amazonaws.connect.event.typing"}`,
		} {
			equal(t, operation+" before the contact is taken on", s.participant(t, operation, bearer, body).Status, 403)
		}

		ann.does("AcceptContact", object{"contactId": id})
		ann.does("AcceptContact", object{"contactId": id})
		equal(t, "taken on", states(t, ann.has()), "connected connected connected")
		equal(t, "the agent's message", s.participant(t, "message", bearer, `{"Content":"hello","ContentType":"text/plain"}`).Status, 200)
		equal(t, "the customer's message", s.participant(t, "message", c.Connection, `{"Content":"help","ContentType":"text/plain"}`).Status, 200)
		transcript := s.participant(t, "transcript", bearer, `{"MaxResults":15,"ScanDirection":"BACKWARD","SortOrder":"ASCENDING","StartPosition":{}}`)
		if transcript.Status != 200 || strings.Count(transcript.Text, `"ParticipantId":"`+own["connectionId"].(string)) < 2 ||
			strings.Count(transcript.Text, "participant.joined") < 2 || !strings.Contains(transcript.Text, "help") {
			t.Errorf("got transcript %s, want the agent's arrival and message under the id of his connection", transcript.Text)
		}

		equal(t, "the customer leaves", s.participant(t, "disconnect", c.Connection, `{}`).Status, 200)
		equal(t, "over", states(t, ann.has()), "ended disconnected disconnected")
		equal(t, "a message after the end", s.participant(t, "message", bearer, `{"Content":"late","ContentType":"text/plain"}`).Status, 403)
		for range 2 {
			ann.does("ClearContact", object{"contactId": id})
			equal(t, "cleared", len(ann.holds()), 0)
		}
	})
}

func TestAnAgentEndsTheChatByHisConnection(t *testing.T) {
	s := newSite(t)
	ann := s.hires(t, "ann")
	ann.takes("Available", false)
	_, id := ann.talksIn()
	s.Clock.Advance(3 * time.Minute)
	destroy := object{"contactId": id, "connectionId": ann.connectionID()}
	for range 2 {
		ann.does("DestroyConnection", destroy)
		equal(t, "ended", states(t, ann.has()), "ended disconnected disconnected")
	}
	equal(t, "duration", ann.has()["contactDuration"], "180")
	ann.does("CompleteContact", object{"contactId": id})
	equal(t, "completed", len(ann.holds()), 0)
	ann.fails("DestroyConnection", destroy, "InvalidStateException")
}

func TestAnAgentTurnsDownAChat(t *testing.T) {
	s := newSite(t)
	ann := s.hires(t, "ann")
	ann.takes("Available", false)
	_, first := ann.offered()
	ann.does("RejectContact", object{"contactId": first})
	ann.does("RejectContact", object{"contactId": first})
	equal(t, "rejected", states(t, ann.has()), "rejected disconnected connected")
	ann.fails("AcceptContact", object{"contactId": first}, "InvalidStateException")
	ann.does("ClearContact", object{"contactId": first})

	_, second := ann.offered()
	ann.does("DestroyConnection", object{"contactId": second, "connectionId": ann.connectionID()})
	equal(t, "rejected by the connection", states(t, ann.has()), "rejected disconnected connected")
}

func TestAnAgentSaysWhatFollows(t *testing.T) {
	s := newSite(t)
	ann := s.hires(t, "ann")
	if _, err := s.Directory.CreateAgentStatus(t.Context(), instance, directory.AgentStatusDraft{Name: "Lunch", DisplayOrder: 3}); err != nil {
		t.Fatal(err)
	}
	ann.takes("Available", false)
	_, id := ann.talksIn()
	ann.takes("Lunch", true)
	equal(t, "state", ann.sees().object("state")["name"], "Available")
	equal(t, "next", ann.sees().object("nextState")["name"], "Lunch")
	equal(t, "type of next", ann.sees().object("nextState")["type"], "not_routable")
	ann.does("DestroyConnection", object{"contactId": id, "connectionId": ann.connectionID()})
	ann.does("ClearContact", object{"contactId": id})
	equal(t, "state", ann.sees().object("state")["name"], "Lunch")
	equal(t, "next", ann.sees()["nextState"], nil)
}

// Whoever ends an agent's sign-in ends the tokens that he has for his chats.
func TestAnAgentsTokensEndWithTheSignIn(t *testing.T) {
	s := newSite(t)
	ann := s.hires(t, "ann")
	ann.takes("Available", false)
	_, id := ann.talksIn()
	var data struct{ ConnectionAuthenticationToken string }
	if err := json.Unmarshal([]byte(connectionOf(t, ann.has(), "agent").object("chatMediaInfo")["connectionData"].(string)), &data); err != nil {
		t.Fatal(err)
	}
	given, _ := ann.does("CreateTransport", object{"transportType": "chat_token", "contactId": id}).object("chatTokenTransport")["participantToken"].(string)
	const connect = `{"Type":["WEBSOCKET","CONNECTION_CREDENTIALS"]}`
	own := read(t, s.participant(t, "connection", data.ConnectionAuthenticationToken, connect).Text)
	made, _ := own.object("ConnectionCredentials")["ConnectionToken"].(string)
	address, _ := own.object("Websocket")["Url"].(string)
	_, socket, _ := strings.Cut(address, "token=")
	const say = `{"ContentType":"text/plain","Content":"hello"}`
	for _, want := range []int{200, 403} {
		for what, got := range map[string]int{
			"its token":                  s.participant(t, "connection", data.ConnectionAuthenticationToken, connect).Status,
			"a message, as it was given": s.participant(t, "message", given, say).Status,
			"a message, as it was made":  s.participant(t, "message", made, say).Status,
			"the transcript, as it was":  s.participant(t, "transcript", given, `{}`).Status,
		} {
			if got != want {
				t.Errorf("%s: got %d, want %d", what, got, want)
			}
		}
		if _, err := s.chats.Admit(t.Context(), socket); (err == nil) != (want == 200) {
			t.Errorf("its socket: got %v, want %d", err, want)
		}
		s.signsOut(ann)
	}
	equal(t, "leaving", s.participant(t, "disconnect", given, `{}`).Status, 403)
}
