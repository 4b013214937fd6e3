package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/connect"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// shortWaitFlow waits for the customer's first message, then three seconds more
// for another, says goodbye and ends the chat.
const shortWaitFlow = `{
  "Version": "2019-10-30", "StartAction": "first",
  "Actions": [
    {"Identifier": "first", "Type": "Wait", "Parameters": {"TimeoutSeconds": "3600", "Events": ["CustomerReturned"]},
     "Transitions": {
       "Conditions": [
         {"NextAction": "hello", "Condition": {"Operator": "Equals", "Operands": ["CustomerReturned"]}},
         {"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}],
       "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "hello", "Type": "MessageParticipant", "Parameters": {"Text": "Three seconds from now"},
     "Transitions": {"NextAction": "second", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "second", "Type": "Wait", "Parameters": {"TimeoutSeconds": "3", "Events": ["CustomerReturned"]},
     "Transitions": {
       "Conditions": [
         {"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": ["CustomerReturned"]}},
         {"NextAction": "bye", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}],
       "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "bye", "Type": "MessageParticipant", "Parameters": {"Text": "Time is up"},
     "Transitions": {"NextAction": "end", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}`

// A message wakes a waiting flow, and time does when none comes.
func TestFlowWaitsForTheCustomer(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	p := arrive(t, s, withFlow(flowID(t, s, "short wait", shortWaitFlow)))
	p.Say("here I am")
	awaitText(p, "Three seconds from now")
	awaitText(p, "Time is up")
	p.Await(0, "onEnded", nil)
}

// awaitText waits for a message with a text.
func awaitText(p *chatjs.Participant, text string) {
	p.Await(0, "onMessage", func(i chatjs.Item) bool { return i.Content == text })
}

// A wait that was set before the server was killed ends afterwards.
func TestTimersSurviveAKill(t *testing.T) {
	t.Parallel()
	s, f := fronted(t, rejoin.Options{})
	p := chatjs.Join(t, f.URL, start(t, s, withFlow(flowID(t, s, "short wait", shortWaitFlow))), chatjs.Options{})
	p.Say("here I am")
	s.Kill()
	must(t, s.Up())
	awaitText(p, "Time is up")
	p.Await(0, "onEnded", nil)
	wantUnbroken(t, p)
}

// associatingFlow continues the past chat that an attribute names, or says that
// it could not.
const associatingFlow = `{
  "Version": "2019-10-30", "StartAction": "associate",
  "Actions": [
    {"Identifier": "associate", "Type": "CreatePersistentContactAssociation",
     "Parameters": {"RehydrationType": "ENTIRE_PAST_SESSION", "SourceContactId": "$.Attributes.sourceContactId"},
     "Transitions": {"NextAction": "wait", "Errors": [{"NextAction": "sorry", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "sorry", "Type": "MessageParticipant", "Parameters": {"Text": "Your past chat is not here"},
     "Transitions": {"NextAction": "wait", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "wait", "Type": "Wait", "Parameters": {"TimeoutSeconds": "3600"},
     "Transitions": {
       "Conditions": [{"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}],
       "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}`

// A flow links the chat to a past one, for front ends that cannot.
// spec: Flow block in Amazon Connect: Create persistent contact association.
func TestFlowContinuesAPastChat(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	flow := withFlow(flowID(t, s, "associate", associatingFlow))
	source := func(contact string) chatStart {
		return func(in *connect.StartChatContactInput) {
			in.Attributes = map[string]string{"sourceContactId": contact}
		}
	}
	past := segments(t, s)
	past.end()
	p := arrive(t, s, flow, source(past.contacts[0]))
	now := p.Say("I am back").ID
	wantHistory(t, s, p, append(past.everything(3), now))

	stranger := chatjs.Join(t, s.URL, start(t, s, flow, source("00000000-0000-4000-8000-000000000000")), chatjs.Options{})
	alone := stranger.Say("am I?").ID
	for _, item := range history(t, stranger, 15) {
		if item.Content == "Your past chat is not here" {
			wantSame(t, "history", ids(messages(history(t, stranger, 15))), []string{alone})
			return
		}
	}
	t.Error("got no word of the error branch in the transcript")
}
