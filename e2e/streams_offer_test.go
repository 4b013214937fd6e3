package e2e

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/streams"
)

var streamsOfferRows = []streamsRow{
	{12, "chat_in_the_queue_is_offered", chatInTheQueueIsOffered},
	{13, "contact_tells_what_the_chat_was_started_with", contactTellsWhatTheChatWasStartedWith},
	{14, "connections_are_the_agents_and_the_customers", connectionsAreTheAgentsAndTheCustomers},
	{15, "customer_has_a_display_name", customerHasADisplayName},
	{16, "accepted_contact_is_connected", acceptedContactIsConnected},
	{17, "accepting_what_is_not_offered_is_refused", acceptingWhatIsNotOfferedIsRefused},
	{30, "three_chats_share_a_socket_and_nothing_else", threeChatsShareASocketAndNothingElse},
	{31, "no_more_chats_are_offered_than_there_are_places", noMoreChatsAreOfferedThanThereArePlaces},
	{37, "agent_ends_the_chat", agentEndsTheChat},
	{38, "customer_leaves", customerLeaves},
	{39, "cleared_contact_is_gone", clearedContactIsGone},
	{41, "rejected_contact_is_not_offered_again_at_once", rejectedContactIsNotOfferedAgainAtOnce},
}

func chatInTheQueueIsOffered(t *testing.T, o *office) {
	ann, d := o.offered(t)
	found := ann.AwaitContact(d.ContactID, "contact")
	var kind string
	ann.Get(streams.Place{Contact: d.ContactID}, &kind, "getType")
	if kind != "chat" || found.State != "connecting" {
		t.Errorf("got a %s that is %s, want a chat that is connecting", kind, found.State)
	}
	wantSame(t, "what happened", ann.Of(d.ContactID, 0), []string{"contact", "contact.onConnecting"})
}

func contactTellsWhatTheChatWasStartedWith(t *testing.T, o *office) {
	ann, d := o.offered(t, func(in *connect.StartChatContactInput) {
		in.Attributes = map[string]string{"tier": "gold"}
		in.SupportedMessagingContentTypes = []string{chatjs.Plain, chatjs.Markdown}
	})
	var got struct {
		Attributes map[string]struct{ Name, Value string }
		Queue      streams.Queue
		Initial    string
		Features   struct{ MessagingMarkdownEnabled bool }
		Subtype    string
		Method     string
		Waits      bool
	}
	ann.Evaluate(`const c = new connect.Contact(args); return {
		attributes: c.getAttributes(), queue: c.getQueue(), initial: c.getInitialContactId(), features: c.getContactFeatures(),
		subtype: c.getContactSubtype(), method: c.getInitiationMethod(), waits: c.getQueueTimestamp() instanceof Date,
	}`, d.ContactID, &got)
	if tier := got.Attributes["tier"]; tier.Name != "tier" || tier.Value != "gold" {
		t.Errorf("got the attributes %v, want a tier of gold", got.Attributes)
	}
	if got.Queue.Name != o.annUser.name || got.Initial != d.ContactID || !got.Features.MessagingMarkdownEnabled ||
		got.Subtype != "connect:Chat" || got.Method != "api" || !got.Waits {
		t.Errorf("got %+v, want what the chat was started with", got)
	}
}

func connectionsAreTheAgentsAndTheCustomers(t *testing.T, o *office) {
	ann, d := o.offered(t)
	type side struct {
		Type, ID                   string
		Initial, Active, Connected bool
	}
	var got []side
	ann.Evaluate(`return new connect.Contact(args).getConnections().map((c) => ({
		type: c.getType(), id: c.getConnectionId(), initial: c.isInitialConnection(), active: c.isActive(), connected: c.isConnected() }))`, d.ContactID, &got)
	if len(got) != 2 {
		t.Fatalf("got the connections %+v, want two", got)
	}
	want := []side{{"agent", got[0].ID, false, true, false}, {"inbound", d.ParticipantID, true, true, true}}
	if !slices.Equal(got, want) {
		t.Errorf("got the connections %+v, want %+v", got, want)
	}
}

