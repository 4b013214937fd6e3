// Package samples holds the flows that every new instance starts with: the
// default flows, the two samples that make the first chat work, and the
// disconnect flow that exported chat flows refer to by name.
//
// Each is a document of the flow language in content/. Where it names another
// resource it says which by kind and name, as "@queue:BasicQueue", and
// [Flow.Content] puts the host's id there. Every document lints clean.
//
// The package imports flow and the standard library only, and holds no state.
package samples

import (
	"encoding/json"
	"regexp"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// Names by which the flows are found. spec: the names of a new instance of the
// service, which exported flows are resolved by.
const (
	SampleDisconnect       = "Sample disconnect flow"
	SampleInbound          = "Sample inbound flow (first contact experience)"
	BasicChatDisconnect    = "Basic Chat Disconnect Flow"
	DefaultAgentHold       = "Default agent hold"
	DefaultAgentTransfer   = "Default agent transfer"
	DefaultAgentWhisper    = "Default agent whisper"
	DefaultCustomerHold    = "Default customer hold"
	DefaultCustomerQueue   = "Default customer queue"
	DefaultCustomerWhisper = "Default customer whisper"
	DefaultOutbound        = "Default outbound"
	DefaultQueueTransfer   = "Default queue transfer"
)

// BasicQueue is the name of the queue that the flows use; the host has it ready
// before it fills in a content.
const BasicQueue = "BasicQueue"

// Flow is one of the flows, without the ids of the instance that it is for.
type Flow struct {
	Name        string
	Description string
	Type        flow.Type
	template    string
}

// All lists the flows. One that names another comes after it, so they can be
// created in this order.
func All() []Flow {
	return []Flow{
		{SampleDisconnect, "Waits 15 minutes for a customer whose agent has left.", flow.TypeContactFlow, sampleDisconnect},
		{SampleInbound, "Greets the customer and puts the chat into BasicQueue.", flow.TypeContactFlow, sampleInbound},
		{BasicChatDisconnect, "Waits 8 hours for a customer whose agent has left.", flow.TypeContactFlow, basicChatDisconnect},
		{DefaultAgentHold, "What an agent on hold hears.", flow.TypeAgentHold, defaultAgentHold},
		{DefaultAgentTransfer, "Puts a contact into the queue of an agent.", flow.TypeAgentTransfer, defaultAgentTransfer},
		{DefaultAgentWhisper, "Tells the agent which queue a contact comes from.", flow.TypeAgentWhisper, defaultAgentWhisper},
		{DefaultCustomerHold, "What a customer on hold hears.", flow.TypeCustomerHold, defaultCustomerHold},
		{DefaultCustomerQueue, "What a customer in a queue hears.", flow.TypeCustomerQueue, defaultCustomerQueue},
		{DefaultCustomerWhisper, "Tells the customer that an agent joins.", flow.TypeCustomerWhisper, defaultCustomerWhisper},
		{DefaultOutbound, "What the receiver of an outbound contact is told.", flow.TypeOutboundWhisper, defaultOutbound},
		{DefaultQueueTransfer, "Puts a contact into the queue that an agent chose.", flow.TypeQueueTransfer, defaultQueueTransfer},
	}
}

// placeholder stands for the id of a resource: a whole JSON string.
var placeholder = regexp.MustCompile(`"@(queue|flow):([^"]+)"`)

// Content is the document with the ids or ARNs that id gives for the resources
// which it names.
func (f Flow) Content(id func(kind flow.Resource, name string) string) string {
	return placeholder.ReplaceAllStringFunc(f.template, func(match string) string {
		part := placeholder.FindStringSubmatch(match)
		quoted, err := json.Marshal(id(flow.Resource(part[1]), part[2]))
		if err != nil { // a string can always be written
			return match
		}
		return string(quoted)
	})
}
