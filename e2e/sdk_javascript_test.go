package e2e

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/node"
)

// jsClient is the AWS SDK for JavaScript v3 in a process of its own, configured
// by nothing but the environment that `rejoin env` makes.
type jsClient struct {
	t       *testing.T
	process *node.Process
}

// send calls an operation and decodes its output.
func (c jsClient) send(service, operation string, input, output any) error {
	c.t.Helper()
	var answer struct {
		Status int
		Output json.RawMessage
	}
	args := map[string]any{"service": service, "operation": operation, "input": input}
	if err := c.process.Call(c.t.Context(), "send", args, &answer); err != nil {
		return err
	}
	if answer.Status != 200 {
		c.t.Errorf("%s: got status %d, want 200", operation, answer.Status)
	}
	if output == nil {
		return nil
	}
	return json.Unmarshal(answer.Output, output)
}

// A back end starts a chat and talks in it, ends it and continues it.
func TestJavaScriptSDK(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	c := jsClient{t, node.Start(t, "sdk.js", s.Environment()...)}
	type started struct {
		ContactID, ParticipantID, ParticipantToken string
		ContinuedFromContactID                     string
	}
	request := map[string]any{
		"InstanceId": s.InstanceID(), "ContactFlowId": s.FlowID(), "ParticipantDetails": map[string]string{"DisplayName": customerName},
	}
	var chat started
	must(t, c.send("connect", "StartChatContact", request, &chat))

	token := c.connect(chat.ParticipantToken)
	var sent chatjs.Sent
	must(t, c.send("participant", "SendMessage", map[string]string{
		"ConnectionToken": token, "ContentType": chatjs.Plain, "Content": "hello from a back end",
	}, &sent))
	must(t, c.send("participant", "SendEvent", map[string]string{"ConnectionToken": token, "ContentType": chatjs.Typing}, nil))
	var page chatjs.Page
	must(t, c.send("participant", "GetTranscript", map[string]any{"ConnectionToken": token}, &page))
	wantSame(t, "transcript", ids(messages(page.Transcript)), []string{sent.ID})
	must(t, c.send("participant", "DisconnectParticipant", map[string]string{"ConnectionToken": token}, nil))

	request["PersistentChat"] = map[string]string{"RehydrationType": "ENTIRE_PAST_SESSION", "SourceContactId": chat.ContactID}
	var next started
	must(t, c.send("connect", "StartChatContact", request, &next))
	if next.ContinuedFromContactID != chat.ContactID {
		t.Errorf("got ContinuedFromContactId %q, want %q", next.ContinuedFromContactID, chat.ContactID)
	}
	var described struct {
		Contact struct{ RelatedContactID, InitiationTimestamp string }
	}
	must(t, c.send("connect", "DescribeContact", map[string]string{"InstanceId": s.InstanceID(), "ContactId": next.ContactID}, &described))
	if described.Contact.RelatedContactID != chat.ContactID {
		t.Errorf("got RelatedContactId %q, want %q", described.Contact.RelatedContactID, chat.ContactID)
	}
	if !instant.MatchString(described.Contact.InitiationTimestamp) {
		t.Errorf("got InitiationTimestamp %q, want one that the SDK reads as a date", described.Contact.InitiationTimestamp)
	}
}

// connect answers a connection token.
func (c jsClient) connect(participantToken string) string {
	c.t.Helper()
	var out connection
	must(c.t, c.send("participant", "CreateParticipantConnection", map[string]any{
		"ParticipantToken": participantToken, "Type": []string{"CONNECTION_CREDENTIALS"}, "ConnectParticipant": true,
	}, &out))
	return out.ConnectionCredentials.ConnectionToken
}

// Errors have the names that programs branch on.
func TestJavaScriptSDKErrors(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	c := jsClient{t, node.Start(t, "sdk.js", s.Environment()...)}
	for _, each := range []struct {
		service, operation string
		input              any
		name               string
		status             int
	}{
		{"connect", "StopContact", map[string]string{"InstanceId": s.InstanceID(), "ContactId": "unknown"}, "ContactNotFoundException", 410},
		{"connect", "DescribeContact", map[string]string{"InstanceId": s.InstanceID(), "ContactId": "unknown"}, "ResourceNotFoundException", 404},
		{"participant", "SendMessage", map[string]string{"ConnectionToken": "wrong", "ContentType": chatjs.Plain, "Content": "x"}, "AccessDeniedException", 403},
	} {
		err := c.send(each.service, each.operation, each.input, nil)
		failure, ok := err.(*node.Error)
		if !ok {
			t.Errorf("%s: got %v, want %s", each.operation, err, each.name)
			continue
		}
		var got struct {
			Name     string
			Metadata struct{ HTTPStatusCode int } `json:"$metadata"`
		}
		must(t, json.Unmarshal(failure.Value, &got))
		if got.Name != each.name || got.Metadata.HTTPStatusCode != each.status {
			t.Errorf("%s: got %s %d, want %s %d", each.operation, got.Name, got.Metadata.HTTPStatusCode, each.name, each.status)
		}
	}
}

// The Go SDK in use here is older than the operation.
func TestJavaScriptSDKDeletesDataOfCustomers(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	c := jsClient{t, node.Start(t, "sdk.js", s.Environment()...)}
	contact := start(t, s).ContactID
	request := map[string]any{"InstanceId": s.InstanceID(), "ContactId": contact, "ContactFields": []string{"CUSTOMER_ENDPOINT"}}
	failure, ok := c.send("connect", "DeleteContactData", request, nil).(*node.Error)
	if !ok || !strings.Contains(string(failure.Value), "ContactNotTerminatedException") {
		t.Errorf("of a chat that goes on: got %v, want ContactNotTerminatedException", failure)
	}
	must(t, c.send("connect", "StopContact", map[string]string{"InstanceId": s.InstanceID(), "ContactId": contact}, nil))
	must(t, c.send("connect", "DeleteContactData", request, nil))
}
