package e2e

import (
	"fmt"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// segmented is a chat of three contacts: an agent talks in the first, another in
// the second, and the disconnect flow runs in the third.
type segmented struct {
	customer *chatjs.Participant
	contacts []string   // in order
	said     [][]string // ids of what people said, by contact
}

// perSegment is how many messages people exchange in each contact.
const perSegment = 15

// segments plays such a chat up to the middle of its third contact. When an
// agent leaves, the sample disconnect flow goes on in a new contact and waits;
// the customer's next message puts that contact into the queue, where the next
// agent takes it.
func segments(t *testing.T, s *rejoin.Server) *segmented {
	t.Helper()
	c := &segmented{customer: arrive(t, s)}
	session := c.customer.Details.ContactID
	contact := session
	for n := range 3 {
		c.contacts = append(c.contacts, contact)
		said := []string{c.customer.Say(fmt.Sprintf("segment %d begins", n+1)).ID}
		if n == 2 { // the survey: the customer talks alone
			for len(said) < perSegment {
				said = append(said, c.customer.Say(fmt.Sprintf("survey answer %d", len(said))).ID)
			}
			c.said = append(c.said, said)
			break
		}
		agent := talk(t, s, invite(t, s, session, contact, fmt.Sprintf("%s %d", agentName, n+1)))
		for len(said) < perSegment-1 {
			said = append(said, agent.say(fmt.Sprintf("advice %d", len(said))), c.customer.Say("thanks").ID)
		}
		c.said = append(c.said, said)
		contact = c.handOver(agent)
	}
	return c
}

// handOver lets the agent leave and answers the contact that follows.
func (c *segmented) handOver(agent talker) string {
	agent.t.Helper()
	position := c.customer.Position()
	agent.leave()
	// The disconnect flow speaks in the new contact.
	return c.customer.Await(position, "onMessage", func(i chatjs.Item) bool {
		return i.Type == "MESSAGE" && i.ParticipantRole == "SYSTEM"
	}).Data.ContactID
}

// end lets the customer leave, which ends the chat.
func (c *segmented) end() {
	c.customer.Disconnect()
	c.customer.Await(0, "onEnded", nil)
}

// everything is what people said in the contacts, in order.
func (c *segmented) everything(upTo int) []string {
	var all []string
	for _, said := range c.said[:upTo] {
		all = append(all, said...)
	}
	return all
}
