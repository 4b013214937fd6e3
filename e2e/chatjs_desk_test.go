package e2e

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

var agentRows = []row{
	{55, "invitation_is_told", invitationIsTold},
	{56, "customer_stays_through_a_transfer", customerStaysThroughATransfer},
	{57, "transfer_ends_the_first_agents_session", transferEndsTheFirstAgentsSession},
	{58, "failed_transfer_is_told", failedTransferIsTold},
	{73, "two_readers_make_two_receipts", twoReadersMakeTwoReceipts},
	{109, "agent_session_without_streams", agentSessionWithoutStreams},
	{110, "acknowledgement_alone_is_enough", acknowledgementAloneIsEnough},
	{111, "two_contacts_share_a_socket", twoContactsShareASocket},
	{112, "repeated_acknowledgement_joins_once", repeatedAcknowledgementJoinsOnce},
}

// attended is a customer with an agent who has taken the chat and has opened no session.
type attended struct {
	s        *rejoin.Server
	customer *chatjs.Participant
	contact  string
	agent    *desk
	queue    string // the agent's
}

func serve(t *testing.T) *attended {
	t.Helper()
	c := &attended{s: sharedServer(t)}
	c.agent, c.queue = hired(t, c.s)
	c.agent.is("routable")
	c.customer = c.another(t)
	c.contact = c.customer.Details.ContactID
	return c
}

// another is one more customer, whom the agent serves too.
func (c *attended) another(t *testing.T) *chatjs.Participant {
	t.Helper()
	customer := arrive(t, c.s, withFlow(flowID(t, c.s, "queueing", queueing(c.queue))))
	c.agent.takes(customer.Details.ContactID)
	return customer
}

// colleague is an agent who can take a chat, and how the first one reaches him.
func (c *attended) colleague(t *testing.T) (d *desk, way map[string]any) {
	t.Helper()
	d, _ = hired(t, c.s)
	d.is("routable")
	return d, endpointTo(t, c.s, d.user, "", c.queue)
}

// passOn transfers the chat to a colleague, who takes it, and answers his session.
func (c *attended) passOn(t *testing.T) *chatjs.Participant {
	t.Helper()
	d, way := c.colleague(t)
	c.agent.calls("transferContact", map[string]any{"contactId": c.contact, "endpoint": way}, nil)
	next, _ := d.awaits("connecting")
	d.takes(next)
	return d.session(next)
}

// typed matches events of a content type.
func typed(contentType string) func(chatjs.Item) bool {
	return func(i chatjs.Item) bool { return i.ContentType == contentType }
}

func invitationIsTold(t *testing.T) {
	c := serve(t)
	partying(t, c.s)
	agent := c.agent.session(c.contact)
	_, way := c.colleague(t)
	c.agent.calls("addNewConnection", map[string]any{"contactId": c.contact, "endpoint": way}, nil)
	for who, p := range map[string]*chatjs.Participant{"the customer": c.customer, "the agent": agent} {
		got := p.Await(0, "onParticipantInvited", nil).Data
		if got.ContentType != chatjs.Invited || got.Type != "EVENT" || got.DisplayName != "Bert" || got.ParticipantRole != "AGENT" {
			t.Errorf("%s got %+v, want that Bert is invited as an agent", who, got)
		}
	}
}

func customerStaysThroughATransfer(t *testing.T) {
	c := serve(t)
	before := c.customer.Position()
	second := c.passOn(t)
	c.customer.Await(before, "onMessage", typed(chatjs.TransferSucceeded))
	said := c.customer.AwaitMessage(second.Say("the second one").ID)
	own := c.customer.AwaitMessage(c.customer.Say("are you new?").ID)
	for _, i := range []chatjs.Item{said, own} {
		if i.ContactID != second.Details.ContactID || i.ContactID == c.contact {
			t.Errorf("%q is in contact %s, want it in the next one, %s", i.Content, i.ContactID, second.Details.ContactID)
		}
	}
	for _, e := range c.customer.Handled(before, "onMessage") {
		if e.Data.InitialContactID != c.contact {
			t.Errorf("got %+v after the transfer, want it of the first contact, %s", e.Data, c.contact)
		}
	}
	if n := len(c.customer.Sockets()); n != 1 {
		t.Errorf("the customer had %d sockets, want one", n)
	}
	wantUnbroken(t, c.customer)
}

