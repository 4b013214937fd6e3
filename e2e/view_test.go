package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
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

// secretFlow asks for what only the flow may know, keeps it, and waits.
const secretFlow = `{"Version":"2019-10-30","StartAction":"form","Actions":[
	{"Identifier":"form","Type":"ShowView","Parameters":{
		"ViewResource":{"Id":"form"},"InvocationTimeLimitSeconds":"400","SensitiveDataConfiguration":{"HideResponseOn":["TRANSCRIPT"]},
		"ViewData":{"Heading":"Your number","Sections":[{"Type":"FormSection","Heading":"Number"}]}},
	 "Transitions":{"NextAction":"bye","Conditions":[{"NextAction":"keep","Condition":{"Operator":"Equals","Operands":["Next"]}}],
		"Errors":[{"NextAction":"bye","ErrorType":"NoMatchingError"},{"NextAction":"bye","ErrorType":"NoMatchingCondition"},{"NextAction":"bye","ErrorType":"TimeLimitExceeded"}]}},
	{"Identifier":"keep","Type":"UpdateContactAttributes","Parameters":{"Attributes":{"number":"$.Views.ViewResultData.FormData.number"}},
	 "Transitions":{"NextAction":"thanks","Errors":[{"NextAction":"bye","ErrorType":"NoMatchingError"}]}},
	{"Identifier":"thanks","Type":"MessageParticipant","Parameters":{"Text":"Thank you"},
	 "Transitions":{"NextAction":"wait","Errors":[{"NextAction":"bye","ErrorType":"NoMatchingError"}]}},
	{"Identifier":"wait","Type":"Wait","Parameters":{"TimeoutSeconds":"3600"},
	 "Transitions":{"NextAction":"bye","Conditions":[{"NextAction":"bye","Condition":{"Operator":"Equals","Operands":["WaitCompleted"]}}],"Errors":[{"NextAction":"bye","ErrorType":"NoMatchingError"}]}},
	{"Identifier":"bye","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`

// The flow gets the response to a view, and nobody else does: neither those who
// take part, nor those who read the transcript, in this chat or in a later one.
func TestFlowHidesTheResponseToAView(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	shows := contentTypes(interactive, chatjs.InteractiveResponse)
	p := arrive(t, s, withFlow(flowID(t, s, "asks for a number", secretFlow)), shows)
	helper := chatjs.Join(t, s.URL, invite(t, s, p.Details.ContactID, p.Details.ContactID, "Helper"), chatjs.Options{})
	const secret = "4929-1234-0000-7"
	response := fmt.Sprintf(`{"templateType":"ViewResource","version":"1.0","viewName":"Form","action":"Next","data":{"FormData":{"number":%q}}}`, secret)
	sent := p.SayAs(chatjs.InteractiveResponse, response)
	if sent.ID == "" || sent.AbsoluteTime == "" {
		t.Errorf("got %+v, want an id and a time as for any message", sent)
	}
	p.SayAs(chatjs.InteractiveResponse, response) // sent twice
	p.Say("that was all")
	for _, one := range []*chatjs.Participant{p, helper} {
		awaitText(one, "Thank you")
		awaitText(one, "that was all")
		for _, frame := range one.Frames(0, "aws/chat") {
			if strings.Contains(fmt.Sprintf("%+v", frame), secret) {
				t.Errorf("%s was sent %+v", one.Details.ParticipantID, frame)
			}
		}
	}
	out, err := s.Connect().GetContactAttributes(t.Context(), &connect.GetContactAttributesInput{
		InstanceId: aws.String(s.InstanceID()), InitialContactId: aws.String(p.Details.ContactID),
	})
	must(t, err)
	if got := out.Attributes["number"]; got != secret {
		t.Errorf("the flow got %q, want %q", got, secret)
	}
	clean := func(when string, p *chatjs.Participant) {
		t.Helper()
		var said []string
		for _, item := range history(t, p, 100) {
			if item.Type == "MESSAGE" && item.ContentType != interactive {
				said = append(said, item.Content)
			}
			if strings.Contains(item.Content, secret) || item.ContentType == chatjs.InteractiveResponse {
				t.Errorf("%s: got %+v in the transcript", when, item)
			}
		}
		wantSame(t, when, said[:min(2, len(said))], []string{"Thank you", "that was all"})
	}
	clean("in the chat", p)
	clean("for another participant", helper)
	_, err = s.Connect().StopContact(t.Context(), &connect.StopContactInput{
		InstanceId: aws.String(s.InstanceID()), ContactId: aws.String(p.Details.ContactID),
	})
	must(t, err)
	p.Await(0, "onEnded", nil)
	clean("in a later chat", arrive(t, s, continuing(types.RehydrationTypeEntirePastSession, p.Details.ContactID)))
	if lines := s.Mentions(secret); len(lines) > 0 {
		t.Errorf("got %q in the server's log", lines)
	}
}
