package e2e

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	participant "github.com/aws/aws-sdk-go/service/connectparticipant"

	awsv1 "github.com/aws/aws-sdk-go/aws"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
)

var connectRows = []row{
	{18, "connect_resolves_and_establishes_twice", connectResolvesAndEstablishesTwice},
	{19, "credentials_expire_neither_soon_nor_late", credentialsExpireNeitherSoonNorLate},
	{20, "socket_url_is_one_that_chatjs_takes", socketURLIsOneThatChatJSTakes},
	{21, "one_connection_call_precedes_the_socket", oneConnectionCallPrecedesTheSocket},
	{22, "wrong_token_is_denied", wrongTokenIsDenied},
	{23, "missing_token_is_denied", missingTokenIsDenied},
	{24, "token_of_an_ended_chat_is_denied", tokenOfAnEndedChatIsDenied},
	{25, "chat_details_are_what_the_server_gave", chatDetailsAreWhatTheServerGave},
	{26, "second_page_with_the_same_token_joins", secondPageWithTheSameTokenJoins},
	{27, "reconnecting_does_not_join_again", reconnectingDoesNotJoinAgain},
	{28, "unused_socket_urls_do_no_harm", unusedSocketURLsDoNoHarm},
	{29, "old_connection_token_outlives_a_reconnect", oldConnectionTokenOutlivesAReconnect},
	{30, "author_is_who_the_token_belongs_to", authorIsWhoTheTokenBelongsTo},
}

// connection is the part of an answer of CreateParticipantConnection that counts.
type connection struct {
	Websocket             struct{ URL, ConnectionExpiry string }
	ConnectionCredentials struct{ ConnectionToken, Expiry string }
}

const connectionPath = "/participant/connection"

