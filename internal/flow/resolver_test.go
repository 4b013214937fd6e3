package flow_test

import (
	"reflect"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
)

// hall is an instance with a flow of each type, named after it, and some that cannot
// run.
var hall = flowtest.ResolverFunc(func(kind flow.Resource, ref string) flow.Found {
	switch {
	case ref == "gone":
		return flow.Found{}
	case ref == "draft":
		return flow.Found{Standing: flow.Unpublished, Type: flow.TypeAgentWhisper}
	case ref == "old":
		return flow.Found{Standing: flow.Archived, Type: flow.TypeAgentWhisper}
	case ref == "arn:queue":
		return flow.Found{Standing: flow.Usable, Type: flow.TypeCustomerQueue, Name: "Music"}
	case ref == "untyped":
		return flow.Found{Standing: flow.Usable}
	}
	return flow.Found{Standing: flow.Usable, Type: flow.Type(ref)}
})

func TestFlowsAreHeldAgainstThePlaceWhereTheyAreNamed(t *testing.T) {
	const transfers = ", and only flows of type CONTACT_FLOW, AGENT_TRANSFER or QUEUE_TRANSFER can be transferred to"
	for _, c := range []struct {
		name       string
		kind       flow.ActionType
		parameters string
		want       []string
	}{
		{"its hook", "UpdateContactEventHooks", `{"EventHooks": {"AgentWhisper": "AGENT_WHISPER"}}`, nil},
		{"an inbound flow as disconnect flow", "UpdateContactEventHooks", `{"EventHooks": {"CustomerRemaining": "CONTACT_FLOW"}}`, nil},
		{"a flow of no known type", "UpdateContactEventHooks", `{"EventHooks": {"AgentWhisper": "untyped"}}`, nil},
		{"a reference", "UpdateContactEventHooks", `{"EventHooks": {"AgentWhisper": "$.Attributes.f"}}`, nil},
		{"another hook", "UpdateContactEventHooks", `{"EventHooks": {"AgentWhisper": "CUSTOMER_WHISPER"}}`,
			[]string{`parameter EventHooks: AgentWhisper takes a flow of type AGENT_WHISPER, and "CUSTOMER_WHISPER" is of type CUSTOMER_WHISPER`}},
		{"a queue flow as disconnect flow", "UpdateContactEventHooks", `{"EventHooks": {"CustomerRemaining": "arn:queue"}}`,
			[]string{`parameter EventHooks: CustomerRemaining takes a flow of type CONTACT_FLOW, and "Music" is of type CUSTOMER_QUEUE`}},
		{"an inbound flow in the queue", "UpdateContactEventHooks", `{"EventHooks": {"CustomerQueue": "CONTACT_FLOW"}}`,
			[]string{`parameter EventHooks: CustomerQueue takes a flow of type CUSTOMER_QUEUE, and "CONTACT_FLOW" is of type CONTACT_FLOW`}},
		{"one that is not there", "UpdateContactEventHooks", `{"EventHooks": {"CustomerQueue": "gone"}}`,
			[]string{`parameter EventHooks names flow "gone", which does not exist`}},
		{"one that is only saved", "UpdateContactEventHooks", `{"EventHooks": {"CustomerQueue": "draft"}}`,
			[]string{`parameter EventHooks names flow "draft", which is not published`}},
		{"one that is archived", "UpdateContactEventHooks", `{"EventHooks": {"CustomerQueue": "old"}}`,
			[]string{`parameter EventHooks names flow "old", which is archived`}},
		{"an inbound flow", "TransferToFlow", `{"ContactFlowId": "CONTACT_FLOW"}`, nil},
		{"a transfer flow", "TransferToFlow", `{"ContactFlowId": "QUEUE_TRANSFER"}`, nil},
		{"a queue flow", "TransferToFlow", `{"ContactFlowId": "arn:queue"}`, []string{`parameter ContactFlowId: "Music" is of type CUSTOMER_QUEUE` + transfers}},
		{"a whisper", "TransferToFlow", `{"ContactFlowId": "AGENT_WHISPER"}`, []string{`parameter ContactFlowId: "AGENT_WHISPER" is of type AGENT_WHISPER` + transfers}},
		{"a saved flow", "TransferToFlow", `{"ContactFlowId": "draft"}`, []string{`parameter ContactFlowId names flow "draft", which is not published`}},
		{"an archived view", "ShowView", `{"ViewResource": {"Id": "old"}}`, []string{`parameter ViewResource.Id names view "old", which is archived`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, problems := flow.Check(branching(t, c.kind, c.parameters), flow.TypeContactFlow, hall)
			var got []string
			for _, p := range problems {
				got = append(got, p.Message)
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got problems %q, want %q", got, c.want)
			}
		})
	}
}

func TestAResolverIsAskedOnceForAReference(t *testing.T) {
	asked := 0
	counting := flowtest.ResolverFunc(func(flow.Resource, string) flow.Found { asked++; return flow.Found{} })
	flow.Check(branching(t, "UpdateContactEventHooks", `{"EventHooks": {"CustomerQueue": "f"}}`), flow.TypeContactFlow, counting)
	if asked != 1 {
		t.Errorf("got %d questions, want 1", asked)
	}
}
