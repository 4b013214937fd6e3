package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/browser"
	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
	"github.com/rejoin-chat/rejoin/e2e/streams"
)

// ratingFlow is a disconnect flow that asks one question and ends the chat after the
// answer.
const ratingFlow = `{
  "Version": "2019-10-30", "StartAction": "ask",
  "Actions": [
    {"Identifier": "ask", "Type": "MessageParticipant", "Parameters": {"Text": "How many stars do we get?"},
     "Transitions": {"NextAction": "wait", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "wait", "Type": "Wait", "Parameters": {"TimeoutSeconds": "900", "Events": ["CustomerReturned"]},
     "Transitions": {
       "Conditions": [
         {"NextAction": "thank", "Condition": {"Operator": "Equals", "Operands": ["CustomerReturned"]}},
         {"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}],
       "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "thank", "Type": "MessageParticipant", "Parameters": {"Text": "Thank you, see you soon."},
     "Transitions": {"NextAction": "end", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}`

// The example of the documentation of persistent chat, whole, on the pages that people
// have: a first agent talks and transfers to a second one, who ends; the disconnect
// flow asks for a rating. The customer comes back twice, first to the segment before
// the rating, which hides it, then to all of it. Each time the second agent reads the
// past at the desk within his own page. spec: Enable persistent chat.
func TestPersistentChatOnPagesOfAgentsAndCustomers(t *testing.T) {
	t.Parallel()
	if rejoin.Scaled() {
		t.Skip("it is about pages, and the same calls are made in both modes by other tests")
	}
	o := openOffice(t, thinPage, "--customer-page", "on")
	bob := o.bob(t)
	rating := flowID(t, o.s, "rating", ratingFlow)
	o.begins(t, hooked(o.annUser.queue, "CustomerRemaining", rating))

	customer := visit(t, o.door.URL+"/", phone("en-GB", "light"))
	customer.Type(customerName)
	customer.Press("Enter")
	customer.See("Connected")
	first := openContact(t, customer)
	ann := o.ann
	ann.AwaitContact(first, "contact.onConnecting")
	must(t, ann.Accept(first))
	customer.See("Ann has joined the chat.")
	opened(t, ann, first).Say("hello, Ann here")
	customer.See("hello, Ann here")
	customer.Type("my parcel is lost")
	customer.Press("Enter")
	ann.AwaitItem(first, "onMessage", func(i chatjs.Item) bool { return i.Content == "my parcel is lost" })

	must(t, ann.Transfer(first, bob.endpoint(t, ann, "agent")))
	second := bob.takes(t)
	ann.AwaitContact(first, "contact.onEnded")
	must(t, ann.Clear(first))
	customer.See("Bob has joined the chat.")
	id := opened(t, bob.page, second).Say("it comes tomorrow").ID
	customer.See("it comes tomorrow")
	// ChatJS tells only a second later that it was read, which nobody takes any more
	// from a chat that is over.
	bob.page.AwaitItem(second, "onReadReceipt", about(id))
	said := []string{"hello, Ann here", "my parcel is lost", "it comes tomorrow"}
	bob.ends(t, second)
	customer.See("How many stars do we get?")
	customer.Type("five stars")
	customer.Press("Enter")
	customer.See("Thank you, see you soon.")
	customer.See("This chat has ended.")
	customer.Screenshot("scenario-rated")

	t.Run("the customer returns without the rating", func(t *testing.T) {
		page := bob.page.For(t)
		d := bob.chat(t, continuing(types.RehydrationTypeFromSegment, second))
		returned := chatjs.Join(t, o.door.URL, d, inBrowser(t))
		if got := bob.takes(t); got != d.ContactID {
			t.Fatalf("got contact %s, want %s", got, d.ContactID)
		}
		opened(t, page, d.ContactID)
		id := returned.Say("it has not come").ID
		page.AwaitItem(d.ContactID, "onMessage", func(i chatjs.Item) bool { return i.ID == id })
		wantSame(t, "what the agent reads", readInFrame(page), append(slices.Clone(said), "it has not come"))
		wantSame(t, "what the customer reads", spoken(history(t, returned, 2)), append(slices.Clone(said), "it has not come"))
		bob.ends(t, d.ContactID)
		returned.Await(0, "onEnded", nil)
	})

	t.Run("the customer returns to all of it", func(t *testing.T) {
		page := bob.page.For(t)
		o.begins(t, hooked(bob.queue, "CustomerRemaining", rating))
		customer.Click("button", "Back to the start")
		customer.Click("button", "Go on with the chat")
		customer.See("Connected")
		last := openContact(t, customer)
		if got := bob.takes(t); got != last {
			t.Fatalf("got contact %s, want %s", got, last)
		}
		opened(t, page, last)
		customer.See("Bob has joined the chat.")
		customer.Type("here I am again")
		customer.Press("Enter")
		page.AwaitItem(last, "onMessage", func(i chatjs.Item) bool { return i.Content == "here I am again" })
		all := append(slices.Clone(said), "five stars", "here I am again")
		wantSame(t, "what the agent reads", readInFrame(page), all)
		wantSame(t, "what the customer reads", wordsOf(customer), all)
		customer.Screenshot("scenario-returned")
		picture := browser.File{Name: "broken leg.txt", Text: "of a table"}
		customer.Choose("Attach files", picture)
		var got browser.File
		if page.Frame("download", map[string]any{"name": "Download the file " + picture.Name}, &got); got != picture {
			t.Errorf("got %+v within the frame, want %+v", got, picture)
		}
		bob.ends(t, last)
		customer.Click("button", "Leave chat")
		customer.See("This chat has ended.")
	})
	if got := customer.Complaints(); len(got) > 0 {
		t.Errorf("the customer's page complains:\n%s", strings.Join(got, "\n"))
	}
}

