package flow_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// A text may refer to a large answer many times: it is taken apart once, for the
// chat's transaction is open meanwhile.
func TestReferencesTakeAnAnswerApartOnce(t *testing.T) {
	const members, references = 1000, 2000
	answer := map[string]string{}
	for i := range members {
		answer[fmt.Sprintf("k%d", i)] = "v"
	}
	payload, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := flow.Parse(`{"Version": "2019-10-30", "StartAction": "call", "Actions": [
		{"Identifier": "call", "Type": "InvokeLambdaFunction", "Parameters": {"LambdaFunctionARN": "arn", "InvocationTimeLimitSeconds": "3"},
			"Transitions": {"NextAction": "say"}},
		{"Identifier": "say", "Type": "MessageParticipant", "Parameters": {"Text": "` + strings.Repeat("$.External.k7", references) + `"}}]}`)
	if err != nil {
		t.Fatal(err)
	}
	begun, err := flow.Advance(doc, flow.NewState(flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow}), flow.Start{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	allocations := testing.AllocsPerRun(1, func() {
		step, err := flow.Advance(doc, begun.State, flow.FunctionAnswered{Payload: payload}, nil)
		if said, ok := step.Command.(flow.SendMessage); err != nil || !ok || said.Text != strings.Repeat("v", references) {
			t.Fatalf("got %+v, %v, want every reference's value", step.Command, err)
		}
	})
	if most := float64(references * members / 10); allocations > most {
		t.Errorf("got %.0f allocations, want fewer than %.0f", allocations, most)
	}
}
