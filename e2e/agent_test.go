package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// autoAgent makes an agent who takes chats on without being asked.
func autoAgent(t *testing.T, s *rejoin.Server, name string) (user string) {
	t.Helper()
	instance, client := aws.String(s.InstanceID()), s.Connect()
	routing, security := profiles(t, client, instance)
	out, err := client.CreateUser(t.Context(), &connect.CreateUserInput{
		InstanceId: instance, Username: aws.String(name), Password: aws.String("Abcdefg1"),
		IdentityInfo:       &types.UserIdentityInfo{FirstName: aws.String(name), LastName: aws.String("Agent")},
		PhoneConfig:        &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone, AutoAccept: true},
		RoutingProfileId:   routing,
		SecurityProfileIds: security,
	})
	must(t, err)
	return aws.ToString(out.UserId)
}

// assign has an agent take on a contact that waits in a queue, and waits until the
// customer has heard of it.
func assign(t *testing.T, s *rejoin.Server, p *chatjs.Participant, contact, user string) {
	t.Helper()
	before := p.Position()
	_, err := s.Connect().AssociateContactWithUser(t.Context(), &connect.AssociateContactWithUserInput{
		InstanceId: aws.String(s.InstanceID()), ContactId: aws.String(contact), UserId: aws.String(user),
	})
	must(t, err)
	p.Await(before, "onMessage", func(i chatjs.Item) bool { return i.ContentType == chatjs.Joined && i.ParticipantRole == "AGENT" })
}

// whisperFlow says something and is over.
func whisperFlow(text string) string {
	return fmt.Sprintf(`{
  "Version": "2019-10-30", "StartAction": "say",
  "Actions": [
    {"Identifier": "say", "Type": "MessageParticipant", "Parameters": {"Text": %q},
     "Transitions": {"NextAction": "end", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "EndFlowExecution", "Parameters": {}, "Transitions": {}}
  ]
}`, text)
}

// whisperingFlow sets both whispers and transfers to a queue.
func whisperingFlow(toAgent, toCustomer, queue string) string {
	return fmt.Sprintf(`{
  "Version": "2019-10-30", "StartAction": "for the agent",
  "Actions": [
    {"Identifier": "for the agent", "Type": "UpdateContactEventHooks", "Parameters": {"EventHooks": {"AgentWhisper": %q}},
     "Transitions": {"NextAction": "for the customer", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "for the customer", "Type": "UpdateContactEventHooks", "Parameters": {"EventHooks": {"CustomerWhisper": %q}},
     "Transitions": {"NextAction": "queue", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "queue", "Type": "UpdateContactTargetQueue", "Parameters": {"QueueId": %q},
     "Transitions": {"NextAction": "wait", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "wait", "Type": "TransferContactToQueue", "Parameters": {},
     "Transitions": {"Errors": [{"NextAction": "end", "ErrorType": "QueueAtCapacity"}, {"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}`, toAgent, toCustomer, queue)
}

// An agent joins once both whispers are over, of which the customer hears its own.
func TestAgentJoinsAfterTheWhispers(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	whisper := func(kind types.ContactFlowType, text string) string {
		out, err := s.Connect().CreateContactFlow(t.Context(), &connect.CreateContactFlowInput{
			InstanceId: aws.String(s.InstanceID()), Type: kind, Content: aws.String(whisperFlow(text)),
			Name: aws.String(fmt.Sprintf("whisper %d", flowsMade.Add(1))),
		})
		must(t, err)
		return aws.ToString(out.ContactFlowId)
	}
	p := arrive(t, s, withFlow(flowID(t, s, "whispering", whisperingFlow(
		whisper(types.ContactFlowTypeAgentWhisper, "for $.Agent.UserName alone"),
		whisper(types.ContactFlowTypeCustomerWhisper, "$.Agent.FirstName will help you"), basicQueue(t, s)))))
	name := fmt.Sprintf("Bert-%d", flowsMade.Add(1))
	user := autoAgent(t, s, name)
	assign(t, s, p, p.Details.ContactID, user)
	var heard []string
	for _, item := range history(t, p, 15) {
		if item.Type == "MESSAGE" || item.ParticipantRole == "AGENT" {
			heard = append(heard, item.Content+strings.TrimPrefix(item.ContentType, chatjs.Plain))
		}
	}
	if want := []string{name + " will help you", chatjs.Joined}; fmt.Sprint(heard) != fmt.Sprint(want) {
		t.Errorf("the customer heard %q, want %q", heard, want)
	}
	got, err := s.Connect().DescribeContact(t.Context(), &connect.DescribeContactInput{
		InstanceId: aws.String(s.InstanceID()), ContactId: aws.String(p.Details.ContactID),
	})
	must(t, err)
	agent := got.Contact.AgentInfo
	if agent == nil || aws.ToString(agent.Id) != user || agent.AcceptedByAgentTimestamp == nil || agent.ConnectedToAgentTimestamp == nil {
		t.Errorf("got agent %+v, want %s to be connected", agent, user)
	}
	p.Say("hello")
	wantUnbroken(t, p)
}

// Those who do not accept automatically must be there to accept, and only contacts
// in a queue are given to anybody.
func TestContactsAreAssignedToWhoAcceptsThem(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	d := start(t, s)
	id := aws.String(autoAgent(t, s, fmt.Sprintf("Carl-%d", flowsMade.Add(1))))
	associate := func(contact, user *string) error {
		_, err := client.AssociateContactWithUser(t.Context(), &connect.AssociateContactWithUserInput{
			InstanceId: instance, ContactId: contact, UserId: user,
		})
		return err
	}
	const nobody = "ffffffff-0000-4000-8000-000000000000"
	wantCode(t, associate(aws.String(d.ContactID), aws.String(nobody)), "ResourceNotFoundException")
	wantCode(t, associate(aws.String(nobody), id), "ResourceNotFoundException")
	_, err := client.UpdateUserPhoneConfig(t.Context(), &connect.UpdateUserPhoneConfigInput{
		InstanceId: instance, UserId: id, PhoneConfig: &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone},
	})
	must(t, err)
	wantCode(t, associate(aws.String(d.ContactID), id), "InvalidRequestException")
}

// basicQueue is the id of the queue that every instance has.
func basicQueue(t *testing.T, s *rejoin.Server) string {
	t.Helper()
	out, err := s.Connect().ListQueues(t.Context(), &connect.ListQueuesInput{
		InstanceId: aws.String(s.InstanceID()), QueueTypes: []types.QueueType{types.QueueTypeStandard},
	})
	must(t, err)
	for _, q := range out.QueueSummaryList {
		if aws.ToString(q.Name) == "BasicQueue" {
			return aws.ToString(q.Id)
		}
	}
	t.Fatalf("got queues %v, want BasicQueue", out.QueueSummaryList)
	return ""
}
