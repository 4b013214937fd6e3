package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/browser"
	"github.com/rejoin-chat/rejoin/e2e/chatjs"
)

// The asynchronous scenario as the documentation tells it, at the desks of two agents,
// by their buttons: one falls silent and is disconnected for it, the customer comes
// back ten minutes later and finds the one who served before, who reads on where they
// were, or else whoever serves the queue. spec: Flow language, the asynchronous scenario.
func TestAsynchronousCustomerReturnsToDesksOfAgents(t *testing.T) {
	t.Parallel()
	d := &asyncDesk{Server: manual(t), t: t}
	c := crewOf(t, d.Server, "Bert", "Carl")
	remember := d.publish(types.ContactFlowTypeAgentWhisper, "async_remember", nil)
	bert, carl := c.at(0, desktop("en-GB", "light")), c.at(1, ccp("en-GB", "dark"))
	for _, to := range []struct{ name, action string }{
		{"previous agent", "same agent"},
		{"previous queue", "same queue"},
	} {
		t.Run(to.name, func(t *testing.T) {
			disconnect := d.publish(types.ContactFlowTypeContactFlow, "async_disconnect", returningTo(to.action))
			c.flow = d.publish(types.ContactFlowTypeContactFlow, "async_inbound",
				strings.NewReplacer("flow-disconnect", disconnect, "flow-remember", remember, "queue-basic", c.queue).Replace)
			takesStatus(bert, "Available", "New chats appear here")
			customer := c.arrives()
			must(t, limitSilence(t, d.Server, customer.Details.ContactID, agentGone(int32(silence.Minutes()))))
			acceptsAtDesk(bert)
			d.saysAtDesk(bert, customer, "I have to look that up")
			d.fallsSilentAtDesk(bert, customer)

			// Carl has been idle for longer, and is chosen where anybody may be.
			takesStatus(carl, "Available", "New chats appear here")
			again, idle := bert, carl
			if to.action == "same queue" {
				takesStatus(bert, "Offline", "You get no new chats")
				again, idle = carl, bert
			}
			d.passes("10m")
			customer.Say("here it is")
			acceptsAtDesk(again)
			again.See("here it is")
			said := []string{"I have to look that up", "here it is"}
			wantSame(t, "what the agent reads", wordsOf(again), said)
			if seams := again.Texts(".seam"); len(seams) != 1 {
				t.Errorf("got seams %q, want one, where the first agent was gone", seams)
			}
			again.Screenshot("scenario-desk-" + strings.ReplaceAll(to.action, " ", "-"))
			d.saysAtDesk(again, customer, "welcome back")
			wantSame(t, "what the agent reads", wordsOf(again), append(slices.Clone(said), "welcome back"))
			customer.Disconnect()
			again.See("Finish your work on it")
			again.Click("button", "Clear")
			again.See("No chats")
			idle.See("No chats")
			takesStatus(carl, "Offline", "You get no new chats")
		})
	}
}

// takesStatus has an agent choose a status by the menu, and waits for what the empty
// desk says then.
func takesStatus(v *browser.Visitor, status, then string) {
	v.Click("button", "Status")
	v.Click("menuitemradio", status)
	v.See(then)
}

// acceptsAtDesk has an agent take on the chat that comes in.
func acceptsAtDesk(v *browser.Visitor) {
	v.See("Incoming chat")
	v.Click("button", "Accept")
	v.Focused("Your message") // where the focus goes once the chat is his
}

// saysAtDesk has an agent write a message, a second after what was said before, as time
// stands still otherwise.
func (d *asyncDesk) saysAtDesk(v *browser.Visitor, customer *chatjs.Participant, text string) {
	d.t.Helper()
	d.passes("1s")
	v.Focused("Your message")
	v.Type(text)
	v.Click("button", "Send")
	has(customer, text)
	v.See("Sent")
}

// fallsSilentAtDesk lets time pass until the agent is disconnected, who clears the chat.
func (d *asyncDesk) fallsSilentAtDesk(v *browser.Visitor, customer *chatjs.Participant) {
	d.t.Helper()
	before := customer.Position()
	d.passes(silence.String())
	customer.Await(before, "onAutoDisconnection", nil)
	customer.Await(before, "onMessage", func(i chatjs.Item) bool { return strings.HasPrefix(i.Content, "Your agent has left") })
	v.See("Finish your work on it")
	v.Screenshot("scenario-desk-silent")
	v.Click("button", "Clear")
	v.See("No chats")
}

// passes moves the time, whatever fires on the way: with chats that have ended there may
// be their archiving.
func (d *asyncDesk) passes(by string) {
	d.t.Helper()
	m, err := d.Clock(d.t.Context(), "advance", by)
	must(d.t, err)
	if !m.Reached {
		d.t.Fatalf("advance %s: got %+v, want the time to be reached", by, m)
	}
}
