package e2e

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// waitingFlow keeps a chat open for whoever is invited to it, without a queue
// and without a disconnect flow.
const waitingFlow = `{
  "Version": "2019-10-30", "StartAction": "wait",
  "Actions": [
    {"Identifier": "wait", "Type": "Wait", "Parameters": {"TimeoutSeconds": "3600"},
     "Transitions": {
       "Conditions": [{"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}],
       "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}`

// flowsMade tells apart flows of one name: names are unique.
var flowsMade atomic.Int64

// flowID creates a flow and answers its id.
func flowID(t *testing.T, s *rejoin.Server, name, content string) string {
	t.Helper()
	out, err := s.Connect().CreateContactFlow(t.Context(), &connect.CreateContactFlowInput{
		InstanceId: aws.String(s.InstanceID()), Type: types.ContactFlowTypeContactFlow,
		Name: aws.String(fmt.Sprintf("%s %d", name, flowsMade.Add(1))), Content: aws.String(content),
	})
	if err != nil {
		t.Fatal(err)
	}
	return aws.ToString(out.ContactFlowId)
}