// An agent leaves, and the customer, who comes back later, finds who served before
// when that agent is there, or else whoever serves the queue. spec: Flow language, the
// asynchronous scenario.
func TestAsynchronousCustomerReturnsToPagesOfAgents(t *testing.T) {
	t.Parallel()
	if rejoin.Scaled() {
		t.Skip("it is about pages, and the same calls are made in both modes by other tests")
	}
	o := openOffice(t, thinPage)
	carl := o.hire(t, "Carl", 1, o.annUser.queue)
	other := colleague{worker: carl, page: o.open(t, carl, nil)}
	other.page.Await(0, "agent", nil)
	remember := goldenFlow(t, o.s, types.ContactFlowTypeAgentWhisper, "async_remember", nil)
	for _, to := range []struct{ name, action string }{
		{"previous agent", "same agent"},
		{"previous queue", "same queue"},
	} {
		t.Run(to.name, func(t *testing.T) {
			disconnect := goldenFlow(t, o.s, types.ContactFlowTypeContactFlow, "async_disconnect", returningTo(to.action))
			inbound := goldenFlow(t, o.s, types.ContactFlowTypeContactFlow, "async_inbound",
				strings.NewReplacer("flow-disconnect", disconnect, "flow-remember", remember, "queue-basic", o.annUser.queue).Replace)
			ann := o.ann.For(t)
			o.annUser.is(t, types.AgentStatusTypeRoutable)
			customer := o.customer(t, start(t, o.s, withFlow(inbound)))
			first := customer.Details.ContactID
			ann.AwaitContact(first, "contact.onConnecting")
			must(t, ann.Accept(first))
			ann.AwaitContact(first, "contact.onConnected")
			opened(t, ann, first).Say("I have to go")
			has(customer, "I have to go")
			before := customer.Position()
			must(t, ann.End(first))
			next := customer.Await(before, "onMessage", func(i chatjs.Item) bool { return strings.HasPrefix(i.Content, "Your agent has left") }).Data.ContactID
			ann.AwaitContact(first, "contact.onACW")
			must(t, ann.Clear(first))

			// Carl has been idle for longer all the time, and is chosen where anybody may be.
			carl.is(t, types.AgentStatusTypeRoutable)
			page, queue := ann, o.annUser.ownQueue()
			if to.action == "same queue" {
				o.annUser.is(t, types.AgentStatusTypeOffline)
				page, queue = other.page.For(t), "/queue/"+o.annUser.queue
			}
			customer.Say("I am back")
			page.AwaitContact(next, "contact.onConnecting")
			var of streams.Queue
			page.Get(streams.Place{Contact: next}, &of, "getQueue")
			if !strings.HasSuffix(of.QueueARN, queue) {
				t.Errorf("got the contact out of queue %s, want %s", of.QueueARN, queue)
			}
			must(t, page.Accept(next))
			page.AwaitContact(next, "contact.onConnected")
			wantSame(t, "what the agent reads", spoken(opened(t, page, next).Transcript()), []string{"I have to go", "I am back"})
			opened(t, page, next).Say("welcome back")
			has(customer, "welcome back")
			customer.Disconnect()
			page.AwaitContact(next, "contact.onEnded")
			must(t, page.Clear(next))
			carl.is(t, types.AgentStatusTypeOffline)
		})
	}
}