// The first agent has a socket of his own for the chat, which ChatJS leaves, or one for
// all his chats, which stays: there the server alone can keep the rest from him.
func transferEndsTheFirstAgentsSession(t *testing.T) {
	for name, open := range map[string]func(*attended) *chatjs.Participant{
		"own socket":    func(c *attended) *chatjs.Participant { return c.agent.session(c.contact) },
		"common socket": func(c *attended) *chatjs.Participant { return c.agent.sessionOn(c.agent.page(), c.contact) },
	} {
		t.Run(name, func(t *testing.T) {
			c := serve(t)
			first := open(c)
			first.AwaitMessage(c.customer.Say("hello").ID)
			second := c.passOn(t)
			first.Await(0, "onMessage", typed(chatjs.TransferSucceeded))
			after := first.Position()
			second.AwaitMessage(c.customer.Say("not for the first").ID)
			c.customer.AwaitMessage(second.Say("nor is this").ID)
			c.customer.Disconnect()
			second.Await(0, "onEnded", nil)
			for _, handler := range []string{"onMessage", "onEnded", "onTyping", "onConnectionBroken"} {
				for _, e := range first.Handled(after, handler) {
					t.Errorf("after the transfer the first agent gets %s %s", handler, e.Raw)
				}
			}
			for _, f := range first.Frames(after, "aws/chat") {
				if i := itemOf(f); i.ContactID == second.Details.ContactID {
					t.Errorf("after the transfer the first agent is pushed %+v", i)
				}
			}
		})
	}
}

// itemOf is the item of a frame.
func itemOf(f chatjs.Frame) (item chatjs.Item) {
	var envelope struct{ Content string }
	json.Unmarshal([]byte(f.Text), &envelope)
	json.Unmarshal([]byte(envelope.Content), &item)
	return item
}

func failedTransferIsTold(t *testing.T) {
	c := serve(t)
	agent := c.agent.session(c.contact)
	d, way := c.colleague(t)
	_, err := c.s.Connect().DeleteUser(t.Context(), &connect.DeleteUserInput{InstanceId: aws.String(c.s.InstanceID()), UserId: aws.String(d.user)})
	must(t, err)
	status, body := c.agent.asks("transferContact", map[string]any{"contactId": c.contact, "endpoint": way})
	if status != http.StatusBadRequest {
		t.Errorf("got %d %s for a transfer to nobody, want 400", status, body)
	}
	for _, p := range []*chatjs.Participant{c.customer, agent} {
		p.Await(0, "onMessage", typed(chatjs.TransferFailed))
	}
	agent.AwaitMessage(c.customer.Say("are you still there?").ID)
	c.customer.AwaitMessage(agent.Say("I am").ID)
}

// There are no receipts while three take part (row 76), so one reader follows the other.
func twoReadersMakeTwoReceipts(t *testing.T) {
	c := serve(t)
	before := c.customer.Position()
	id := c.customer.Say("read me, all of you").ID
	reads := func(reader *chatjs.Participant) string {
		reader.Report(chatjs.Read, id)
		c.customer.Await(before, "onReadReceipt", func(i chatjs.Item) bool {
			return about(id)(i) && i.MessageMetadata.Receipts[0].RecipientParticipantID == reader.Details.ParticipantID
		})
		return reader.Details.ParticipantID
	}
	readers := []string{reads(c.agent.session(c.contact)), reads(c.passOn(t))}
	var frames []string
	for _, f := range c.customer.Frames(before, "aws/chat") {
		if i := itemOf(f); i.Type == "MESSAGEMETADATA" && about(id)(i) {
			if n := len(i.MessageMetadata.Receipts); n != 1 || i.MessageMetadata.Receipts[0].ReadTimestamp == "" {
				t.Errorf("got a frame with %+v, want one receipt of who has read it", i.MessageMetadata.Receipts)
			}
			frames = append(frames, i.MessageMetadata.Receipts[0].RecipientParticipantID)
		}
	}
	wantSame(t, "readers, by frames", frames, readers)
}

// connections are the requests to connect of a participant, which must have been
// answered well.
func connections(t *testing.T, p *chatjs.Participant) []chatjs.Exchange {
	t.Helper()
	all := p.Answers(0, "/participant/connection")
	for _, x := range all {
		if x.Status != http.StatusOK || x.Headers["x-amz-bearer"] != p.Details.ParticipantToken {
			t.Errorf("got %d %s for %s, want 200 for the participant", x.Status, x.Answer, x.Body)
		}
	}
	return all
}

// asked are the members of a request to connect.
func asked(t *testing.T, x chatjs.Exchange) (in struct {
	Type               []string
	ConnectParticipant bool
}) {
	t.Helper()
	must(t, json.Unmarshal([]byte(x.Body), &in))
	return in
}

