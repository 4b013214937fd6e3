package legacy

import "testing"

func TestBlocksThatRoute(t *testing.T) {
	runBlocks(t, []blockCase{
		{
			"a queue by ARN", "SetQueue", "Queue=arn:queue|BasicQueue", "Success>a Error>b",
			"UpdateContactTargetQueue", `{"QueueId":"arn:queue"}`, ">a !NoMatchingError>b", nil,
		},
		{
			"a queue by name only", "SetQueue", "Queue=|BasicQueue", "Success>a Error>b",
			"UpdateContactTargetQueue", `{"QueueId":"BasicQueue"}`, ">a !NoMatchingError>b", nil,
		},
		{
			"a queue of an attribute", "SetQueue", "Queue=queue@External", "Success>a Error>b",
			"UpdateContactTargetQueue", `{"QueueId":"$.External.queue"}`, ">a !NoMatchingError>b", nil,
		},
		{
			"an agent of an attribute", "SetQueue", "Agent=username@User Defined", "Success>a Error>b",
			"UpdateContactTargetQueue", `{"AgentId":"$.Attributes.username"}`, ">a !NoMatchingError>b", nil,
		},
		{
			"an agent by ARN", "SetQueue", "Agent=arn:agent|mary", "Success>a Error>b",
			"UpdateContactTargetQueue", `{"AgentId":"arn:agent"}`, ">a !NoMatchingError>b", nil,
		},
		{
			"into the queue", "Transfer/Queue", "", "AtCapacity>a Error>b",
			"TransferContactToQueue", `{}`, ">b !QueueAtCapacity>a !NoMatchingError>b", nil,
		},
		{
			"into the queue, under its older name", "CustomerInQueue", "", "AtCapacity>a Error>b",
			"TransferContactToQueue", `{}`, ">b !QueueAtCapacity>a !NoMatchingError>b", nil,
		},
		{
			"out of one queue into another", "Transfer/Queue", "Queue=|Second line", "AtCapacity>a Error>b",
			"DequeueContactAndTransferToQueue", `{"QueueId":"Second line"}`, ">b !QueueAtCapacity>a !NoMatchingError>b", nil,
		},
		{
			"to a flow", "Transfer/Flow", "ContactFlowId=arn:flow|Main", "Error>b",
			"TransferToFlow", `{"ContactFlowId":"arn:flow"}`, ">b !NoMatchingError>b", nil,
		},
		{
			"to a flow of an attribute, under its older name", "TransferToFlow", "ContactFlowId=next@User Defined", "Error>b",
			"TransferToFlow", `{"ContactFlowId":"$.Attributes.next"}`, ">b !NoMatchingError>b", nil,
		},
		{"to an agent", "Transfer/Agent", "", "Error>b", "TransferContactToAgent", `{}`, ">b !NoMatchingError>b", nil},
		{
			"to a telephone, for good", "Transfer/PhoneNumber", "PhoneNumber=number@External; TimeLimit=30; BlindTransfer=true", "Error>b",
			"TransferParticipantToThirdParty", `{"ThirdPartyPhoneNumber":"$.External.number","ThirdPartyConnectionTimeLimitSeconds":"30","ContinueFlowExecution":"False"}`,
			">b !NoMatchingError>b", nil,
		},
		{
			"to a telephone and back", "Transfer/PhoneNumber", "PhoneNumber=+4912; BlindTransfer=false; DTMF=1; CallerIdNumber=+4934; CallerIdName=Us", "Success>a CallFailure>b Timeout>c Error>d",
			"TransferParticipantToThirdParty", `{"ThirdPartyPhoneNumber":"+4912","ContinueFlowExecution":"True","ThirdPartyDTMFDigits":"1","CallerId":{"Number":"+4934","Name":"Us"}}`,
			">a !CallFailed>b !ConnectionTimeLimitExceeded>c !NoMatchingError>d", nil,
		},
		{
			"a place in the queue", "UpdateRoutingPriority", "AbsolutePosition=1", "Success>a",
			"UpdateContactRoutingBehavior", `{"QueuePriority":"1"}`, ">a", nil,
		},
		{
			"time in the queue", "ChangeRoutingPriority", "RelativePosition=300", "Success>a",
			"UpdateContactRoutingBehavior", `{"QueueTimeAdjustmentSeconds":"300"}`, ">a", nil,
		},
		{
			"criteria", "SetRoutingCriteria", `RoutingCriteria={"Steps":[]}`, "Success>a Error>b",
			"UpdateContactRoutingCriteria", `{"RoutingCriteria":{"Steps":[]}}`, ">a !NoMatchingError>b", nil,
		},
		{
			"a number to call back", "SetCallBackNumber", "PhoneNumber=Stored customer input@System", "Success>a InvalidNumber>b NotDialable>c",
			"UpdateContactCallbackNumber", `{"CallbackNumber":"$.StoredCustomerInput"}`, ">a !InvalidCallbackNumber>b !CallbackNumberNotDialable>c", nil,
		},
	})
}

func TestBlocksThatTieFlows(t *testing.T) {
	runBlocks(t, []blockCase{
		{
			"a disconnect flow", "SetEventHook", "Type=CustomerRemaining; ContactFlowId=|Basic Chat Disconnect Flow", "Success>a Error>b",
			"UpdateContactEventHooks", `{"EventHooks":{"CustomerRemaining":"Basic Chat Disconnect Flow"}}`, ">a !NoMatchingError>b", nil,
		},
		{
			"a whisper, which could not fail", "SetContactFlow", "ContactFlowId=arn:flow|Whisper; Type=AgentWhisper", "Success>a",
			"UpdateContactEventHooks", `{"EventHooks":{"AgentWhisper":"arn:flow"}}`, ">a !NoMatchingError>a", nil,
		},
		{
			"a flow of an attribute", "SetEventHook", "Type=CustomerQueue; ContactFlowId=flow@User Defined", "Success>a Error>b",
			"UpdateContactEventHooks", `{"EventHooks":{"CustomerQueue":"$.Attributes.flow"}}`, ">a !NoMatchingError>b", nil,
		},
		{
			"a block for queue flows only", "SetCustomerQueueFlow", "ContactFlowId=arn:flow", "Success>a Error>b",
			"UpdateContactEventHooks", `{"EventHooks":{"CustomerQueue":"arn:flow"}}`, ">a !NoMatchingError>b", nil,
		},
		{
			"a block for disconnect flows only", "SetDisconnectFlow", "ContactFlowId=arn:flow", "Success>a Error>b",
			"UpdateContactEventHooks", `{"EventHooks":{"CustomerRemaining":"arn:flow"}}`, ">a !NoMatchingError>b", nil,
		},
		{
			"a hold flow", "SetHoldFlow", "ContactFlowId=arn:flow; Type=CustomerHold", "Success>a Error>b",
			"UpdateContactEventHooks", `{"EventHooks":{"CustomerHold":"arn:flow"}}`, ">a !NoMatchingError>b", nil,
		},
	})
}