func customerHasADisplayName(t *testing.T, o *office) {
	ann, d := o.offered(t)
	var name string
	ann.Evaluate(`return new connect.Contact(args).getInitialConnection().getParticipantName()`, d.ContactID, &name)
	if name != customerName {
		t.Errorf("got the name %q, want %s", name, customerName)
	}
}

func acceptedContactIsConnected(t *testing.T, o *office) {
	ann, d := o.accepted(t)
	ann.AwaitContact(d.ContactID, "contact.onAccepted")
	events := ann.Of(d.ContactID, 0)
	wantSame(t, "what happened at first", events[:2], []string{"contact", "contact.onConnecting"})
	wantSame(t, "what happened then", slices.Sorted(slices.Values(events[2:])), []string{"contact.onAccepted", "contact.onConnected"})
}

func acceptingWhatIsNotOfferedIsRefused(t *testing.T, o *office) {
	ann, d := o.offered(t)
	// The library itself turns down contacts that it does not know; what the server
	// does is asked by the client below it.
	_, err := o.s.Connect().StopContact(t.Context(), &connect.StopContactInput{
		InstanceId: aws.String(o.s.InstanceID()), ContactId: aws.String(d.ContactID),
	})
	must(t, err)
	ann.AwaitContact(d.ContactID, "contact.onEnded")
	if err := ann.Accept(d.ContactID); err == nil {
		t.Error("a contact that is over is accepted")
	}
	for what, contact := range map[string]string{"over": d.ContactID, "unknown": "ffffffff-0000-4000-8000-000000000000"} {
		var got struct{ Type string }
		ann.Evaluate(`return new Promise((resolve, reject) => connect.core.getClient().call(connect.ClientMethods.ACCEPT_CONTACT, { contactId: args },
			{ success: () => reject(new Error('accepted')), failure: (e) => resolve(JSON.parse(e)) }))`, contact, &got)
		if got.Type != "InvalidStateException" {
			t.Errorf("%s: got %q, want InvalidStateException", what, got.Type)
		}
	}
	if got := ann.Since(0, "onAuthFail"); len(got) > 0 {
		t.Error("a refusal counts as the end of the sign-in")
	}
}

func threeChatsShareASocketAndNothingElse(t *testing.T, o *office) {
	before := o.sockets(t)
	said := map[string]string{}
	var ann *streams.AgentPage
	settled := 0
	for _, text := range []string{"first", "second", "third"} {
		var d chatjs.Details
		ann, d = o.accepted(t)
		_, err := ann.Session(d.ContactID)
		must(t, err)
		ann.Await(0, "onSubscribed", nil) // until then each session asks
		said[d.ContactID] = text
		talk(t, o.s, d).say(text)
		ann.AwaitItem(d.ContactID, "onMessage", func(i chatjs.Item) bool { return i.Content == text })
		if text == "first" {
			settled = o.subscriptions(before)
		}
	}
	for contact, text := range said {
		for _, e := range ann.Since(0, "session.onMessage") {
			if e.Contact == contact && e.Data.Type == "MESSAGE" && e.Data.Content != text {
				t.Errorf("the session of %q got %q", text, e.Data.Content)
			}
		}
	}
	if now := o.door.AgentSockets(); len(before) != 1 || len(now) != 1 {
		t.Errorf("got %d sockets before and %d now, want one", len(before), len(now))
	}
	// The library's worker asks again where the answer takes a second. The thin page asks
	// once, for the page around it and for the desk in it.
	if n := o.subscriptions(before); settled == 0 || n != settled || o.streamsMode == thinPage && n != 1 {
		t.Errorf("got %d subscriptions for the first chat and %d for three, want one", settled, n)
	}
}