// answered decodes the n-th answer of CreateParticipantConnection.
func answered(t *testing.T, p *chatjs.Participant, n int) connection {
	t.Helper()
	answers := p.Answers(0, connectionPath)
	if len(answers) <= n {
		t.Fatalf("got %d answers of %s, want more than %d", len(answers), connectionPath, n)
	}
	var c connection
	if err := json.Unmarshal([]byte(answers[n].Answer), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func connectResolvesAndEstablishesTwice(t *testing.T) {
	s := sharedServer(t)
	p := chatjs.Open(t, s.URL, start(t, s), chatjs.Options{})
	var result struct{ ConnectSuccess, ConnectCalled bool }
	if err := p.Call("connect", map[string]any{}, &result); err != nil {
		t.Fatal(err)
	}
	if !result.ConnectSuccess || !result.ConnectCalled {
		t.Errorf("got %+v, want success and called", result)
	}
	p.AwaitFrames(0, "aws/heartbeat", 1)
	if got := len(p.Handled(0, "onConnectionEstablished")); got != 2 {
		t.Errorf("got onConnectionEstablished %d times, want 2", got)
	}
}

func credentialsExpireNeitherSoonNorLate(t *testing.T) {
	p := arrive(t, sharedServer(t))
	expiry, err := time.Parse(time.RFC3339, answered(t, p, 0).ConnectionCredentials.Expiry)
	if err != nil {
		t.Fatal(err)
	}
	if left := time.Until(expiry); left < 10*time.Minute || left > 24*24*time.Hour {
		t.Errorf("got an expiry in %s, want between 10 minutes and 24 days", left)
	}
	// A timer that fires at once would call many times before the second beat,
	// ten seconds after the first.
	p.AwaitFrames(0, "aws/heartbeat", 2)
	if got := len(p.Requests(0, connectionPath)); got != 1 {
		t.Errorf("got %d calls of %s, want 1", got, connectionPath)
	}
}

func socketURLIsOneThatChatJSTakes(t *testing.T) {
	p := arrive(t, sharedServer(t))
	if url := p.Sockets()[0]; !strings.HasPrefix(url, "wss://") && !strings.HasPrefix(url, "ws://127.0.0.1:") {
		t.Errorf("got socket URL %s, want wss:// or ws://127.0.0.1:", url)
	}
	if got := len(p.Handled(0, "onConnectionBroken")); got != 0 {
		t.Errorf("got onConnectionBroken %d times, want never", got)
	}
}

func oneConnectionCallPrecedesTheSocket(t *testing.T) {
	p := arrive(t, sharedServer(t))
	if _, err := time.Parse(time.RFC3339, answered(t, p, 0).Websocket.ConnectionExpiry); err != nil {
		t.Error(err)
	}
	if got := len(p.Requests(0, connectionPath)); got != 1 {
		t.Errorf("got %d calls of %s, want 1", got, connectionPath)
	}
}

func wrongTokenIsDenied(t *testing.T) {
	s := sharedServer(t)
	d := start(t, s)
	for _, token := range []string{"wrong", d.ParticipantToken[:len(d.ParticipantToken)-2], strings.Repeat("x", 1000)} {
		d.ParticipantToken = token
		cannotConnect(t, s.URL, d)
	}
}

func missingTokenIsDenied(t *testing.T) {
	s := sharedServer(t)
	d := start(t, s)
	d.ParticipantToken = ""
	cannotConnect(t, s.URL, d)
}

func tokenOfAnEndedChatIsDenied(t *testing.T) {
	s := sharedServer(t)
	d := start(t, s)
	talk(t, s, d).leave()
	cannotConnect(t, s.URL, d)
}

// cannotConnect wants connect to be refused with 403 and to tell nobody else.
func cannotConnect(t *testing.T, endpoint string, d chatjs.Details) {
	t.Helper()
	p := chatjs.Open(t, endpoint, d, chatjs.Options{})
	if r := rejected(t, p.Connect()); r.StatusCode != http.StatusForbidden {
		t.Errorf("got status %d, want 403: %s", r.StatusCode, r.Raw)
	}
	for _, handler := range []string{"onConnectionEstablished", "onConnectionBroken", "onEnded", "onMessage"} {
		if got := len(p.Handled(0, handler)); got != 0 {
			t.Errorf("got %s %d times, want never", handler, got)
		}
	}
}

func chatDetailsAreWhatTheServerGave(t *testing.T) {
	s := sharedServer(t)
	p := arrive(t, s)
	var got struct {
		ContactID, InitialContactID, ParticipantID, ParticipantToken string
		ConnectionDetails                                            struct{ URL, Expiry, ConnectionToken string }
	}
	if err := p.Call("getChatDetails", nil, &got); err != nil {
		t.Fatal(err)
	}
	if got.ContactID != p.Details.ContactID || got.InitialContactID != p.Details.ContactID ||
		got.ParticipantID != p.Details.ParticipantID || got.ParticipantToken != p.Details.ParticipantToken {
		t.Errorf("got %+v, want %+v", got, p.Details)
	}
	given := answered(t, p, 0)
	if got.ConnectionDetails.URL != given.Websocket.URL || got.ConnectionDetails.ConnectionToken != given.ConnectionCredentials.ConnectionToken {
		t.Errorf("got connection details %+v, want %+v", got.ConnectionDetails, given)
	}
	// ChatJS takes the expiry of the socket or of the token, by version.
	if e := got.ConnectionDetails.Expiry; e != given.Websocket.ConnectionExpiry && e != given.ConnectionCredentials.Expiry {
		t.Errorf("got expiry %q, want one of %+v", e, given)
	}
}

func secondPageWithTheSameTokenJoins(t *testing.T) {
	s := sharedServer(t)
	first := arrive(t, s)
	second := chatjs.Join(t, s.URL, first.Details, chatjs.Options{})
	for _, sent := range []chatjs.Sent{first.Say("from the first page"), second.Say("from the second page")} {
		first.AwaitMessage(sent.ID)
		second.AwaitMessage(sent.ID)
	}
}

func reconnectingDoesNotJoinAgain(t *testing.T) {
	s := sharedServer(t)
	customer := arrive(t, s)
	agent := agentPage(t, s, customer.Details)
	before := agent.Position()
	for range 3 {
		position := customer.Position()
		customer.CutSockets()
		customer.AwaitSubscribed(position)
	}
	// What arrives after the reconnects shows that nothing came before it.
	agent.AwaitMessage(customer.Say("back again").ID)
	for _, e := range agent.Handled(before, "onMessage") {
		if e.Data.Type == "EVENT" && e.Data.ParticipantID == customer.Details.ParticipantID {
			t.Errorf("got %s of the customer, want nothing while it reconnects", e.Data.ContentType)
		}
	}
}

func unusedSocketURLsDoNoHarm(t *testing.T) {
	s := sharedServer(t)
	d := start(t, s)
	client, err := s.Participant()
	if err != nil {
		t.Fatal(err)
	}
	for range 50 {
		_, err := client.CreateParticipantConnectionWithContext(t.Context(), &participant.CreateParticipantConnectionInput{
			ParticipantToken: awsv1.String(d.ParticipantToken),
			Type:             awsv1.StringSlice([]string{participant.ConnectionTypeWebsocket, participant.ConnectionTypeConnectionCredentials}),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	p := chatjs.Join(t, s.URL, d, chatjs.Options{})
	p.AwaitMessage(p.Say("in the end I am here").ID)
}

func oldConnectionTokenOutlivesAReconnect(t *testing.T) {
	s := sharedServer(t)
	p := arrive(t, s)
	old := answered(t, p, 0).ConnectionCredentials.ConnectionToken
	position := p.Position()
	p.CutSockets()
	p.AwaitSubscribed(position)
	p.AwaitMessage(talkWith(t, s, old).say("with the old token"))
}

func authorIsWhoTheTokenBelongsTo(t *testing.T) {
	s := sharedServer(t)
	customer := arrive(t, s)
	d := invite(t, s, customer.Details.ContactID, customer.Details.ContactID, agentName)
	item := customer.AwaitMessage(talk(t, s, d).say("hello, I am Robin"))
	if item.ParticipantID != d.ParticipantID || item.DisplayName != agentName || item.ParticipantRole != "CUSTOM_BOT" {
		t.Errorf("got author %s %s %s, want %s %s CUSTOM_BOT",
			item.ParticipantID, item.DisplayName, item.ParticipantRole, d.ParticipantID, agentName)
	}
}
