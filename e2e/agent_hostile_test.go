package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/gorilla/websocket"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// deskPassword is that of the agents whom hired makes.
const deskPassword = "Abcdefg1"

// again signs the agent in once more, in another browser.
func (d *desk) again() (*desk, *person) {
	d.t.Helper()
	user, err := d.s.Connect().DescribeUser(d.t.Context(), &connect.DescribeUserInput{
		InstanceId: aws.String(d.s.InstanceID()), UserId: aws.String(d.user),
	})
	must(d.t, err)
	someone := newPerson(d.t)
	someone.submit(someone.open(d.s.URL+"/login"), "name", aws.ToString(user.User.Username), "password", deskPassword)
	return &desk{d.t, d.s, someone.bearer(d.s), d.user}, someone
}

// bearer is an access token of who has signed in.
func (p *person) bearer(s *rejoin.Server) string {
	p.t.Helper()
	var token struct{ AccessToken string }
	must(p.t, json.Unmarshal([]byte(p.open(s.URL+"/auth/authorize").body), &token))
	return token.AccessToken
}

// socketURL is where the agent's page connects.
func (d *desk) socketURL() string {
	d.t.Helper()
	var transport struct{ WebSocketTransport struct{ URL string } }
	d.calls("CreateTransport", map[string]any{"transportType": "web_socket"}, &transport)
	return transport.WebSocketTransport.URL
}

// soon waits for a status that not every node may answer at once.
func soon(t *testing.T, what string, want int, ask func() int) {
	t.Helper()
	for began, got := time.Now(), ask(); got != want; got = ask() {
		if time.Since(began) > time.Minute {
			t.Errorf("%s: got %d, want %d", what, got, want)
			return
		}
	}
}

// opens is the status of the answer to who wants to open a socket.
func opens(t *testing.T, at string) int {
	t.Helper()
	socket, answer, err := websocket.DefaultDialer.DialContext(t.Context(), at, nil)
	if err == nil {
		socket.Close()
	}
	if answer == nil {
		t.Fatalf("got %v, want an answer", err)
	}
	return answer.StatusCode
}

// The end of a session ends the request that its page waits with and its socket, and
// leaves the same agent's other session alone.
func TestASignOutEndsWhatThePageWaitsFor(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	first, queue := hired(t, s)
	d, someone := first.again()
	contact, _, all := d.engaged(queue)
	d.calls("AcceptContact", map[string]any{"contactId": contact}, nil)
	d.awaits("connected")
	at := d.socketURL()
	socket, _, err := websocket.DefaultDialer.DialContext(t.Context(), at, nil)
	must(t, err)
	defer socket.Close()
	var now seen
	d.calls("GetAgentSnapshot", map[string]any{}, &now)
	held, began := make(chan int, 1), time.Now()
	go func() {
		status, _ := d.asks("GetAgentSnapshot", map[string]any{"timeout": 30_000, "nextToken": now.NextToken})
		held <- status
	}()
	someone.submit(someone.open(s.URL + "/logout"))
	if status := <-held; status != http.StatusUnauthorized {
		t.Errorf("the request that was held: got %d after %s, want 401", status, time.Since(began))
	}
	var closed *websocket.CloseError
	for closed == nil {
		if _, _, err := socket.ReadMessage(); err != nil && !errors.As(err, &closed) {
			t.Fatalf("got %v, want the socket to be closed in order", err)
		}
	}
	if took := time.Since(began); took > 25*time.Second {
		t.Errorf("it took %s, want that the end is told", took)
	}
	soon(t, "the socket once more", http.StatusForbidden, func() int { return opens(t, at) })
	for operation, in := range map[string]map[string]any{
		"GetAgentSnapshot": {}, "CreateTransport": {"transportType": "web_socket"}, "NoSuchThing": {},
	} {
		soon(t, operation+" afterwards", http.StatusUnauthorized, func() int {
			status, _ := d.asks(operation, in)
			return status
		})
	}
	for operation, c := range map[string][2]string{
		"message": {all.agentChat, sending}, "transcript": {all.agentChat, `{}`}, "connection": {all.agent, connecting},
	} {
		soon(t, operation+" of the chat afterwards", http.StatusForbidden, func() int {
			status, _ := asksParticipant(t, s, operation, c[0], c[1])
			return status
		})
	}
	first.calls("GetAgentSnapshot", map[string]any{}, &now)
	if status, body := asksParticipant(t, s, "connection", first.participantToken(), connecting); status != http.StatusOK {
		t.Errorf("the other session's token: got %d %s, want 200", status, body)
	}
}

