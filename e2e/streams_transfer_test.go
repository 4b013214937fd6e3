package e2e

import (
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/streams"
)

// streamsTransferRows are about ann and a colleague of hers.
var streamsTransferRows = []streamsRow{
	{33, "chat_is_transferred_to_a_queue", chatIsTransferredToAQueue},
	{34, "chat_is_transferred_to_an_agent", chatIsTransferredToAnAgent},
	{35, "bad_endpoint_is_refused", badEndpointIsRefused},
	{36, "what_the_stock_model_lacks", whatTheStockModelLacks},
}

// colleague is an agent whom ann can transfer to, by his own name or by his queue's.
type colleague struct {
	*worker
	page *streams.AgentPage
	seen int // how much of what the page told is dealt with
}

// bob has a page for as long as the test lasts, and serves a queue alone.
func (o *office) bob(t *testing.T) colleague {
	t.Helper()
	w := o.hire(t, "Bob", 1)
	w.is(t, types.AgentStatusTypeRoutable)
	c := colleague{worker: w, page: o.open(t, w, nil)}
	c.page.Await(0, "agent", nil)
	transferTo := func(kind types.QuickConnectType, flow string) string {
		config := &types.QuickConnectConfig{QuickConnectType: kind}
		switch kind {
		case types.QuickConnectTypeQueue:
			config.QueueConfig = &types.QueueQuickConnectConfig{QueueId: aws.String(w.queue), ContactFlowId: aws.String(flow)}
		default:
			config.UserConfig = &types.UserQuickConnectConfig{UserId: aws.String(w.id), ContactFlowId: aws.String(flow)}
		}
		out, err := o.s.Connect().CreateQuickConnect(t.Context(), &connect.CreateQuickConnectInput{
			InstanceId: aws.String(o.s.InstanceID()), Name: aws.String(w.name + " " + string(kind)), QuickConnectConfig: config,
		})
		must(t, err)
		return aws.ToString(out.QuickConnectId)
	}
	o.offers(t, o.annUser.queue,
		transferTo(types.QuickConnectTypeQueue, o.flow(t, types.ContactFlowTypeQueueTransfer)),
		transferTo(types.QuickConnectTypeUser, o.flow(t, types.ContactFlowTypeAgentTransfer)))
	return c
}

// offers adds quick connects to a queue.
func (o *office) offers(t *testing.T, queue string, quickConnects ...string) {
	t.Helper()
	const most = 50 // spec: AssociateQueueQuickConnects
	for some := range slices.Chunk(quickConnects, most) {
		_, err := o.s.Connect().AssociateQueueQuickConnects(t.Context(), &connect.AssociateQueueQuickConnectsInput{
			InstanceId: aws.String(o.s.InstanceID()), QueueId: aws.String(queue), QuickConnectIds: some,
		})
		must(t, err)
	}
}

// flow is the flow of a type that every instance has.
func (o *office) flow(t *testing.T, kind types.ContactFlowType) string {
	t.Helper()
	out, err := o.s.Connect().ListContactFlows(t.Context(), &connect.ListContactFlowsInput{
		InstanceId: aws.String(o.s.InstanceID()), ContactFlowTypes: []types.ContactFlowType{kind},
	})
	must(t, err)
	if len(out.ContactFlowSummaryList) == 0 {
		t.Fatalf("got no flow of type %s", kind)
	}
	return aws.ToString(out.ContactFlowSummaryList[0].Id)
}

// endpoint is the quick connect of a type that leads to a colleague.
func (c *colleague) endpoint(t *testing.T, ann *streams.AgentPage, kind string) streams.Endpoint {
	t.Helper()
	all := ann.Endpoints()
	for _, e := range all {
		if e.Type == kind && (e.Name == c.name+" QUEUE" || e.Name == c.name+" USER") {
			return e
		}
	}
	t.Fatalf("got the endpoints %+v, want one of type %s to %s", all, kind, c.name)
	return streams.Endpoint{}
}

