package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/gorilla/websocket"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// desk is the page of an agent, without the page.
type desk struct {
	t      *testing.T
	s      *rejoin.Server
	bearer string
	user   string // id
}

// calls makes a call of the agent API, as the worker of Streams does.
func (d *desk) calls(operation string, in map[string]any, out any) {
	d.t.Helper()
	if status, body := d.asks(operation, in); status != http.StatusOK {
		d.t.Fatalf("%s: got %d %s", operation, status, body)
	} else if out != nil {
		must(d.t, json.Unmarshal(body, out))
	}
}

func (d *desk) asks(operation string, in map[string]any) (status int, body []byte) {
	d.t.Helper()
	text, err := json.Marshal(in)
	must(d.t, err)
	r, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.s.URL+"/api", bytes.NewReader(text))
	must(d.t, err)
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", "AmazonConnectCTIService."+operation)
	r.Header.Set("X-Amz-Bearer", d.bearer)
	answer, err := http.DefaultClient.Do(r)
	must(d.t, err)
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	must(d.t, err)
	return answer.StatusCode, body
}

// seen is what the test looks at in a snapshot.
type seen struct {
	Snapshot struct {
		Contacts []struct {
			ContactID   string `json:"contactId"`
			State       struct{ Type string }
			Connections []struct{ ConnectionID, Type string }
		}
	}
	NextToken string
}

// awaits polls until there is one contact in a state, or for "" none, and returns it.
func (d *desk) awaits(state string) (contact, participant string) {
	d.t.Helper()
	d.polls(func(now seen) bool {
		contacts := now.Snapshot.Contacts
		if len(contacts) == 1 && contacts[0].State.Type == state {
			contact, participant = contacts[0].ContactID, contacts[0].Connections[0].ConnectionID
			return true
		}
		return len(contacts) == 0 && state == ""
	})
	return contact, participant
}

// polls asks for snapshots until one has what the test waits for.
func (d *desk) polls(enough func(seen) bool) {
	d.t.Helper()
	var got seen
	for token := ""; ; token = got.NextToken {
		in := map[string]any{"timeout": 30_000}
		if token != "" {
			in["nextToken"] = token
		}
		got = seen{}
		d.calls("GetAgentSnapshot", in, &got)
		if enough(got) {
			return
		}
	}
}

// takes accepts the chat of a customer once it is offered, whatever others the agent has.
func (d *desk) takes(contact string) {
	d.t.Helper()
	is := func(state string) func(seen) bool {
		return func(now seen) bool {
			for _, c := range now.Snapshot.Contacts {
				if c.ContactID == contact && c.State.Type == state {
					return true
				}
			}
			return false
		}
	}
	d.polls(is("connecting"))
	d.calls("AcceptContact", map[string]any{"contactId": contact}, nil)
	d.polls(is("connected"))
}

// is takes a status of a type.
func (d *desk) is(status string) {
	d.t.Helper()
	var got struct {
		States []map[string]any
	}
	d.calls("GetAgentStates", map[string]any{"maxResults": 500}, &got)
	for _, s := range got.States {
		if s["type"] == status {
			d.calls("PutAgentState", map[string]any{"state": s}, nil)
			return
		}
	}
	d.t.Fatalf("got %v, want a status of type %s", got.States, status)
}

// hired makes a queue and an agent who serves it alone, signed in.
func hired(t *testing.T, s *rejoin.Server) (d *desk, queue string) {
	t.Helper()
	client, instance := s.Connect(), aws.String(s.InstanceID())
	_, security := profiles(t, client, instance)
	hours, err := client.ListHoursOfOperations(t.Context(), &connect.ListHoursOfOperationsInput{InstanceId: instance})
	must(t, err)
	name := fmt.Sprintf("desk-%d", flowsMade.Add(1))
	q, err := client.CreateQueue(t.Context(), &connect.CreateQueueInput{
		InstanceId: instance, Name: aws.String(name), HoursOfOperationId: hours.HoursOfOperationSummaryList[0].Id,
	})
	must(t, err)
	p, err := client.CreateRoutingProfile(t.Context(), &connect.CreateRoutingProfileInput{
		InstanceId: instance, Name: aws.String(name), Description: aws.String("for one queue"), DefaultOutboundQueueId: q.QueueId,
		MediaConcurrencies: []types.MediaConcurrency{{Channel: types.ChannelChat, Concurrency: aws.Int32(2)}},
		QueueConfigs: []types.RoutingProfileQueueConfig{{
			Delay: aws.Int32(0), Priority: aws.Int32(1),
			QueueReference: &types.RoutingProfileQueueReference{Channel: types.ChannelChat, QueueId: q.QueueId},
		}},
	})
	must(t, err)
	const password = "Abcdefg1"
	user, err := client.CreateUser(t.Context(), &connect.CreateUserInput{
		InstanceId: instance, Username: aws.String(name), Password: aws.String(password),
		IdentityInfo:     &types.UserIdentityInfo{FirstName: aws.String("Bert"), LastName: aws.String("Agent")},
		PhoneConfig:      &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone},
		RoutingProfileId: p.RoutingProfileId, SecurityProfileIds: security,
	})
	must(t, err)
	someone := newPerson(t)
	someone.submit(someone.open(s.URL+"/login"), "name", name, "password", password)
	var token struct{ AccessToken string }
	must(t, json.Unmarshal([]byte(someone.open(s.URL+"/auth/authorize").body), &token))
	return &desk{t, s, token.AccessToken, aws.ToString(user.UserId)}, aws.ToString(q.QueueId)
}