func agentSessionWithoutStreams(t *testing.T) {
	c := serve(t)
	agent := c.agent.session(c.contact)
	awaitEvent(c.customer, chatjs.Joined, agent.Details)
	c.customer.AwaitMessage(agent.Say("how can I help?").ID)
	id := c.customer.Say("not at all").ID
	agent.AwaitMessage(id)
	agent.Report(chatjs.Read, id)
	c.customer.Await(0, "onReadReceipt", about(id))
	c.customer.Disconnect()
	agent.Await(0, "onEnded", nil)
	if code := agent.AwaitClosed(0); code != 1000 || !agent.ClosedByItself(0) {
		t.Errorf("got the socket closed with %d, want the agent's page to close it with 1000", code)
	}
	times := 0
	for _, x := range connections(t, agent) {
		if in := asked(t, x); in.ConnectParticipant {
			times++
			wantSame(t, "types", in.Type, []string{"WEBSOCKET", "CONNECTION_CREDENTIALS"})
		}
	}
	if times != 1 {
		t.Errorf("got ConnectParticipant %d times, want once", times)
	}
	wantUnbroken(t, agent)
}

func acknowledgementAloneIsEnough(t *testing.T) {
	c := serve(t)
	agent := c.agent.sessionOn(c.agent.page(), c.contact)
	agent.AwaitRequest(0, "/participant/connection")
	all := connections(t, agent)
	if len(all) != 1 || all[0].Body != `{"ConnectParticipant":true}` {
		t.Fatalf("got %+v, want the acknowledgement alone", all)
	}
	var answer struct{ Websocket *struct{ URL string } }
	if json.Unmarshal([]byte(all[0].Answer), &answer); answer.Websocket != nil {
		t.Errorf("got %s, want no place to connect to", all[0].Answer)
	}
	c.customer.AwaitMessage(agent.Say("here I am").ID)
	agent.AwaitMessage(c.customer.Say("good").ID)
}

func twoContactsShareASocket(t *testing.T) {
	c := serve(t)
	others := c.another(t)
	page := c.agent.page()
	first, second := c.agent.sessionOn(page, c.contact), c.agent.sessionOn(page, others.Details.ContactID)
	hello, ahoy := c.customer.Say("hello").ID, others.Say("ahoy").ID
	first.AwaitMessage(hello)
	second.AwaitMessage(ahoy)
	c.customer.AwaitMessage(first.Say("to the first").ID)
	others.AwaitMessage(second.Say("to the second").ID)
	for _, p := range []*chatjs.Participant{first, second} {
		for _, e := range p.Handled(0, "onMessage") {
			if e.Data.InitialContactID != p.Details.InitialContactID {
				t.Errorf("the session of %s gets %+v", p.Details.ContactID, e.Data)
			}
		}
	}

	c.customer.Disconnect()
	first.Await(0, "onEnded", nil)
	ended := first.Position()
	second.AwaitMessage(others.Say("are you still there?").ID)
	others.AwaitMessage(second.Say("I am").ID)
	if n := len(second.Handled(0, "onEnded")); n != 0 {
		t.Errorf("the other chat ended %d times, want it to go on", n)
	}
	if n := len(first.Handled(ended, "onMessage")); n != 0 {
		t.Errorf("the chat that ended gets %d items", n)
	}
	if n := len(first.Sockets()); n != 1 {
		t.Errorf("got %d sockets, want one for both", n)
	}
}

func repeatedAcknowledgementJoinsOnce(t *testing.T) {
	c := serve(t)
	agent := c.agent.sessionOn(c.agent.page(), c.contact)
	agent.AwaitRequest(0, "/participant/connection")
	again := c.agent.sessionOn(c.agent.page(), c.contact)
	again.AwaitRequest(0, "/participant/connection")
	c.agent.session(c.contact) // acknowledges as it connects
	c.customer.AwaitMessage(again.Say("here I am").ID)
	joined := func(i chatjs.Item) bool {
		return i.ContentType == chatjs.Joined && i.ParticipantID == agent.Details.ParticipantID
	}
	told := 0
	for _, e := range c.customer.Handled(0, "onMessage") {
		if joined(e.Data) {
			told++
		}
	}
	listed := 0
	for _, i := range history(t, c.customer, 15) {
		if joined(i) {
			listed++
		}
	}
	if told != 1 || listed != 1 {
		t.Errorf("the customer is told %d times that the agent joined and reads it %d times, want once", told, listed)
	}
}

// Once a page has cleaned a session up, nothing runs for it any more.
func TestChatJSCleansUpAfterTheAgent(t *testing.T) {
	t.Parallel()
	c := serve(t)
	agent := c.agent.session(c.contact)
	agent.AwaitMessage(c.customer.Say("hello").ID)
	must(t, agent.Call("cleanUpOnParticipantDisconnect", nil, nil))
	after := agent.Position()
	c.customer.Say("is anybody there?")
	c.customer.Say("it seems not")
	agent.AwaitFrames(after, "aws/chat", 2)
	if _, err := agent.Page(map[string]any{}); err != nil {
		t.Error(err)
	}
	for _, e := range agent.Handled(after, "onMessage") {
		t.Errorf("got %+v after cleaning up", e.Data)
	}
}