// transferred transfers a chat of ann to bob, who takes it, and answers its next
// contact.
func transferred(t *testing.T, o *office, kind, method string) {
	ann, d := o.accepted(t)
	bob := o.bob(t)
	customer := talk(t, o.s, d)
	customer.say("I need somebody else")
	opened(t, ann, d.ContactID).Say("one moment")
	before := ann.Position()
	must(t, ann.Transfer(d.ContactID, bob.endpoint(t, ann, kind)))
	ann.AwaitItem(d.ContactID, "onMessage", func(i chatjs.Item) bool { return i.ContentType == chatjs.TransferSucceeded })
	ann.AwaitContact(d.ContactID, "contact.onEnded")
	ann.AwaitContact(d.ContactID, "contact.onACW")
	wantSame(t, "what happened to the first", ann.Of(d.ContactID, before), []string{"contact.onACW", "contact.onEnded"})

	next := bob.page.Await(0, "contact.onConnecting", nil).Contact
	var got struct{ Initial, Method string }
	bob.page.Evaluate(`const c = new connect.Contact(args); return { initial: c.getInitialContactId(), method: c.getInitiationMethod() }`, next, &got)
	if next == d.ContactID || got.Initial != d.ContactID || got.Method != method {
		t.Errorf("got %+v of contact %s, want %s of one after %s", got, next, method, d.ContactID)
	}
	must(t, bob.page.Accept(next))
	bob.page.AwaitContact(next, "contact.onConnected")
	s := opened(t, bob.page, next)
	s.Say("Bob here")
	id := customer.say("hello Bob")
	bob.page.AwaitItem(next, "onMessage", func(i chatjs.Item) bool { return i.ID == id })
	wantSame(t, "the transcript", spoken(s.Transcript()), []string{"I need somebody else", "one moment", "Bob here", "hello Bob"})
	for _, e := range ann.Since(before, "session.onMessage") {
		if e.Contact == d.ContactID && e.Data.Content == "hello Bob" {
			t.Error("the first agent still gets what is said")
		}
	}
}

func chatIsTransferredToAQueue(t *testing.T, o *office) {
	transferred(t, o, "queue", "queue_transfer")
}

func chatIsTransferredToAnAgent(t *testing.T, o *office) {
	transferred(t, o, "agent", "transfer")
}

func badEndpointIsRefused(t *testing.T, o *office) {
	ann, d := o.accepted(t)
	bad := streams.Endpoint{Type: "queue", Name: "nowhere", EndpointARN: "arn:aws:connect:us-east-1:000000000000:instance/x/transfer-destination/nowhere"}
	refused(t, ann.Transfer(d.ContactID, bad), "BadEndpointException")
	opened(t, ann, d.ContactID).Say("we go on")
	for _, c := range ann.Contacts() {
		if c.ContactID == d.ContactID && c.State != "connected" {
			t.Errorf("got the contact %s, want it to be connected", c.State)
		}
	}
}

// whatTheStockModelLacks is contact.transfer and contact.addParticipant: the library's
// worker has no operation for them and fails by itself.
func whatTheStockModelLacks(t *testing.T, o *office) {
	o.multiParty(t)
	ann, d := o.accepted(t)
	bob := o.bob(t)
	to := bob.endpoint(t, ann, "agent")
	if o.streamsMode == thinPage {
		o.addsAndPassesOn(t, d, bob, to)
		return
	}
	for _, method := range []string{"addParticipant", "transfer"} {
		if ann.Call(streams.Place{Contact: d.ContactID}, nil, method, to) == nil {
			t.Errorf("%s: got success of what the worker cannot ask", method)
		}
	}
	opened(t, ann, d.ContactID).Say("we go on")
}

// multiParty has the office's agents bring others into their chats.
func (o *office) multiParty(t *testing.T) {
	t.Helper()
	_, err := o.s.Connect().UpdateInstanceAttribute(t.Context(), &connect.UpdateInstanceAttributeInput{
		InstanceId: aws.String(o.s.InstanceID()), AttributeType: types.InstanceAttributeTypeMultiPartyChatConference, Value: aws.String("true"),
	})
	must(t, err)
}

