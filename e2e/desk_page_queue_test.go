package e2e

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
)

// passesTo gives the crew's agents a quick connect to the queue of another crew, and its
// name.
func (c *crew) passesTo(other *crew) (name string) {
	c.t.Helper()
	client, instance := c.s.Connect(), aws.String(c.s.InstanceID())
	flows, err := client.ListContactFlows(c.t.Context(), &connect.ListContactFlowsInput{
		InstanceId: instance, ContactFlowTypes: []types.ContactFlowType{types.ContactFlowTypeQueueTransfer},
	})
	must(c.t, err)
	name = fmt.Sprintf("Returns %d", flowsMade.Add(1))
	to, err := client.CreateQuickConnect(c.t.Context(), &connect.CreateQuickConnectInput{
		InstanceId: instance, Name: aws.String(name), QuickConnectConfig: &types.QuickConnectConfig{
			QuickConnectType: types.QuickConnectTypeQueue,
			QueueConfig:      &types.QueueQuickConnectConfig{QueueId: aws.String(other.queue), ContactFlowId: flows.ContactFlowSummaryList[0].Id},
		},
	})
	must(c.t, err)
	_, err = client.AssociateQueueQuickConnects(c.t.Context(), &connect.AssociateQueueQuickConnectsInput{
		InstanceId: instance, QueueId: aws.String(c.queue), QuickConnectIds: []string{aws.ToString(to.QuickConnectId)},
	})
	must(c.t, err)
	return name
}

// A chat is passed on to a queue from the desk, by keyboard, and whoever serves it has
// it with all that was said.
func TestDeskPagePassesAChatOnToAQueue(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	orders, returns := crewOf(t, s, "Bert"), crewOf(t, s, "Dora")
	queue := orders.passesTo(returns)
	bert := orders.at(0, desktop("en-GB", "light"))
	becomesAvailable(bert)
	bert.See("New chats appear here")
	customer := orders.arrives()
	bert.See("Incoming chat")
	bert.Press("Alt+a")
	customer.Await(0, "onMessage", func(i chatjs.Item) bool { return i.ContentType == chatjs.Joined && i.ParticipantRole == "AGENT" })
	customer.Say("it does not fit")
	bert.See("it does not fit")

	dora := returns.at(0, desktop("en-GB", "light"))
	becomesAvailable(dora)
	dora.See("New chats appear here")
	bert.Press("Alt+t")
	bert.See("Transfer the chat with Ada")
	bert.See(queue)
	bert.Type("returns")
	bert.Screenshot("desk-transfer-queue")
	wantNamed(t, bert)
	bert.Press("Enter")
	bert.See("Finish your work on it")
	dora.See("passed this chat on")
	before := customer.Position()
	dora.Press("Alt+a")
	dora.See("it does not fit")
	dora.Type("send it back")
	dora.Press("Enter")
	customer.Await(before, "onMessage", func(i chatjs.Item) bool { return i.Content == "send it back" })
	dora.Press("Alt+x")
	dora.See("End the chat with Ada?")
	dora.Press("Enter")
	customer.Await(before, "onEnded", nil)
	for _, v := range []interface {
		See(string)
		Press(string)
	}{bert, dora} {
		v.See("Finish your work on it")
		v.Press("Alt+c")
		v.See("No chats")
	}
}
