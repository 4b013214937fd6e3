package e2e

import (
	"encoding/json"
	"errors"
	"net/http"
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

// The end of a session ends the request that its page waits with and its socket, and
// leaves the same agent's other session alone.
func TestASignOutEndsWhatThePageWaitsFor(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	first, _ := hired(t, s)
	d, someone := first.again()
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
	if _, answer, err := websocket.DefaultDialer.DialContext(t.Context(), at, nil); err == nil || answer == nil || answer.StatusCode != http.StatusForbidden {
		t.Errorf("the socket once more: got %v %v, want 403", answer, err)
	}
	for operation, in := range map[string]map[string]any{
		"GetAgentSnapshot": {}, "CreateTransport": {"transportType": "web_socket"}, "NoSuchThing": {},
	} {
		if status, body := d.asks(operation, in); status != http.StatusUnauthorized {
			t.Errorf("%s afterwards: got %d %s, want 401", operation, status, body)
		}
	}
	first.calls("GetAgentSnapshot", map[string]any{}, &now)
}
