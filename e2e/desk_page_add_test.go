package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// An agent asks a colleague in, by the desk, takes her out and asks her again: both talk
// with the customer, and when the first one leaves, the chat goes on with the other.
func TestDeskPageAddsAColleague(t *testing.T) {
	t.Parallel()
	s := rejoin.Start(t, rejoin.Options{})
	_, err := s.Connect().UpdateInstanceAttribute(t.Context(), &connect.UpdateInstanceAttributeInput{
		InstanceId: aws.String(s.InstanceID()), AttributeType: types.InstanceAttributeTypeMultiPartyChatConference, Value: aws.String("true"),
	})
	must(t, err)
	c := crewOf(t, s, "Bert", "Dora")
	bert := c.at(0, desktop("en-GB", "light"))
	becomesAvailable(bert)
	bert.See("New chats appear here")
	customer := c.arrives()
	before := customer.Position()
	bert.See("Incoming chat")
	bert.Press("Alt+a")
	customer.Await(before, "onMessage", func(i chatjs.Item) bool { return i.ContentType == chatjs.Joined && i.ParticipantRole == "AGENT" })
	dora := c.at(1, ccp("en-GB", "light"))
	becomesAvailable(dora)
	dora.See("New chats appear here")
	add := func() {
		bert.Click("button", "Add")
		bert.Type("dora")
		bert.Click("option", c.names[1]) // her name alone is also in what was said of the one before
		bert.Press("Enter")
		dora.Click("button", "Accept") // which is there with the offer, while what was said of the one before stays said
		dora.See("Leave chat")
		dora.See("This is the beginning of the conversation.") // all of it was fetched: her removal meets no request
		bert.See("Also in this chat")
	}
	add()
	bert.Click("button", "Remove")
	bert.See("The chat goes on with you and everybody else.")
	wantNamed(t, bert)
	bert.Press("Enter")
	bert.Gone("Also in this chat")
	bert.See("End chat")
	dora.See("Finish your work on it")
	dora.Press("Alt+c")
	dora.See("No chats")
	add()
	dora.Type("hello from Dora")
	dora.Press("Enter")
	bert.See("hello from Dora")
	bert.Screenshot("desk-party")
	dora.Screenshot("desk-party-narrow")
	bert.Press("Alt+x")
	bert.See("Your colleagues go on without you.")
	bert.Press("Enter")
	bert.See("Finish your work on it")
	dora.See("End chat")
	before = customer.Position()
	dora.Type("still here")
	dora.Press("Enter")
	customer.Await(before, "onMessage", func(i chatjs.Item) bool { return i.Content == "still here" })
}