// asksParticipant calls the Participant API with a bearer.
func asksParticipant(t *testing.T, s *rejoin.Server, operation, bearer, body string) (status int, answer []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/participant/"+operation, strings.NewReader(body))
	must(t, err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Amz-Bearer", bearer)
	got, err := http.DefaultClient.Do(r)
	must(t, err)
	defer got.Body.Close()
	answer, err = io.ReadAll(got.Body)
	must(t, err)
	return got.StatusCode, answer
}

// tokens are all credentials that a chat between a customer and an agent has, by what
// they are for.
type tokens struct{ customer, connection, socket, access, desk, agent, agentChat string }

// connected is what CreateParticipantConnection answers.
type connected struct {
	Websocket             struct{ URL string }
	ConnectionCredentials struct{ ConnectionToken string }
}

// parameter is one of an URL's query.
func parameter(t *testing.T, of, name string) string {
	t.Helper()
	u, err := url.Parse(of)
	must(t, err)
	if u.Query().Get(name) == "" {
		t.Fatalf("got %s, want a %s in it", of, name)
	}
	return u.Query().Get(name)
}

// engaged starts a chat that is offered to the agent, and gives everybody's tokens.
func (d *desk) engaged(queue string) (contact, participant string, all tokens) {
	d.t.Helper()
	d.is("routable")
	customer := start(d.t, d.s, withFlow(flowID(d.t, d.s, "queueing", queueing(queue))))
	all.customer, all.access = customer.ParticipantToken, d.bearer
	status, body := asksParticipant(d.t, d.s, "connection", all.customer, `{"Type":["WEBSOCKET","CONNECTION_CREDENTIALS"],"ConnectParticipant":true}`)
	var c connected
	if must(d.t, json.Unmarshal(body, &c)); status != http.StatusOK {
		d.t.Fatalf("got %d %s, want the customer's connection", status, body)
	}
	all.connection, all.socket = c.ConnectionCredentials.ConnectionToken, parameter(d.t, c.Websocket.URL, "token")
	contact, participant = d.awaits("connecting")
	var chat struct {
		ChatTokenTransport struct{ ParticipantToken string }
	}
	d.calls("CreateTransport", map[string]any{"transportType": "chat_token", "contactId": contact}, &chat)
	all.agentChat, all.desk = chat.ChatTokenTransport.ParticipantToken, parameter(d.t, d.socketURL(), "agent")
	all.agent = d.participantToken()
	return contact, participant, all
}

// participantToken is that of the agent in his only contact.
func (d *desk) participantToken() string {
	d.t.Helper()
	var now struct {
		Snapshot struct {
			Contacts []struct {
				Connections []struct {
					ChatMediaInfo struct{ ConnectionData string }
				}
			}
		}
	}
	d.calls("GetAgentSnapshot", map[string]any{}, &now)
	var data struct{ ConnectionAuthenticationToken string }
	must(d.t, json.Unmarshal([]byte(now.Snapshot.Contacts[0].Connections[0].ChatMediaInfo.ConnectionData), &data))
	return data.ConnectionAuthenticationToken
}

const (
	sending    = `{"ContentType":"text/plain","Content":"let me in"}`
	connecting = `{"Type":["WEBSOCKET","CONNECTION_CREDENTIALS"]}`
)

// Every token opens the door that it is for, and no other: a customer's none of the
// agent API, an agent's none of another's, and none of them the sign-in.
func TestATokenOpensItsOwnDoorOnly(t *testing.T) {
	t.Parallel()
	s := rejoin.Start(t, rejoin.Options{})
	d, queue := hired(t, s)
	_, _, all := d.engaged(queue)
	other := rejoin.Start(t, rejoin.Options{})
	stranger, _ := hired(t, other)
	for _, c := range []struct{ name, token, opens string }{
		{"the customer's token", all.customer, "connection"},
		{"the customer's connection", all.connection, "message"},
		{"the customer's socket", all.socket, "token"},
		{"the agent's access", all.access, "api"},
		{"the agent's socket", all.desk, "agent"},
		{"the agent's token", all.agent, "connection"},
		{"the agent's connection, of a chat that he is offered", all.agentChat, ""},
		{"the access to another server", stranger.bearer, ""},
		{"nothing", "", ""},
		{"nonsense", strings.Repeat("A", 187), ""},
		{"half a token", all.access[:len(all.access)-1], ""},
	} {
		got := map[string]int{}
		got["api"], _ = (&desk{t, s, c.token, ""}).asks("GetAgentSnapshot", map[string]any{})
		got["connection"], _ = asksParticipant(t, s, "connection", c.token, connecting)
		got["message"], _ = asksParticipant(t, s, "message", c.token, sending)
		got["transcript"], _ = asksParticipant(t, s, "transcript", c.token, `{}`)
		for _, parameter := range []string{"token", "agent"} {
			at := strings.Replace(s.URL, "http", "ws", 1) + "/participant/websocket?" + parameter + "=" + c.token
			got[parameter] = opens(t, at)
		}
		want := map[string]int{
			"api": http.StatusUnauthorized, "connection": http.StatusForbidden, "message": http.StatusForbidden,
			"transcript": http.StatusForbidden, "token": http.StatusForbidden, "agent": http.StatusForbidden,
		}
		switch c.opens {
		case "":
		case "token", "agent":
			want[c.opens] = http.StatusSwitchingProtocols
		case "message":
			want["message"], want["transcript"] = http.StatusOK, http.StatusOK
		default:
			want[c.opens] = http.StatusOK
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", c.name, got, want)
		}
	}
	if told := s.Mentions(all.customer, all.connection, all.socket, all.access, all.desk, all.agent, all.agentChat, stranger.bearer); len(told) > 0 {
		t.Errorf("the log tells %q", told)
	}
}

// An agent gets nowhere with a contact of another, be it offered or under way, and
// learns no more of it than of one that does not exist.
func TestAnAgentGetsNowhereWithContactsOfOthers(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	ann, queue := hired(t, s)
	eve, _ := hired(t, s)
	contact, participant, _ := ann.engaged(queue)
	const nowhere = "ffffffff-0000-4000-8000-000000000000"
	foreign := "arn:aws:connect:us-east-1:111122223333:instance/" + nowhere + "/contact/" + contact
	attempts := map[string]map[string]any{
		"AcceptContact": {}, "RejectContact": {}, "ClearContact": {}, "CompleteContact": {},
		"DestroyConnection":  {"connectionId": participant},
		"CreateTransport":    {"transportType": "chat_token", "participantId": participant},
		"NotifyContactIssue": {"issueCode": "x", "description": "y"},
	}
	for _, state := range []string{"connecting", "connected"} {
		if state == "connected" {
			ann.calls("AcceptContact", map[string]any{"contactId": contact}, nil)
		}
		for operation, in := range attempts {
			answers := map[string]string{}
			for _, id := range []string{contact, nowhere, foreign} {
				in["contactId"] = id
				status, body := eve.asks(operation, in)
				answers[fmt.Sprint(status, " ", string(body))] = id
				if status != http.StatusBadRequest || !strings.Contains(string(body), `"InvalidStateException"`) {
					t.Errorf("%s, %s of %s: got %d %s, want 400 InvalidStateException", state, operation, id, status, body)
				}
			}
			if len(answers) != 1 {
				t.Errorf("%s, %s: got %v, want one answer for all", state, operation, answers)
			}
		}
		ann.awaits(state)
		if _, body := eve.asks("GetAgentSnapshot", map[string]any{}); strings.Contains(string(body), contact) || strings.Contains(string(body), participant) {
			t.Errorf("%s: another agent sees %s", state, body)
		}
	}
}

// What another instance has does not exist here, by whatever name.
func TestIDsOfAnotherInstanceMeanNothing(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	d, queue := hired(t, s)
	foreign := func(arn string) string {
		return strings.Replace(arn, s.InstanceID(), "ffffffff-0000-4000-8000-000000000000", 1)
	}
	var own struct{ States []map[string]any }
	d.calls("GetAgentStates", map[string]any{}, &own)
	arn, _ := own.States[0]["agentStateARN"].(string)
	for _, state := range []string{foreign(arn), "", "x", strings.Replace(arn, "agent-state", "queue", 1), arn + "/x"} {
		if status, body := d.asks("PutAgentState", map[string]any{"state": map[string]any{"agentStateARN": state}}); status != http.StatusBadRequest {
			t.Errorf("status %q: got %d %s, want 400", state, status, body)
		}
	}
	var queues struct{ Queues []struct{ QueueARN string } }
	d.calls("GetRoutingProfileQueues", map[string]any{}, &queues)
	var endpoints struct{ Endpoints []map[string]any }
	d.calls("GetEndpoints", map[string]any{"queueARNs": []string{foreign(queues.Queues[0].QueueARN), queue, basicQueue(t, s)}}, &endpoints)
	if len(endpoints.Endpoints) != 0 {
		t.Errorf("got %v, want no endpoints of a queue without any and of those of others", endpoints.Endpoints)
	}
	_, err := s.Connect().DescribeUser(t.Context(), &connect.DescribeUserInput{
		InstanceId: aws.String("ffffffff-0000-4000-8000-000000000000"), UserId: aws.String(d.user),
	})
	wantCode(t, err, "ResourceNotFoundException")
}

// Pages of other origins neither frame the pages, nor sign anybody in or out, nor get
// at a token, until their origin is approved, and then only the first.
func TestPagesOfOtherOriginsGetNothing(t *testing.T) {
	t.Parallel()
	s := rejoin.Start(t, rejoin.Options{})
	d, _ := hired(t, s)
	_, someone := d.again()
	const evil = "https://evil.example"
	from := func(method, path string, headers ...string) *http.Response {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(""))
		must(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for i := 0; i+1 < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		answer, err := someone.client.Do(r)
		must(t, err)
		answer.Body.Close()
		return answer
	}
	for _, headers := range [][]string{
		{"Origin", evil, "Sec-Fetch-Site", "cross-site"}, {"Origin", evil}, {"Origin", "null"}, {"Sec-Fetch-Site", "same-site"},
	} {
		for _, path := range []string{"/login", "/login/password", "/login/redeem", "/logout"} {
			if got := from("POST", path, headers...); got.StatusCode != http.StatusForbidden {
				t.Errorf("POST %s with %q: got %d, want 403", path, headers, got.StatusCode)
			}
		}
	}
	got := from("GET", "/auth/authorize", "Origin", evil, "Sec-Fetch-Site", "cross-site")
	if got.StatusCode != http.StatusUnauthorized || got.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("a token: got %d and %q, want 401", got.StatusCode, got.Header.Get("Access-Control-Allow-Origin"))
	}
	from("GET", "/logout", "Referer", evil+"/", "Sec-Fetch-Site", "cross-site")
	someone.bearer(s) // is signed in still
	frames := func() string {
		_, after, _ := strings.Cut(from("GET", "/login").Header.Get("Content-Security-Policy"), "frame-ancestors ")
		return after
	}
	if got := frames(); got != "'self'" {
		t.Errorf("framed by %q, want its own pages", got)
	}
	_, err := s.Connect().AssociateApprovedOrigin(t.Context(), &connect.AssociateApprovedOriginInput{
		InstanceId: aws.String(s.InstanceID()), Origin: aws.String("https://crm.example"),
	})
	must(t, err)
	if got := frames(); got != "'self' https://crm.example" {
		t.Errorf("framed by %q, want the approved origin too", got)
	}
	for _, to := range []string{"//evil.example", `/\evil.example`, evil, "/%2fevil.example/..//", "javascript:alert(1)", "/\tx"} {
		if got := from("GET", "/login?return="+url.QueryEscape(to)); got.Request.URL.Path != "/login" || "http://"+got.Request.URL.Host != s.URL {
			t.Errorf("return to %q: got %s", to, got.Request.URL)
		}
	}
	if got := from("POST", "/admin/users"); got.StatusCode != http.StatusForbidden && got.StatusCode != http.StatusUnauthorized {
		t.Errorf("users without a signature: got %d", got.StatusCode)
	}
}
