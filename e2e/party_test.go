package e2e

import (
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/gorilla/websocket"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// endpointTo makes a quick connect to an agent or, without one, to a queue, and gives
// it as agents' pages name it; agents of another queue have it.
func endpointTo(t *testing.T, s *rejoin.Server, user, queue, of string) map[string]any {
	t.Helper()
	client, instance := s.Connect(), aws.String(s.InstanceID())
	name := aws.String("to " + user + queue)
	config := &types.QuickConnectConfig{
		QuickConnectType: types.QuickConnectTypeQueue, QueueConfig: &types.QueueQuickConnectConfig{
			QueueId: aws.String(queue), ContactFlowId: flowCalled(t, client, instance, "Default queue transfer"),
		},
	}
	if user != "" {
		config = &types.QuickConnectConfig{
			QuickConnectType: types.QuickConnectTypeUser, UserConfig: &types.UserQuickConnectConfig{
				UserId: aws.String(user), ContactFlowId: flowCalled(t, client, instance, "Default agent transfer"),
			},
		}
	}
	made, err := client.CreateQuickConnect(t.Context(), &connect.CreateQuickConnectInput{InstanceId: instance, Name: name, QuickConnectConfig: config})
	must(t, err)
	_, err = client.AssociateQueueQuickConnects(t.Context(), &connect.AssociateQueueQuickConnectsInput{
		InstanceId: instance, QueueId: aws.String(of), QuickConnectIds: []string{aws.ToString(made.QuickConnectId)},
	})
	must(t, err)
	return map[string]any{"endpointARN": *made.QuickConnectARN, "type": "agent", "name": *name, "phoneNumber": nil, "agentLogin": nil, "queue": nil}
}

// partying switches on that agents bring others into their chats.
func partying(t *testing.T, s *rejoin.Server) {
	t.Helper()
	_, err := s.Connect().UpdateInstanceAttribute(t.Context(), &connect.UpdateInstanceAttributeInput{
		InstanceId: aws.String(s.InstanceID()), AttributeType: types.InstanceAttributeTypeMultiPartyChatConference, Value: aws.String("true"),
	})
	must(t, err)
}

// listens opens the socket of an agent's page.
func (d *desk) listens() *websocket.Conn {
	d.t.Helper()
	var transport struct{ WebSocketTransport struct{ URL string } }
	d.calls("CreateTransport", map[string]any{"transportType": "web_socket"}, &transport)
	socket, _, err := websocket.DefaultDialer.DialContext(d.t.Context(), transport.WebSocketTransport.URL, nil)
	must(d.t, err)
	d.t.Cleanup(func() { socket.Close() })
	must(d.t, socket.WriteMessage(websocket.TextMessage, []byte(`{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`)))
	return socket
}

// speaksIn gives the credential with which the agent speaks in a chat.
func (d *desk) speaksIn(contact, participant string) string {
	d.t.Helper()
	var transport struct {
		ChatTokenTransport struct{ ParticipantToken string }
	}
	d.calls("CreateTransport", map[string]any{"transportType": "chat_token", "contactId": contact, "participantId": participant}, &transport)
	return transport.ChatTokenTransport.ParticipantToken
}

// A second agent joins, the first one leaves, the second transfers to a third; the
// customer stays on the one socket, as the one participant, and so do all messages.
func TestACustomerStaysThroughAdditionsAndTransfers(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	partying(t, s)
	ann, queue := hired(t, s)
	bert, ofBert := hired(t, s)
	cleo, toCleo := hired(t, s)
	for _, d := range []*desk{ann, bert, cleo} {
		d.is("routable")
	}
	customer := arrive(t, s, withFlow(flowID(t, s, "queueing", queueing(queue))))
	first, annIs := ann.awaits("connecting")
	ann.calls("AcceptContact", map[string]any{"contactId": first}, nil)

	before := customer.Position()
	ann.calls("addNewConnection", map[string]any{"contactId": first, "endpoint": endpointTo(t, s, bert.user, "", queue)}, nil)
	customer.Await(before, "onParticipantInvited", nil)
	second, bertIs := bert.awaits("connecting")
	hears := bert.listens()
	bert.calls("AcceptContact", map[string]any{"contactId": second}, nil)
	joined := customer.Await(before, "onMessage", func(i chatjs.Item) bool { return i.ContentType == chatjs.Joined && i.ParticipantID == bertIs }).Data
	if second == first || joined.ContactID != first || joined.InitialContactID != customer.Details.ContactID {
		t.Errorf("Bert has contact %s and joined %+v, want a contact of his own beside %s", second, joined, first)
	}
	customer.Say("both of you?")
	awaitPush(t, hears, "both of you?")
	ann.says(ann.speaksIn(first, annIs), "yes, both")
	awaitPush(t, hears, "yes, both")
	bert.says(bert.speaksIn(second, bertIs), "I am Bert")
	customer.Await(before, "onMessage", func(i chatjs.Item) bool { return i.Content == "I am Bert" })

	ann.calls("DestroyConnection", map[string]any{"contactId": first, "connectionId": annIs}, nil)
	ann.awaits("ended")
	customer.Say("still there?")
	awaitPush(t, hears, "still there?")
	before = customer.Position()
	bert.calls("transferContact", map[string]any{"contactId": second, "endpoint": endpointTo(t, s, "", toCleo, ofBert)}, nil)
	third, cleoIs := cleo.awaits("connecting")
	cleo.calls("AcceptContact", map[string]any{"contactId": third}, nil)
	customer.Await(before, "onMessage", func(i chatjs.Item) bool { return i.ContentType == chatjs.Joined && i.ParticipantID == cleoIs })
	said := customer.Say("and you are?")
	cleo.says(cleo.speaksIn(third, cleoIs), "I am Cleo")
	customer.Await(before, "onMessage", func(i chatjs.Item) bool { return i.Content == "I am Cleo" })

	var read []string
	for _, item := range history(t, customer, 15) {
		if item.Type == "MESSAGE" && item.ParticipantRole != "SYSTEM" {
			read = append(read, item.Content)
		}
	}
	if want := []string{"both of you?", "yes, both", "I am Bert", "still there?", "and you are?", "I am Cleo"}; !slices.Equal(read, want) {
		t.Errorf("got %q, want %q", read, want)
	}
	if item := customer.AwaitMessage(said.ID); item.ParticipantID != customer.Details.ParticipantID {
		t.Errorf("the customer is now %s, want %s", item.ParticipantID, customer.Details.ParticipantID)
	}
	if n := len(customer.Sockets()); n != 1 {
		t.Errorf("the customer had %d sockets, want one", n)
	}
	wantNextContacts(t, s, first, "USER to "+bert.user+" "+second, "QUEUE to "+toCleo+" "+third)
	wantNextContacts(t, s, second)
	wantUnbroken(t, customer)
}

// wantNextContacts compares what DescribeContact says of where agents passed a contact.
func wantNextContacts(t *testing.T, s *rejoin.Server, contact string, want ...string) {
	t.Helper()
	described, err := s.Connect().DescribeContact(t.Context(), &connect.DescribeContactInput{
		InstanceId: aws.String(s.InstanceID()), ContactId: aws.String(contact),
	})
	must(t, err)
	var got []string
	for _, next := range described.Contact.NextContacts {
		data, _ := next.NextContactMetadata.(*types.NextContactMetadataMemberQuickConnectContactData)
		if data == nil || next.Type != types.NextContactTypeQuickConnect || data.Value.InitiationTimestamp == nil || data.Value.QuickConnectId == nil {
			t.Fatalf("got %+v, want a quick connect", next)
		}
		got = append(got, fmt.Sprintf("%s %s %s", data.Value.QuickConnectType, aws.ToString(data.Value.QuickConnectName), aws.ToString(data.Value.ContactId)))
	}
	if !slices.Equal(got, want) {
		t.Errorf("contact %s was passed to %q, want %q", contact, got, want)
	}
}

// The attributes of an instance.
func TestGoSDKInstanceAttributes(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	kind := types.InstanceAttributeTypeContactflowLogs
	for _, value := range []string{"true", "false"} {
		_, err := client.UpdateInstanceAttribute(t.Context(), &connect.UpdateInstanceAttributeInput{InstanceId: instance, AttributeType: kind, Value: &value})
		must(t, err)
		got, err := client.DescribeInstanceAttribute(t.Context(), &connect.DescribeInstanceAttributeInput{InstanceId: instance, AttributeType: kind})
		must(t, err)
		if got.Attribute.AttributeType != kind || aws.ToString(got.Attribute.Value) != value {
			t.Errorf("got %+v, want %s", got.Attribute, value)
		}
	}
	listed := map[types.InstanceAttributeType]string{}
	pages := connect.NewListInstanceAttributesPaginator(client, &connect.ListInstanceAttributesInput{InstanceId: instance, MaxResults: aws.Int32(5)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		must(t, err)
		for _, a := range page.Attributes {
			listed[a.AttributeType] = aws.ToString(a.Value)
		}
	}
	if len(listed) != len(kind.Values()) || listed[kind] != "false" || listed[types.InstanceAttributeTypeInboundCalls] != "false" {
		t.Errorf("got %v, want a value for each attribute", listed)
	}
	_, err := client.UpdateInstanceAttribute(t.Context(), &connect.UpdateInstanceAttributeInput{InstanceId: instance, AttributeType: kind, Value: aws.String("yes")})
	wantCode(t, err, "InvalidParameterException")
}
