package legacy

import (
	"strings"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// destination is a queue or an agent.
func (b *block) destination() bool {
	queue := b.resource("QueueId", "Queue", "QueueId")
	agent := b.resource("AgentId", "Agent", "AgentId")
	return queue || agent
}

func (b *block) setQueue() {
	b.is("UpdateContactTargetQueue")
	b.destination()
	b.success()
}

// transferToQueue leaves for the working queue, or, out of a queue flow, for the
// one that it names.
func (b *block) transferToQueue() {
	b.is("TransferContactToQueue")
	if b.destination() {
		b.is("DequeueContactAndTransferToQueue")
	}
	b.next("Success")
	b.raise(flow.ErrorQueueAtCapacity, "AtCapacity")
	b.raise(flow.ErrorNoMatchingError, "Error")
	b.otherwise()
}

func (b *block) transferToFlow() {
	b.is("TransferToFlow")
	b.resource("ContactFlowId", "ContactFlowId")
	b.raise(flow.ErrorNoMatchingError, "Error")
	b.otherwise()
}

func (b *block) transferToAgent() {
	b.is("TransferContactToAgent")
	b.raise(flow.ErrorNoMatchingError, "Error")
	b.otherwise()
}

// transferToNumber calls a telephone; a blind transfer ends the flow. On chat it
// takes its error branch, as the block does there.
func (b *block) transferToNumber() {
	b.is("TransferParticipantToThirdParty")
	b.set("ThirdPartyPhoneNumber", "PhoneNumber")
	b.set("ThirdPartyConnectionTimeLimitSeconds", "TimeLimit")
	if blind := b.value("BlindTransfer"); blind != "" {
		b.action.Parameters["ContinueFlowExecution"] = "True"
		if strings.EqualFold(blind, "true") {
			b.action.Parameters["ContinueFlowExecution"] = "False"
		}
	}
	b.set("ThirdPartyDTMFDigits", "DTMF", "SendDigits")
	caller := map[string]any{}
	if v := b.value("CallerIdNumber", "CallerId"); v != "" {
		caller["Number"] = v
	}
	if v := b.value("CallerIdName"); v != "" {
		caller["Name"] = v
	}
	if len(caller) > 0 {
		b.action.Parameters["CallerId"] = caller
	}
	b.next("Success")
	b.raise("CallFailed", "CallFailure", "CallFailed")
	b.raise("ConnectionTimeLimitExceeded", "Timeout")
	b.raise(flow.ErrorNoMatchingError, "Error")
	b.otherwise()
}

// routingPriority sets the place in the queue, or shifts the time that the
// contact has waited.
func (b *block) routingPriority() {
	b.is("UpdateContactRoutingBehavior")
	if !b.set("QueuePriority", "AbsolutePosition", "QueuePriority", "Priority") {
		b.set("QueueTimeAdjustmentSeconds", "QueueTimeAdjustmentSeconds", "RelativePosition", "AdjustSeconds")
	}
	b.next("Success")
	b.raise(flow.ErrorNoMatchingError, "Error")
}

func (b *block) routingCriteria() {
	b.is("UpdateContactRoutingCriteria")
	if p, ok := b.find("RoutingCriteria"); ok {
		b.action.Parameters["RoutingCriteria"] = structured(p)
	}
	b.success()
}

func (b *block) callbackNumber() {
	b.is("UpdateContactCallbackNumber")
	b.set("CallbackNumber", "PhoneNumber", "CallbackNumber")
	b.next("Success")
	b.raise("InvalidCallbackNumber", "InvalidNumber")
	b.raise("CallbackNumberNotDialable", "NotDialable")
	b.raise(flow.ErrorNoMatchingError, "Error")
}
