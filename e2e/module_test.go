package e2e

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	awsv1 "github.com/aws/aws-sdk-go/aws"
	participant "github.com/aws/aws-sdk-go/service/connectparticipant"
)

// greetingModule says something and returns.
const greetingModule = `{"Version":"2019-10-30","StartAction":"hello","Actions":[
	{"Identifier":"hello","Type":"MessageParticipant","Parameters":{"Text":"hello from the module"},"Transitions":{"NextAction":"back","Errors":[{"NextAction":"back","ErrorType":"NoMatchingError"}]}},
	{"Identifier":"back","Type":"EndFlowModuleExecution","Parameters":{},"Transitions":{}}]}`

// A flow invokes a version of a module by its alias, and goes on.
func TestFlowInvokesAModule(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	client, instance := s.Connect(), aws.String(s.InstanceID())
	made, err := client.CreateContactFlowModule(t.Context(), &connect.CreateContactFlowModuleInput{
		InstanceId: instance, Name: aws.String("greeting module"), Content: aws.String(greetingModule),
	})
	must(t, err)
	_, err = client.CreateContactFlowModuleVersion(t.Context(), &connect.CreateContactFlowModuleVersionInput{InstanceId: instance, ContactFlowModuleId: made.Id})
	must(t, err)
	_, err = client.CreateContactFlowModuleAlias(t.Context(), &connect.CreateContactFlowModuleAliasInput{
		InstanceId: instance, ContactFlowModuleId: made.Id, ContactFlowModuleVersion: aws.Int64(1), AliasName: aws.String("live"),
	})
	must(t, err)
	_, err = client.UpdateContactFlowModuleContent(t.Context(), &connect.UpdateContactFlowModuleContentInput{
		InstanceId: instance, ContactFlowModuleId: made.Id, Content: aws.String(endingModule),
	})
	must(t, err)
	invoking := fmt.Sprintf(`{"Version":"2019-10-30","StartAction":"call","Actions":[
		{"Identifier":"call","Type":"InvokeFlowModule","Parameters":{"FlowModuleId":"%s:live"},"Transitions":{"NextAction":"after","Errors":[{"NextAction":"bye","ErrorType":"NoMatchingError"}]}},
		{"Identifier":"after","Type":"MessageParticipant","Parameters":{"Text":"hello from the flow"},"Transitions":{"NextAction":"wait","Errors":[{"NextAction":"wait","ErrorType":"NoMatchingError"}]}},
		{"Identifier":"wait","Type":"Wait","Parameters":{"TimeoutSeconds":"3600"},
		 "Transitions":{"NextAction":"bye","Conditions":[{"NextAction":"bye","Condition":{"Operator":"Equals","Operands":["WaitCompleted"]}}],"Errors":[{"NextAction":"bye","ErrorType":"NoMatchingError"}]}},
		{"Identifier":"bye","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`, aws.ToString(made.Arn))
	customer := talk(t, s, start(t, s, withFlow(flowID(t, s, "invokes a module", invoking))))
	out, err := customer.client.GetTranscriptWithContext(t.Context(), &participant.GetTranscriptInput{
		ConnectionToken: awsv1.String(customer.token), SortOrder: awsv1.String(participant.SortKeyAscending),
	})
	must(t, err)
	var said []string
	for _, item := range out.Transcript {
		if awsv1.StringValue(item.Type) == participant.ChatItemTypeMessage {
			said = append(said, awsv1.StringValue(item.Content))
		}
	}
	wantSame(t, "messages", said, []string{"hello from the module", "hello from the flow"})
}
