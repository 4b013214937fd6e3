package e2e

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/streams"
)

var streamsSessionRows = []streamsRow{
	{18, "session_opens_without_a_wait", sessionOpensWithoutAWait},
	{19, "session_opens_though_the_second_channel_refuses", sessionOpensThoughTheSecondChannelRefuses},
	{20, "connections_listed_before_accepting_do_no_harm", connectionsListedBeforeAcceptingDoNoHarm},
	{21, "token_says_nothing_before_accepting", tokenSaysNothingBeforeAccepting},
	{22, "session_opens_while_the_contact_is_accepted", sessionOpensWhileTheContactIsAccepted},
	{23, "session_knows_its_contact", sessionKnowsItsContact},
	{24, "message_right_after_accepting_comes_once", messageRightAfterAcceptingComesOnce},
	{25, "agents_message_reaches_both_sides", agentsMessageReachesBothSides},
	{26, "typing_is_told_both_ways", typingIsToldBothWays},
	{27, "transcript_has_the_items_in_order", transcriptHasTheItemsInOrder},
	{28, "receipts_are_told_both_ways", receiptsAreToldBothWays},
	{29, "file_of_an_agent_reaches_the_customer", fileOfAnAgentReachesTheCustomer},
}

// unanswered is how long a session takes at least where nobody answers the page's
// second channel, which waits half a minute.
const unanswered = 25 * time.Second

// opened is the session of a contact in a page, which may not take that long.
func opened(t *testing.T, p *streams.AgentPage, contact string) *streams.Session {
	t.Helper()
	s, err := p.Session(contact)
	must(t, err)
	if s.Took > unanswered {
		t.Errorf("the session took %s", s.Took)
	}
	return s
}

// has waits until a participant gets a text.
func has(p *chatjs.Participant, text string) chatjs.Item {
	return p.Await(0, "onMessage", func(i chatjs.Item) bool { return i.Content == text }).Data
}

func sessionOpensWithoutAWait(t *testing.T, o *office) {
	ann, d := o.accepted(t)
	opened(t, ann, d.ContactID).Say("hello")
}

// refusing has the page's second channel ask for what nobody knows.
const refusing = `
	const { postMessage } = MessagePort.prototype;
	window.refused = 0;
	MessagePort.prototype.postMessage = function (message, ...rest) {
		if (message?.command === 'contact/getInstanceDetails' || message?.command === 'getInstanceDetails') {
			window.refused++;
			message = { ...message, command: 'contact/nothing' };
		}
		postMessage.call(this, message, ...rest);
	};
	window.accepting = () => { MessagePort.prototype.postMessage = postMessage; };`

func sessionOpensThoughTheSecondChannelRefuses(t *testing.T, o *office) {
	ann, d := o.accepted(t)
	ann.Evaluate(refusing, nil, nil)
	defer ann.Evaluate(`window.accepting()`, nil, nil)
	opened(t, ann, d.ContactID).Say("hello")
	var times int
	if ann.Evaluate(`return window.refused`, nil, &times); times == 0 {
		t.Error("nothing was refused")
	}
}

func connectionsListedBeforeAcceptingDoNoHarm(t *testing.T, o *office) {
	ann, d := o.offered(t)
	ann.Evaluate(`new connect.Contact(args).getConnections()`, d.ContactID, nil)
	must(t, ann.Accept(d.ContactID))
	ann.AwaitContact(d.ContactID, "contact.onConnected")
	opened(t, ann, d.ContactID).Say("hello")
}

func tokenSaysNothingBeforeAccepting(t *testing.T, o *office) {
	ann, d := o.offered(t)
	var token string
	ann.Evaluate(`return (await new connect.Contact(args).getAgentConnection().getConnectionToken()).chatTokenTransport.participantToken`, d.ContactID, &token)
	agent := talkWith(t, o.s, token)
	if _, err := agent.send("too early"); err == nil || !strings.Contains(err.Error(), "AccessDenied") {
		t.Errorf("got %v before it is accepted, want AccessDeniedException", err)
	}
	must(t, ann.Accept(d.ContactID))
	ann.AwaitContact(d.ContactID, "contact.onConnected")
	agent.say("in time")
}

// eager opens the session of each contact of a queue in onAccepted.
const eager = `
	window.eager = true;
	connect.contact((contact) => contact.onAccepted(() => {
		if (window.eager) {
			const contactId = contact.getContactId();
			openSession(contactId).then(({ took }) => note('opened', { contactId, took }), (error) => note('unopened', { contactId, error: String(error) }));
		}
	}));`

func sessionOpensWhileTheContactIsAccepted(t *testing.T, o *office) {
	ann := o.ann.For(t)
	ann.Evaluate(eager, nil, nil)
	defer ann.Evaluate(`window.eager = false`, nil, nil)
	for range 20 {
		d := o.annUser.chat(t)
		ann.AwaitContact(d.ContactID, "contact.onConnecting")
		must(t, ann.Accept(d.ContactID))
		ann.Await(0, "opened", func(e streams.Event) bool { return e.Contact == d.ContactID })
		opened(t, ann, d.ContactID).Say("hello")
		o.tidy(ann, d.ContactID)
	}
	if failed := ann.Since(0, "unopened"); len(failed) > 0 {
		t.Errorf("got %d sessions that did not open: %s", len(failed), failed[0].Raw)
	}
}

