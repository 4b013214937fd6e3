package e2e

import (
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// longWhisper has an agent wait for an hour before he can talk.
const longWhisper = `{
  "Version": "2019-10-30", "StartAction": "wait",
  "Actions": [
    {"Identifier": "wait", "Type": "Wait", "Parameters": {"TimeoutSeconds": "3600"},
     "Transitions": {
       "Conditions": [{"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}],
       "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "EndFlowExecution", "Parameters": {}, "Transitions": {}}
  ]
}`

// A customer who leaves while the whisper runs leaves the agent with a contact in error,
// of which Streams tells, and which is cleared like any that is over.
// spec: About contact states, ERROR.
func TestStreamsTellsOfAFailedContact(t *testing.T) {
	t.Parallel()
	if rejoin.Scaled() {
		t.Skip("it is about pages and a browser, and the server's part is tested by itself")
	}
	for _, mode := range streamsModes {
		t.Run(mode.name, func(t *testing.T) {
			t.Parallel()
			o := openOffice(t, mode)
			t.Run("customer_leaves_during_the_whisper", func(t *testing.T) { customerLeavesDuringTheWhisper(t, o) })
		})
	}
}

func customerLeavesDuringTheWhisper(t *testing.T, o *office) {
	whisper, err := o.s.Connect().CreateContactFlow(t.Context(), &connect.CreateContactFlowInput{
		InstanceId: aws.String(o.s.InstanceID()), Type: types.ContactFlowTypeAgentWhisper,
		Name: aws.String(fmt.Sprintf("long whisper %d", flowsMade.Add(1))), Content: aws.String(longWhisper),
	})
	must(t, err)
	whispering := flowID(t, o.s, "whispering", hooked(o.annUser.queue, "AgentWhisper", aws.ToString(whisper.ContactFlowId)))
	ann, d := o.accepted(t, withFlow(whispering))
	before := ann.Position()
	talk(t, o.s, d).leave()
	ann.AwaitContact(d.ContactID, "contact.onError")
	if told := ann.Of(d.ContactID, before); slices.Contains(told, "contact.onACW") || slices.Contains(told, "contact.onMissed") {
		t.Errorf("got %v, want neither work after it nor that it was missed", told)
	}
	must(t, ann.Clear(d.ContactID))
	ann.AwaitContact(d.ContactID, "contact.onDestroy")
}
