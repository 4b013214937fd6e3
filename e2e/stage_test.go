package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// chatStart is a request for a chat, and a way to change it.
type chatStart func(*connect.StartChatContactInput)

// contentTypes makes a chat support content types besides plain text.
func contentTypes(types ...string) chatStart {
	return func(in *connect.StartChatContactInput) {
		in.SupportedMessagingContentTypes = append([]string{chatjs.Plain}, types...)
	}
}

// withFlow starts a chat with another flow than the sample.
func withFlow(id string) chatStart {
	return func(in *connect.StartChatContactInput) { in.ContactFlowId = aws.String(id) }
}

// continuing makes a chat go on with a past one.
func continuing(mode types.RehydrationType, source string) chatStart {
	return func(in *connect.StartChatContactInput) {
		in.PersistentChat = &types.PersistentChat{RehydrationType: mode, SourceContactId: aws.String(source)}
	}
}

// customerName is how every customer is called.
const customerName = "Ada"

// startOutput starts a chat and answers all that the service said.
func startOutput(t *testing.T, s *rejoin.Server, changes ...chatStart) (*connect.StartChatContactOutput, error) {
	t.Helper()
	in := &connect.StartChatContactInput{
		InstanceId:         aws.String(s.InstanceID()),
		ContactFlowId:      aws.String(s.FlowID()),
		ParticipantDetails: &types.ParticipantDetails{DisplayName: aws.String(customerName)},
	}
	for _, change := range changes {
		change(in)
	}
	return s.Connect().StartChatContact(t.Context(), in)
}

// start starts a chat and answers its customer.
func start(t *testing.T, s *rejoin.Server, changes ...chatStart) chatjs.Details {
	t.Helper()
	out, err := startOutput(t, s, changes...)
	if err != nil {
		t.Fatal(err)
	}
	common.Lock()
	defer common.Unlock()
	common.tokens = append(common.tokens, aws.ToString(out.ParticipantToken))
	return customerOf(out)
}

// customerOf is the customer of a chat that was started.
func customerOf(out *connect.StartChatContactOutput) chatjs.Details {
	return chatjs.Details{
		ContactID: aws.ToString(out.ContactId), InitialContactID: aws.ToString(out.ContactId),
		ParticipantID: aws.ToString(out.ParticipantId), ParticipantToken: aws.ToString(out.ParticipantToken),
	}
}

// arrive starts a chat and lets its customer in.
func arrive(t *testing.T, s *rejoin.Server, changes ...chatStart) *chatjs.Participant {
	t.Helper()
	return chatjs.Join(t, s.URL, start(t, s, changes...), chatjs.Options{})
}

// invite adds a custom participant, who talks like an agent, to the contact of a
// session.
func invite(t *testing.T, s *rejoin.Server, session, contact, name string) chatjs.Details {
	t.Helper()
	out, err := s.Connect().CreateParticipant(t.Context(), &connect.CreateParticipantInput{
		InstanceId: aws.String(s.InstanceID()),
		ContactId:  aws.String(contact),
		ParticipantDetails: &types.ParticipantDetailsToAdd{
			DisplayName: aws.String(name), ParticipantRole: types.ParticipantRoleCustomBot,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return chatjs.Details{
		ContactID: contact, InitialContactID: session, ParticipantID: aws.ToString(out.ParticipantId),
		ParticipantToken: aws.ToString(out.ParticipantCredentials.ParticipantToken),
	}
}

// agentName is how every custom participant is called.
const agentName = "Robin"

// agentPage lets a custom participant into a customer's chat, with ChatJS.
func agentPage(t *testing.T, s *rejoin.Server, customer chatjs.Details) *chatjs.Participant {
	t.Helper()
	return chatjs.Join(t, s.URL, invite(t, s, customer.InitialContactID, customer.ContactID, agentName), chatjs.Options{
		PromptReceipts: true, Trust: s.Certificate(),
	})
}
