package legacy

import "github.com/rejoin-chat/rejoin/internal/flow"

// flowTypes are the names that the designer gives flow types in the metadata of
// both formats. spec: CreateContactFlow Type.
var flowTypes = map[string]flow.Type{
	"contactFlow":     flow.TypeContactFlow,
	"customerQueue":   flow.TypeCustomerQueue,
	"customerHold":    flow.TypeCustomerHold,
	"customerWhisper": flow.TypeCustomerWhisper,
	"agentHold":       flow.TypeAgentHold,
	"agentWhisper":    flow.TypeAgentWhisper,
	"outboundWhisper": flow.TypeOutboundWhisper,
	"agentTransfer":   flow.TypeAgentTransfer,
	"queueTransfer":   flow.TypeQueueTransfer,
	"campaign":        flow.TypeCampaign,

	"contactFlowModule": flow.TypeModule,
}

// FlowType is the type that a designer's name or an API name stands for.
func FlowType(name string) (flow.Type, bool) {
	if known, ok := flowTypes[name]; ok {
		return known, true
	}
	t := flow.Type(name)
	_, ok := designerTypes[t]
	return t, ok
}

// designerTypes are the names by the types.
var designerTypes = inverse(flowTypes)

func inverse(m map[string]flow.Type) map[flow.Type]string {
	out := make(map[flow.Type]string, len(m))
	for name, t := range m {
		out[t] = name
	}
	return out
}

// DesignerType is the name by which the designer's exports call a flow type;
// empty when it is none.
func DesignerType(t flow.Type) string { return designerTypes[t] }
