package flow_test

import (
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

func TestAuthenticateParticipant(t *testing.T) {
	const plain = `{"CognitoConfiguration": {"UserPoolArn": "arn:pool", "AppClientId": "web"}}`
	asked := flow.SignIn{UserPool: "arn:pool", Client: "web", Seconds: 180}
	refuses := []string{"Equals OptedOut"}
	try(t, "AuthenticateParticipant", []trial{
		{name: "signs in", parameters: plain, conditions: refuses, wake: flow.SignedIn{}, command: asked, branch: "next"},
		{name: "opts out", parameters: plain, conditions: refuses, wake: flow.SignedIn{OptedOut: true}, command: asked, branch: "if Equals OptedOut"},
		{name: "opts out where nothing is said about that", parameters: plain, wake: flow.SignedIn{OptedOut: true}, command: asked, branch: "on NoMatchingCondition"},
		{name: "too late", parameters: plain, conditions: refuses, wake: flow.Timeout{}, command: asked, branch: "on TimeLimitExceeded", note: "in time"},
		{name: "refused", parameters: plain, conditions: refuses, wake: broken, command: asked, branch: onError},
		{name: "by reference, with a profile", env: flow.Values{"$.Attributes.c": "app", "$.Attributes.m": "15"},
			parameters: `{"CognitoConfiguration": {"UserPoolArn": "p", "AppClientId": "$.Attributes.c"}, "TimeLimitMinutes": "$.Attributes.m", "CustomerProfilesConfiguration": {"ObjectTypeName": "x"}}`,
			wake:       flow.SignedIn{}, branch: "next", command: flow.SignIn{UserPool: "p", Client: "app", Seconds: 900}},
		{name: "no provider", branch: onError, note: "CognitoConfiguration.UserPoolArn is missing"},
		{name: "no client", parameters: `{"CognitoConfiguration": {"UserPoolArn": "p"}}`, branch: onError, note: "AppClientId is missing"},
		{name: "too short a time", parameters: `{"CognitoConfiguration": {"UserPoolArn": "p", "AppClientId": "c"}, "TimeLimitMinutes": 2}`, branch: onError, note: "3 to 15"},
		{name: "too long a time", parameters: `{"CognitoConfiguration": {"UserPoolArn": "p", "AppClientId": "c"}, "TimeLimitMinutes": "16"}`, branch: onError, note: "3 to 15"},
		{name: "in a queue", kind: flow.TypeCustomerQueue, parameters: plain, branch: onError, note: "not allowed"},
	})
}

// Success is NextAction's alone: who opts out is never taken for one who signed in.
func TestOptingOutIsNotSuccess(t *testing.T) {
	content := branching(t, "AuthenticateParticipant", `{"CognitoConfiguration": {"UserPoolArn": "p", "AppClientId": "c"}}`)
	if _, problems := flow.Check(content, flow.TypeContactFlow, nil); !tells(problems, fault{action: "it", words: "a condition Equals OptedOut is required"}) {
		t.Errorf("got problems %v, want the missing condition", problems)
	}
	doc := parse(t, strings.Replace(content, `"ErrorType":"NoMatchingCondition"`, `"ErrorType":"ChannelMismatch"`, 1))
	step := flow.Step{Document: doc, State: flow.NewState(flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})}
	for _, in := range []flow.Input{flow.Start{}, flow.SignedIn{OptedOut: true}} {
		var err error
		if step, err = flow.Advance(step.Document, step.State, in, nil); err != nil {
			t.Fatal(err)
		}
	}
	if end, ok := step.Command.(flow.End); !ok || end.Action != flow.ActionID(onError) {
		t.Errorf("got %+v, want the error's branch", step.Command)
	}
}

func TestWithoutNextActionSigningInCannotBePublished(t *testing.T) {
	content := strings.Replace(branching(t, "AuthenticateParticipant", `{"CognitoConfiguration": {"UserPoolArn": "p", "AppClientId": "c"}}`, "Equals OptedOut"), `"NextAction":"next"`, `"NextAction":""`, 1)
	if _, problems := flow.Check(content, flow.TypeContactFlow, nil); !tells(problems, fault{action: "it", words: "NextAction is required"}) {
		t.Errorf("got problems %v, want the missing NextAction", problems)
	}
}
