package e2e

import (
	"encoding/json"
	"fmt"
	"testing"

	awsv1 "github.com/aws/aws-sdk-go/aws"
	participant "github.com/aws/aws-sdk-go/service/connectparticipant"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
)

// interactive is the content type of the message that brings a view.
const interactive = "application/vnd.amazonaws.connect.message.interactive"

// formFlow shows the standard form and ends the chat when it was sent.
const formFlow = `{"Version":"2019-10-30","StartAction":"form","Actions":[
	{"Identifier":"form","Type":"ShowView","Parameters":{
		"ViewResource":{"Id":"arn:aws:connect:us-west-2:aws:view/form:1"},"InvocationTimeLimitSeconds":"400",
		"ViewData":{"Heading":"Your address","Sections":[{"Type":"FormSection","Heading":"Home"}]}},
	 "Transitions":{"NextAction":"bye","Conditions":[{"NextAction":"bye","Condition":{"Operator":"Equals","Operands":["Next"]}}],
		"Errors":[{"NextAction":"wait","ErrorType":"NoMatchingError"},{"NextAction":"wait","ErrorType":"NoMatchingCondition"},{"NextAction":"wait","ErrorType":"TimeLimitExceeded"}]}},
	{"Identifier":"wait","Type":"Wait","Parameters":{"TimeoutSeconds":"3600"},
	 "Transitions":{"NextAction":"bye","Conditions":[{"NextAction":"bye","Condition":{"Operator":"Equals","Operands":["WaitCompleted"]}}],"Errors":[{"NextAction":"bye","ErrorType":"NoMatchingError"}]}},
	{"Identifier":"bye","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`

// The customer reads the view that a flow shows, another customer does not, and the
// flow goes on with the answer. With the AWS SDK for Go v1.
func TestFlowShowsAView(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	flow := withFlow(flowID(t, s, "shows a form", formFlow))
	customer := talk(t, s, start(t, s, flow, contentTypes(interactive, chatjs.InteractiveResponse)))
	out, err := customer.client.GetTranscriptWithContext(t.Context(), &participant.GetTranscriptInput{ConnectionToken: awsv1.String(customer.token)})
	must(t, err)
	var shown struct {
		TemplateType string
		Data         struct {
			Content struct {
				ViewID, ViewToken string
				ViewData          struct{ Heading string }
			}
		}
	}
	for _, item := range out.Transcript {
		if awsv1.StringValue(item.ContentType) == interactive {
			must(t, json.Unmarshal([]byte(awsv1.StringValue(item.Content)), &shown))
		}
	}
	if c := shown.Data.Content; shown.TemplateType != "ViewResource" || c.ViewID != "form" || c.ViewData.Heading != "Your address" {
		t.Fatalf("got %+v in a transcript of %d items, want the form and its data", shown, len(out.Transcript))
	}
	describe := func(k talker) (*participant.DescribeViewOutput, error) {
		return k.client.DescribeViewWithContext(t.Context(), &participant.DescribeViewInput{
			ConnectionToken: awsv1.String(k.token), ViewToken: awsv1.String(shown.Data.Content.ViewToken),
		})
	}
	described, err := describe(customer)
	must(t, err)
	view := described.View
	if awsv1.StringValue(view.Name) != "Form" || awsv1.Int64Value(view.Version) != 1 || !json.Valid([]byte(awsv1.StringValue(view.Content.Template))) {
		t.Errorf("got %s version %d, want the form and its template", awsv1.StringValue(view.Name), awsv1.Int64Value(view.Version))
	}
	wantSame(t, "actions", awsv1.StringValueSlice(view.Content.Actions), []string{"Back", "Next", "Step"})
	stranger := talk(t, s, start(t, s, flow, contentTypes(interactive, chatjs.InteractiveResponse)))
	_, err = describe(stranger)
	wantStatusCode(t, err, 404)

	answer := fmt.Sprintf(`{"templateType":"ViewResource","version":"1.0","viewName":"Form","action":"Next","data":%s}`, `{"FormData":{"street":"Main"}}`)
	_, err = customer.client.SendMessageWithContext(t.Context(), &participant.SendMessageInput{
		ConnectionToken: awsv1.String(customer.token), ContentType: awsv1.String(chatjs.InteractiveResponse), Content: awsv1.String(answer),
	})
	must(t, err)
	_, err = describe(customer)
	wantStatusCode(t, err, 403)
}