// sockets are those that agents opened so far, of which there is one at least.
func (o *office) sockets(t *testing.T) (found []int) {
	t.Helper()
	eventually(t, "an agent's socket", func() string {
		if found = o.door.AgentSockets(); len(found) == 0 {
			return "there is none"
		}
		return ""
	})
	return found
}

// subscriptions is how often pages asked for the chats of some sockets.
func (o *office) subscriptions(sockets []int) int {
	return len(o.door.Frames(sockets, true, "aws/subscribe"))
}

func noMoreChatsAreOfferedThanThereArePlaces(t *testing.T, o *office) {
	var first string
	for n := range 3 {
		_, d := o.accepted(t)
		if n == 0 {
			first = d.ContactID
		}
	}
	waiting := o.annUser.chat(t)
	t.Cleanup(func() { o.tidy(o.ann, waiting.ContactID) })
	ann := o.ann.For(t)
	must(t, ann.End(first))
	ann.AwaitContact(first, "contact.onACW")
	must(t, ann.Clear(first))
	ann.AwaitContact(waiting.ContactID, "contact.onConnecting")
	for _, e := range ann.Since(0, "contact.") {
		if e.Contact == first && e.Name == "contact.onEnded" {
			return
		}
		if e.Contact == waiting.ContactID {
			t.Fatal("a fourth chat was offered while three were there")
		}
	}
}

func agentEndsTheChat(t *testing.T, o *office) {
	ann, d := o.accepted(t)
	customer := o.customer(t, d)
	_, err := ann.Session(d.ContactID)
	must(t, err)
	before := ann.Position()
	must(t, ann.End(d.ContactID))
	ann.AwaitContact(d.ContactID, "contact.onEnded")
	ann.AwaitContact(d.ContactID, "contact.onACW")
	wantSame(t, "what happened", ann.Of(d.ContactID, before), []string{"contact.onACW", "contact.onEnded"})
	customer.Await(0, "onEnded", nil)
	ann.AwaitItem(d.ContactID, "onEnded", nil)
}

func customerLeaves(t *testing.T, o *office) {
	ann, d := o.accepted(t)
	_, err := ann.Session(d.ContactID)
	must(t, err)
	before := ann.Position()
	talk(t, o.s, d).leave()
	ann.AwaitContact(d.ContactID, "contact.onEnded")
	ann.AwaitContact(d.ContactID, "contact.onACW")
	wantSame(t, "what happened", ann.Of(d.ContactID, before), []string{"contact.onACW", "contact.onEnded"})
	ann.AwaitItem(d.ContactID, "onEnded", nil)
}

func clearedContactIsGone(t *testing.T, o *office) {
	ann, d := o.accepted(t)
	must(t, ann.End(d.ContactID))
	ann.AwaitContact(d.ContactID, "contact.onACW")
	must(t, ann.Clear(d.ContactID))
	ann.AwaitContact(d.ContactID, "contact.onDestroy")
	for _, c := range ann.Contacts() {
		if c.ContactID == d.ContactID {
			t.Errorf("got %+v, want it to be gone", c)
		}
	}
	// Again it may succeed or be refused, but has to come back.
	_ = ann.Clear(d.ContactID)
}

func rejectedContactIsNotOfferedAgainAtOnce(t *testing.T, o *office) {
	ann, d := o.offered(t)
	before := ann.Position()
	must(t, ann.Reject(d.ContactID))
	if e := ann.AwaitContact(d.ContactID, "contact.onMissed"); e.State != "rejected" {
		t.Errorf("got the contact %s, want rejected", e.State)
	}
	_, later := o.offered(t)
	for _, e := range ann.Since(before, "contact.onConnecting") {
		if e.Contact == d.ContactID {
			t.Errorf("the chat is offered again before %s", later.ContactID)
		}
	}
	_, err := o.s.Connect().StopContact(t.Context(), &connect.StopContactInput{
		InstanceId: aws.String(o.s.InstanceID()), ContactId: aws.String(d.ContactID),
	})
	must(t, err)
}
