package flow_test

import (
	"fmt"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// A host runs a flow by doing what each command says and answering it, until
// the execution parks or is over.
func ExampleAdvance() {
	doc, err := flow.Parse(`{"Version": "2019-10-30", "StartAction": "greet", "Actions": [
		{"Identifier": "greet", "Type": "MessageParticipant", "Parameters": {"Text": "Hello $.Attributes.name"},
		 "Transitions": {"NextAction": "wait"}},
		{"Identifier": "wait", "Type": "Wait", "Parameters": {"TimeoutSeconds": "60", "Events": ["CustomerReturned"]},
		 "Transitions": {
			"Conditions": [
				{"NextAction": "bye", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}},
				{"NextAction": "greet", "Condition": {"Operator": "Equals", "Operands": ["CustomerReturned"]}}],
			"Errors": [{"NextAction": "bye", "ErrorType": "NoMatchingError"}]}},
		{"Identifier": "bye", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}]}`)
	if err != nil {
		fmt.Println(err)
		return
	}
	env := flow.Values{"$.Attributes.name": "Ann"}

	run := func(st flow.State, in flow.Input) flow.State {
		for {
			step, err := flow.Advance(doc, st, in, env)
			if err != nil {
				fmt.Println(err)
				return st
			}
			doc, st, in = step.Document, step.State, flow.Result{}
			switch c := step.Command.(type) {
			case flow.SendMessage:
				fmt.Println("say:", c.Text)
			case flow.Wait:
				fmt.Println("store the state and wait", c.Seconds, "seconds for", c.Events)
				return st
			case flow.Disconnect:
				fmt.Println("end the contact")
				return st
			default:
				in = flow.Result{Error: flow.ErrorNoMatchingError}
			}
		}
	}
	parked := run(flow.NewState(flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow}), flow.Start{})
	run(parked, flow.Timeout{})
	// Output:
	// say: Hello Ann
	// store the state and wait 60 seconds for [CustomerReturned]
	// end the contact
}