// ownQueue is how the ARN of an agent's own queue ends.
func (w *worker) ownQueue() string { return "/queue/agent/" + w.id }

// takes has a colleague accept what he is offered next, and answers which contact.
func (c *colleague) takes(t *testing.T) string {
	t.Helper()
	page := c.page.For(t)
	contact := page.Await(c.seen, "contact.onConnecting", nil).Contact
	must(t, page.Accept(contact))
	page.AwaitContact(contact, "contact.onConnected")
	c.seen = page.Position()
	return contact
}

// ends has him end a chat and clear it.
func (c *colleague) ends(t *testing.T, contact string) {
	t.Helper()
	page := c.page.For(t)
	must(t, page.End(contact))
	page.AwaitContact(contact, "contact.onACW")
	must(t, page.Clear(contact))
	page.AwaitContact(contact, "contact.onDestroy")
}

// begins makes content the flow of chats that begin on the customer's page.
func (o *office) begins(t *testing.T, content string) {
	t.Helper()
	client, instance := o.s.Connect(), aws.String(o.s.InstanceID())
	flows, err := client.ListContactFlows(t.Context(), &connect.ListContactFlowsInput{
		InstanceId: instance, ContactFlowTypes: []types.ContactFlowType{types.ContactFlowTypeContactFlow},
	})
	must(t, err)
	i := slices.IndexFunc(flows.ContactFlowSummaryList, func(f types.ContactFlowSummary) bool {
		return strings.HasPrefix(aws.ToString(f.Name), "Sample inbound flow")
	})
	_, err = client.UpdateContactFlowContent(t.Context(), &connect.UpdateContactFlowContentInput{
		InstanceId: instance, ContactFlowId: flows.ContactFlowSummaryList[i].Id, Content: aws.String(content),
	})
	must(t, err)
}

// hooked is queueing after a flow is hooked to an event.
func hooked(queue, event, flow string) string {
	hook := fmt.Sprintf(`{"Identifier": "hook", "Type": "UpdateContactEventHooks", "Parameters": {"EventHooks": {%q: %q}},
     "Transitions": {"NextAction": "queue", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    `, event, flow)
	return strings.NewReplacer(`"StartAction": "queue"`, `"StartAction": "hook"`, `{"Identifier": "queue"`, hook+`{"Identifier": "queue"`).Replace(queueing(queue))
}

// readInFrame scrolls up to the beginning of the chat at the desk within an agent's
// page, and gives what people and flows said.
func readInFrame(p *streams.AgentPage) []string {
	p.Frame("see", map[string]any{"text": "Send"}, nil)
	for range 40 { // more than there are pages, each of which a turn loads
		var beginnings []string
		p.Frame("scroll", map[string]any{"selector": ".log", "by": -4000}, nil)
		if p.Frame("texts", map[string]any{"selector": ".beginning:not([hidden])"}, &beginnings); len(beginnings) > 0 {
			break
		}
	}
	var words []string
	p.Frame("texts", map[string]any{"selector": ".message.me .text, .message.other .text"}, &words)
	return words
}

// spoken are the texts of messages.
func spoken(items []chatjs.Item) []string {
	var words []string
	for _, i := range messages(items) {
		words = append(words, i.Content)
	}
	return words
}