// addsAndPassesOn has ann bring bob into a chat, which he leaves, and pass it on to him.
func (o *office) addsAndPassesOn(t *testing.T, d chatjs.Details, bob colleague, to streams.Endpoint) {
	t.Helper()
	ann, customer := o.ann.For(t), o.customer(t, d)
	s := opened(t, ann, d.ContactID)
	must(t, ann.Call(streams.Place{Contact: d.ContactID}, nil, "addParticipant", to))
	ann.AwaitItem(d.ContactID, "onParticipantInvited", nil)
	sees(t, ann, d.ContactID, "Bob connecting")
	his := bob.page.Await(0, "contact.onConnecting", nil).Contact
	var initial string
	if bob.page.Get(streams.Place{Contact: his}, &initial, "getInitialContactId"); his == d.ContactID || initial != d.ContactID {
		t.Errorf("got contact %s after %s, want one of his own after %s", his, initial, d.ContactID)
	}
	must(t, bob.page.Accept(his))
	bob.page.AwaitContact(his, "contact.onConnected")
	sees(t, ann, d.ContactID, "Bob connected")
	sees(t, bob.page, his, "Ann connected")
	tells := func(event string) {
		ofBob := func(i chatjs.Item) bool { return i.ContentType == event && i.DisplayName == "Bob" }
		customer.Await(0, "onMessage", ofBob)
		ann.AwaitItem(d.ContactID, "onMessage", ofBob)
	}
	tells(chatjs.Joined)

	hisSession := opened(t, bob.page, his)
	for _, id := range []string{s.Say("I have asked Bob in").ID, hisSession.Say("Bob here").ID, customer.Say("hello both").ID} {
		same := func(i chatjs.Item) bool { return i.ID == id }
		customer.Await(0, "onMessage", same)
		ann.AwaitItem(d.ContactID, "onMessage", same)
		bob.page.AwaitItem(his, "onMessage", same)
	}

	must(t, bob.page.End(his))
	bob.page.AwaitContact(his, "contact.onACW")
	sees(t, ann, d.ContactID)
	tells(chatjs.Left)
	s.Say("he is out")
	must(t, bob.page.Clear(his))
	bob.page.AwaitContact(his, "contact.onDestroy")
	at := bob.page.Position()
	must(t, ann.Call(streams.Place{Contact: d.ContactID}, nil, "transfer", to))
	bob.page.Await(at, "contact.onConnecting", nil)
	ann.AwaitContact(d.ContactID, "contact.onEnded")
}

// sees waits until a page shows these others, besides the agent and the customer, to be
// in a contact.
func sees(t *testing.T, p *streams.AgentPage, contact string, others ...string) {
	t.Helper()
	eventually(t, "who is in the chat", func() string {
		var now []string
		p.Evaluate(`return new connect.Contact(args).getThirdPartyConnections().map((c) => c.getParticipantName() + ' ' + c.getStatus().type)`, contact, &now)
		if slices.Equal(now, others) {
			return ""
		}
		return fmt.Sprintf("got %q, want %q", now, others)
	})
}

func endpointsComeComplete(t *testing.T, o *office) {
	const many = 501 // one more than a page has
	w := o.hire(t, "Fred", 1)
	flow := o.flow(t, types.ContactFlowTypeAgentTransfer)
	var ids []string
	for n := range many {
		out, err := o.s.Connect().CreateQuickConnect(t.Context(), &connect.CreateQuickConnectInput{
			InstanceId: aws.String(o.s.InstanceID()), Name: aws.String(fmt.Sprintf("%s %03d", w.name, n)),
			QuickConnectConfig: &types.QuickConnectConfig{
				QuickConnectType: types.QuickConnectTypeUser,
				UserConfig:       &types.UserQuickConnectConfig{UserId: aws.String(w.id), ContactFlowId: aws.String(flow)},
			},
		})
		must(t, err)
		ids = append(ids, aws.ToString(out.QuickConnectId))
	}
	o.offers(t, w.queue, ids...)
	p := o.open(t, w, nil)
	p.Await(0, "agent", nil)
	got := map[string]bool{}
	for _, e := range p.Endpoints() {
		if e.Type != "agent" || e.AgentLogin != w.name {
			t.Fatalf("got %+v, want one of %s", e, w.name)
		}
		got[e.EndpointARN] = true
	}
	if len(got) != many {
		t.Errorf("got %d endpoints, want %d", len(got), many)
	}
}