// queueing is a flow that puts the contact into a queue.
func queueing(queue string) string {
	return fmt.Sprintf(`{
  "Version": "2019-10-30", "StartAction": "queue",
  "Actions": [
    {"Identifier": "queue", "Type": "UpdateContactTargetQueue", "Parameters": {"QueueId": %q},
     "Transitions": {"NextAction": "wait", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "wait", "Type": "TransferContactToQueue", "Parameters": {},
     "Transitions": {"Errors": [{"NextAction": "end", "ErrorType": "QueueAtCapacity"}, {"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}`, queue)
}

// An agent signs in, is available, is offered a chat out of his queue, accepts it,
// talks with the customer, ends it and clears it, by the calls of an agent's page.
func TestAnAgentWorksByTheCallsOfItsPage(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	d, queue := hired(t, s)
	d.is("routable")
	customer := arrive(t, s, withFlow(flowID(t, s, "queueing", queueing(queue))))
	offered, participant := d.awaits("connecting")
	if offered != customer.Details.ContactID {
		t.Fatalf("offered %s, want %s", offered, customer.Details.ContactID)
	}
	var transport struct {
		WebSocketTransport struct{ URL string }
		ChatTokenTransport struct{ ParticipantToken string }
	}
	d.calls("CreateTransport", map[string]any{"transportType": "web_socket"}, &transport)
	socket, _, err := websocket.DefaultDialer.DialContext(t.Context(), transport.WebSocketTransport.URL, nil)
	must(t, err)
	defer socket.Close()
	must(t, socket.WriteMessage(websocket.TextMessage, []byte(`{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`)))

	before := customer.Position()
	d.calls("AcceptContact", map[string]any{"contactId": offered}, nil)
	customer.Await(before, "onMessage", func(i chatjs.Item) bool { return i.ContentType == chatjs.Joined && i.ParticipantRole == "AGENT" })
	d.awaits("connected")
	customer.Say("is anybody there?")
	awaitPush(t, socket, "is anybody there?")

	d.calls("CreateTransport", map[string]any{"transportType": "chat_token", "contactId": offered, "participantId": participant}, &transport)
	before = customer.Position()
	d.says(transport.ChatTokenTransport.ParticipantToken, "yes, Bert")
	customer.Await(before, "onMessage", func(i chatjs.Item) bool { return i.Content == "yes, Bert" })
	awaitPush(t, socket, "yes, Bert")

	d.calls("DestroyConnection", map[string]any{"contactId": offered, "connectionId": participant}, nil)
	d.awaits("ended")
	d.calls("ClearContact", map[string]any{"contactId": offered}, nil)
	d.awaits("")
	wantUnbroken(t, customer)
}

// says sends a message by the participant API.
func (d *desk) says(connection, text string) {
	d.t.Helper()
	body, err := json.Marshal(map[string]string{"ContentType": chatjs.Plain, "Content": text})
	must(d.t, err)
	r, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.s.URL+"/participant/message", bytes.NewReader(body))
	must(d.t, err)
	r.Header.Set("X-Amz-Bearer", connection)
	answer, err := http.DefaultClient.Do(r)
	must(d.t, err)
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		d.t.Fatalf("saying %q: got %d", text, answer.StatusCode)
	}
}

// awaitPush reads a socket up to a message.
func awaitPush(t *testing.T, socket *websocket.Conn, text string) {
	t.Helper()
	for {
		var frame struct{ Topic, Content string }
		_, raw, err := socket.ReadMessage()
		must(t, err)
		if json.Unmarshal(raw, &frame) != nil || frame.Topic != "aws/chat" {
			continue
		}
		var item chatjs.Item
		must(t, json.Unmarshal([]byte(frame.Content), &item))
		if item.Content == text {
			return
		}
	}
}

// Nobody calls for an agent who is not signed in as one.
func TestTheAgentAPIRefusesOthers(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	customer := arrive(t, s)
	for name, bearer := range map[string]string{
		"nobody": "", "nonsense": "nonsense", "a customer": customer.Details.ParticipantToken,
	} {
		d := &desk{t, s, bearer, ""}
		if status, body := d.asks("GetAgentSnapshot", map[string]any{"timeout": 1000}); status != http.StatusUnauthorized {
			t.Errorf("%s: got %d %s, want 401", name, status, body)
		}
	}
	d, _ := hired(t, s)
	if status, body := d.asks("AcceptContact", map[string]any{"contactId": customer.Details.ContactID}); status != http.StatusBadRequest {
		t.Errorf("another's contact: got %d %s, want 400", status, body)
	}
	socket := s.URL + "/participant/websocket?agent=" + d.bearer
	answer, err := http.Get(socket)
	must(t, err)
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusSwitchingProtocols || answer.StatusCode == http.StatusOK {
		t.Errorf("an access token opens a socket: got %d", answer.StatusCode)
	}
}
