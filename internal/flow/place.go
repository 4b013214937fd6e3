package flow

import "slices"

// hookTypes are the types that a flow must have to be tied to a hook. What the
// agent's screen shows, and what runs when a contact is paused or resumed, are
// inbound flows too [I]. spec: UpdateContactEventHooks EventHooks.
var hookTypes = map[Hook]Type{
	HookCustomerQueue:     TypeCustomerQueue,
	HookCustomerRemaining: TypeContactFlow,
	HookAgentWhisper:      TypeAgentWhisper,
	HookCustomerWhisper:   TypeCustomerWhisper,
	HookAgentHold:         TypeAgentHold,
	HookCustomerHold:      TypeCustomerHold,
	HookDefaultAgentUI:    TypeContactFlow,
	HookDisconnectAgentUI: TypeContactFlow,
	HookPauseContact:      TypeContactFlow,
	HookResumeContact:     TypeContactFlow,
}

// TypeForHook is the type that a flow must have to be tied to a hook, "" for a hook
// that there is not.
func TypeForHook(hook Hook) Type { return hookTypes[hook] }

// CanTransferTo reports whether a flow of type from may go on in one of type to:
// the flows that may choose a queue lead to each other, and to no other, since those
// belong to a place in the contact's way. A module goes where the flow could that
// invoked it. spec: TransferToFlow restrictions.
func CanTransferTo(from, to Type) bool {
	return definition{flows: inboundAndTransfer}.allowedIn(from) && slices.Contains(inboundAndTransfer, to)
}
