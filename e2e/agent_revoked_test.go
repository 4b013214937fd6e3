package e2e

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/gorilla/websocket"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// A session that is revoked, and a user who may not work any more or is gone, end
// everywhere: at the agent API, on his sockets, and for the tokens of his chats. The
// customer goes on.
func TestWhoIsTakenOutIsOut(t *testing.T) {
	t.Parallel()
	if rejoin.Scaled() {
		t.Skip("the command line speaks for one server")
	}
	s := rejoin.Start(t, rejoin.Options{})
	ctx, client, instance := t.Context(), s.Connect(), aws.String(s.InstanceID())
	name := func(d *desk) string {
		out, err := client.DescribeUser(ctx, &connect.DescribeUserInput{InstanceId: instance, UserId: aws.String(d.user)})
		must(t, err)
		return aws.ToString(out.User.Username)
	}
	quality, err := client.ListSecurityProfiles(ctx, &connect.ListSecurityProfilesInput{InstanceId: instance})
	must(t, err)
	for what, c := range map[string]struct {
		status int
		out    func(d *desk) error
	}{
		"revoked": {http.StatusUnauthorized, func(d *desk) error {
			_, err := s.Users(ctx, "revoke", name(d))
			return err
		}},
		"another password": {http.StatusUnauthorized, func(d *desk) error {
			_, err := s.Users(ctx, "passwd", name(d))
			return err
		}},
		"no agent": {http.StatusForbidden, func(d *desk) error {
			for _, p := range quality.SecurityProfileSummaryList {
				if aws.ToString(p.Name) == "QualityAnalyst" {
					_, err := client.UpdateUserSecurityProfiles(ctx, &connect.UpdateUserSecurityProfilesInput{
						InstanceId: instance, UserId: aws.String(d.user), SecurityProfileIds: []string{aws.ToString(p.Id)},
					})
					return err
				}
			}
			return errors.New("there is no profile of quality analysts")
		}},
	} {
		d, queue := hired(t, s)
		contact, _, all := d.engaged(queue)
		d.calls("AcceptContact", map[string]any{"contactId": contact}, nil)
		at, socket := d.socketURL(), opensChat(t, s, all.agent)
		must(t, c.out(d))
		if status, body := d.asks("GetAgentSnapshot", map[string]any{}); status != c.status {
			t.Errorf("%s: got %d %s, want %d", what, status, body, c.status)
		}
		if got := opens(t, at); got != http.StatusForbidden {
			t.Errorf("%s, the socket: got %d, want 403", what, got)
		}
		for operation, c := range map[string][2]string{
			"message": {all.agentChat, sending}, "transcript": {all.agentChat, `{}`}, "connection": {all.agent, connecting},
		} {
			soon(t, what+", "+operation+" of the chat", http.StatusForbidden, func() int {
				status, body := asksParticipant(t, s, operation, c[0], c[1])
				if status == http.StatusForbidden && !strings.Contains(string(body), "Access denied") {
					t.Errorf("%s, %s: got %s, want the denial that everybody gets", what, operation, body)
				}
				return status
			})
		}
		if code := closes(t, socket); code != websocket.ClosePolicyViolation {
			t.Errorf("%s, the socket of the chat: closed with %d, want %d", what, code, websocket.ClosePolicyViolation)
		}
		if status, _ := asksParticipant(t, s, "message", all.connection, sending); status != http.StatusOK {
			t.Errorf("%s: the customer's message: got %d, want 200", what, status)
		}
	}
}

// opensChat opens the websocket of one chat with a participant's token.
func opensChat(t *testing.T, s *rejoin.Server, participantToken string) *websocket.Conn {
	t.Helper()
	status, body := asksParticipant(t, s, "connection", participantToken, connecting)
	var c connected
	if must(t, json.Unmarshal(body, &c)); status != http.StatusOK {
		t.Fatalf("got %d %s, want a connection", status, body)
	}
	socket, _, err := websocket.DefaultDialer.DialContext(t.Context(), c.Websocket.URL, nil)
	must(t, err)
	t.Cleanup(func() { socket.Close() })
	must(t, socket.WriteMessage(websocket.TextMessage, []byte(`{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`)))
	return socket
}

// closes waits until the server closes a socket, and tells with which code.
func closes(t *testing.T, socket *websocket.Conn) int {
	t.Helper()
	must(t, socket.SetReadDeadline(time.Now().Add(time.Minute)))
	for {
		_, _, err := socket.ReadMessage()
		var closed *websocket.CloseError
		if errors.As(err, &closed) {
			return closed.Code
		}
		must(t, err)
	}
}
