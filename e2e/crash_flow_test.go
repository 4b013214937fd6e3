package e2e

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// What the flow below calls.
const (
	crashBot      = "arn:aws:lex:eu-central-1:123456789012:bot-alias/VGKIKY0S9G/TSTALIASID"
	crashFunction = "arn:aws:lambda:eu-central-1:123456789012:function:parcels"
)

// crashModule asks the function twice, tells what it said, and pauses each time
// for as long as that said.
const crashModule = `{
  "Version": "2019-10-30", "StartAction": "rounds",
  "Actions": [
    {"Identifier": "rounds", "Type": "Loop", "Parameters": {"LoopCount": "2"},
     "Transitions": {"NextAction": "back", "Conditions": [
       {"NextAction": "ask", "Condition": {"Operator": "Equals", "Operands": ["ContinueLooping"]}},
       {"NextAction": "back", "Condition": {"Operator": "Equals", "Operands": ["DoneLooping"]}}]}},
    {"Identifier": "ask", "Type": "InvokeLambdaFunction",
     "Parameters": {"LambdaFunctionARN": "` + crashFunction + `", "InvocationTimeLimitSeconds": "8",
       "LambdaInvocationAttributes": {"order": "$.Modules.Input.order"}, "ResponseValidation": {"ResponseType": "STRING_MAP"}},
     "Transitions": {"NextAction": "tell", "Errors": [{"NextAction": "sorry", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "tell", "Type": "MessageParticipant", "Parameters": {"Text": "Parcel $.External.parcel of $.Modules.Input.order: $.External.state"},
     "Transitions": {"NextAction": "pause", "Errors": [{"NextAction": "pause", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "pause", "Type": "Wait", "Parameters": {"TimeoutSeconds": "$.External.pause"},
     "Transitions": {"NextAction": "rounds",
       "Conditions": [{"NextAction": "rounds", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}],
       "Errors": [{"NextAction": "sorry", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "sorry", "Type": "MessageParticipant", "Parameters": {"Text": "The function did not work"},
     "Transitions": {"NextAction": "back", "Errors": [{"NextAction": "back", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "back", "Type": "EndFlowModuleExecution", "Parameters": {"ResultData": {"last": "$.External.state"}}, "Transitions": {}}
  ]
}`

// crashFlow keeps an attribute, greets, has a bot find out an order, looks up whose it
// is and which courier such customers have, leaves the order to the module, and ends
// the chat when the customer says goodbye. The verb is the module's ARN.
const crashFlow = `{
  "Version": "2019-10-30", "StartAction": "keep",
  "Actions": [
    {"Identifier": "keep", "Type": "UpdateContactAttributes", "Parameters": {"Attributes": {"greeting": "Hello $.Attributes.who"}},
     "Transitions": {"NextAction": "hello", "Errors": [{"NextAction": "sorry", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "hello", "Type": "MessageParticipant", "Parameters": {"Text": "$.Attributes.greeting"},
     "Transitions": {"NextAction": "bot", "Errors": [{"NextAction": "sorry", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "bot", "Type": "ConnectParticipantWithLexBot",
     "Parameters": {"Text": "What is it?", "LexV2Bot": {"AliasArn": "` + crashBot + `"}},
     "Transitions": {"NextAction": "sorry",
       "Conditions": [{"NextAction": "profile", "Condition": {"Operator": "Equals", "Operands": ["Order"]}}],
       "Errors": [{"NextAction": "sorry", "ErrorType": "NoMatchingCondition"}, {"NextAction": "sorry", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "profile", "Type": "GetCustomerProfile",
     "Parameters": {"ProfileRequestData": {"IdentifierName": "_order", "IdentifierValue": "$.Lex.Slots.number"}, "ProfileResponseData": ["Attributes.tier"]},
     "Transitions": {"NextAction": "table", "Errors": [{"NextAction": "sorry", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "table", "Type": "EvaluateDataTableValues",
     "Parameters": {"DataTableId": "couriers", "Queries": [{"QueryName": "Courier", "Attributes": ["name"], "PrimaryValues": [{"AttributeName": "tier", "Value": "$.Customer.Attributes.tier"}]}]},
     "Transitions": {"NextAction": "courier", "Errors": [{"NextAction": "sorry", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "courier", "Type": "UpdateContactAttributes", "Parameters": {"Attributes": {"profile": "$.Customer.ProfileId", "courier": "$.DataTables.Courier.name"}},
     "Transitions": {"NextAction": "parcels", "Errors": [{"NextAction": "sorry", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "parcels", "Type": "InvokeFlowModule", "Parameters": {"FlowModuleId": "%s", "Input": {"order": "$.Lex.Slots.number"}},
     "Transitions": {"NextAction": "found", "Errors": [{"NextAction": "sorry", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "found", "Type": "UpdateContactAttributes", "Parameters": {"Attributes": {"order": "$.Lex.Slots.number", "last": "$.Modules.ResultData.last"}},
     "Transitions": {"NextAction": "done", "Errors": [{"NextAction": "sorry", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "done", "Type": "MessageParticipant", "Parameters": {"Text": "That is all, $.Attributes.who: $.Modules.ResultData.last"},
     "Transitions": {"NextAction": "wait", "Errors": [{"NextAction": "wait", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "sorry", "Type": "MessageParticipant", "Parameters": {"Text": "That did not work"},
     "Transitions": {"NextAction": "wait", "Errors": [{"NextAction": "wait", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "wait", "Type": "Wait", "Parameters": {"TimeoutSeconds": "3600", "Events": ["CustomerReturned"]},
     "Transitions": {
       "Conditions": [
         {"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": ["CustomerReturned"]}},
         {"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}],
       "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}`

// crashLines is the chat as everybody should see it, whatever happened.
var crashLines = []string{
	"SYSTEM_MESSAGE: Hello Ada",
	"SYSTEM_MESSAGE: What is it?",
	"Ada participant.joined",
	"Ada: Where is my order?",
	"BOT: Which number has it?",
	"Ada: 4711",
	"BOT: Let me look for 4711, after 1 question",
	"SYSTEM_MESSAGE: Parcel 1 of 4711: packed",
	"SYSTEM_MESSAGE: Parcel 2 of 4711: sent",
	"SYSTEM_MESSAGE: That is all, Ada: sent",
	"Ada: Goodbye",
	"chat.ended",
}

// crashExchange is something that a customer says once they have seen something.
type crashExchange struct{ sees, says string }

var crashScript = []crashExchange{
	{"", "Where is my order?"},
	{"Which number has it?", "4711"},
	{"That is all, Ada: sent", "Goodbye"},
}

// crashFlowID creates the flow with its module.
func crashFlowID(t *testing.T, s *rejoin.Server) string {
	t.Helper()
	module, err := s.Connect().CreateContactFlowModule(t.Context(), &connect.CreateContactFlowModuleInput{
		InstanceId: aws.String(s.InstanceID()), Name: aws.String("parcels"), Content: aws.String(crashModule),
	})
	must(t, err)
	return flowID(t, s, "crash", fmt.Sprintf(crashFlow, aws.ToString(module.Arn)))
}