func sessionKnowsItsContact(t *testing.T, o *office) {
	ann, d := o.accepted(t)
	var own string
	ann.Get(streams.Place{Contact: d.ContactID, Connection: "agent"}, &own, "getConnectionId")
	got := opened(t, ann, d.ContactID).Details
	if got.ContactID != d.ContactID || got.InitialContactID != d.ContactID || got.ParticipantID != own || own == "" {
		t.Errorf("got %+v, want contact %s and participant %s", got, d.ContactID, own)
	}
}

func messageRightAfterAcceptingComesOnce(t *testing.T, o *office) {
	ann, d := o.offered(t)
	customer := talk(t, o.s, d)
	opened(t, ann, d.ContactID)
	must(t, ann.Accept(d.ContactID))
	id := customer.say("at once")
	ann.AwaitItem(d.ContactID, "onMessage", func(i chatjs.Item) bool { return i.ID == id })
	last := customer.say("later")
	ann.AwaitItem(d.ContactID, "onMessage", func(i chatjs.Item) bool { return i.ID == last })
	times := 0
	for _, e := range ann.Since(0, "session.onMessage") {
		if e.Data.ID == id {
			times++
		}
	}
	if times != 1 {
		t.Errorf("got the message %d times, want once", times)
	}
}

func agentsMessageReachesBothSides(t *testing.T, o *office) {
	ann, d := o.accepted(t)
	customer := o.customer(t, d)
	s := opened(t, ann, d.ContactID)
	sent := s.Say("how can I help?")
	heard := customer.AwaitMessage(sent.ID)
	own := ann.AwaitItem(d.ContactID, "onMessage", func(i chatjs.Item) bool { return i.ID == sent.ID }).Data
	for who, i := range map[string]chatjs.Item{"the customer": heard, "the agent": own} {
		if i.Content != "how can I help?" || i.ParticipantRole != "AGENT" || i.DisplayName != "Ann" ||
			i.ParticipantID != s.Details.ParticipantID || i.AbsoluteTime != sent.AbsoluteTime {
			t.Errorf("%s got %+v, want it to be Ann's", who, i)
		}
	}
}

func typingIsToldBothWays(t *testing.T, o *office) {
	ann, d := o.accepted(t)
	customer := o.customer(t, d)
	s := opened(t, ann, d.ContactID)
	s.SendEvent(chatjs.Typing, nil)
	customer.Await(0, "onTyping", func(i chatjs.Item) bool { return i.ParticipantRole == "AGENT" })
	_, err := customer.SendEvent(chatjs.Typing, nil)
	must(t, err)
	ann.AwaitItem(d.ContactID, "onTyping", func(i chatjs.Item) bool { return i.ParticipantRole == "CUSTOMER" })
}

func transcriptHasTheItemsInOrder(t *testing.T, o *office) {
	ann, d := o.offered(t)
	customer := talk(t, o.s, d)
	customer.say("is anybody there?")
	must(t, ann.Accept(d.ContactID))
	ann.AwaitContact(d.ContactID, "contact.onConnected")
	s := opened(t, ann, d.ContactID)
	s.Say("yes")
	customer.say("good")
	var got []string
	for _, i := range s.Transcript() {
		got = append(got, i.ParticipantRole+" "+strings.TrimPrefix(i.Content+i.ContentType, "text/plain"))
	}
	got = slices.DeleteFunc(got, func(line string) bool { return strings.HasPrefix(line, "SYSTEM") })
	want := []string{
		"CUSTOMER " + chatjs.Joined, "CUSTOMER is anybody there?" + chatjs.Plain, "AGENT " + chatjs.Joined,
		"AGENT yes" + chatjs.Plain, "CUSTOMER good" + chatjs.Plain,
	}
	wantSame(t, "the transcript", got, want)
}

func receiptsAreToldBothWays(t *testing.T, o *office) {
	ann, d := o.accepted(t)
	customer := o.customer(t, d)
	s := opened(t, ann, d.ContactID)
	report := func(receipt, id string) {
		s.SendEvent(receipt, `{"messageId":"`+id+`","disableThrottle":true}`)
	}
	asked := customer.Say("a question").ID
	ann.AwaitItem(d.ContactID, "onMessage", func(i chatjs.Item) bool { return i.ID == asked })
	about := func(id string) func(chatjs.Item) bool {
		return func(i chatjs.Item) bool { return i.MessageMetadata != nil && i.MessageMetadata.MessageID == id }
	}
	report(chatjs.Delivered, asked)
	customer.Await(0, "onDeliveredReceipt", about(asked))
	report(chatjs.Read, asked)
	customer.Await(0, "onReadReceipt", about(asked))
	answer := s.Say("an answer").ID
	customer.AwaitMessage(answer)
	customer.Report(chatjs.Delivered, answer)
	ann.AwaitItem(d.ContactID, "onDeliveredReceipt", about(answer))
	customer.Report(chatjs.Read, answer)
	ann.AwaitItem(d.ContactID, "onReadReceipt", about(answer))
}

func fileOfAnAgentReachesTheCustomer(t *testing.T, o *office) {
	ann, d := o.accepted(t)
	customer := o.customer(t, d)
	must(t, opened(t, ann, d.ContactID).Attach(picture))
	got, err := customer.Download(attached(customer, picture.Name).AttachmentID)
	must(t, err)
	if !bytes.Equal(got.Bytes, picture.Bytes) || got.Type != picture.Type {
		t.Errorf("got %d bytes of %s, want the %d of %s", len(got.Bytes), got.Type, len(picture.Bytes), picture.Type)
	}
	ann.AwaitItem(d.ContactID, "onMessage", func(i chatjs.Item) bool { return i.Type == "ATTACHMENT" })
}
