package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// turnFlow waits for the customer, and answers with what it made of an attribute
// in four rounds of a loop.
const turnFlow = `{
  "Version": "2019-10-30", "StartAction": "wait",
  "Actions": [
    {"Identifier": "wait", "Type": "Wait", "Parameters": {"TimeoutSeconds": "86400", "Events": ["CustomerReturned"]},
     "Transitions": {
       "Conditions": [
         {"NextAction": "note", "Condition": {"Operator": "Equals", "Operands": ["CustomerReturned"]}},
         {"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}],
       "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "note", "Type": "UpdateContactAttributes", "Parameters": {"Attributes": {"tier": "gold"}},
     "Transitions": {"NextAction": "rounds", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "rounds", "Type": "Loop", "Parameters": {"LoopCount": "4"},
     "Transitions": {"NextAction": "answer", "Conditions": [
       {"NextAction": "compare", "Condition": {"Operator": "Equals", "Operands": ["ContinueLooping"]}},
       {"NextAction": "answer", "Condition": {"Operator": "Equals", "Operands": ["DoneLooping"]}}]}},
    {"Identifier": "compare", "Type": "Compare", "Parameters": {"ComparisonValue": "$.Attributes.tier"},
     "Transitions": {"NextAction": "end",
       "Conditions": [{"NextAction": "remember", "Condition": {"Operator": "Equals", "Operands": ["gold"]}}],
       "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingCondition"}]}},
    {"Identifier": "remember", "Type": "UpdateFlowAttributes", "Parameters": {"FlowAttributes": {"greeting": {"Value": "Dear $.Attributes.tier customer"}}},
     "Transitions": {"NextAction": "share", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "share", "Type": "DistributeByPercentage", "Parameters": {},
     "Transitions": {"NextAction": "rounds",
       "Conditions": [{"NextAction": "rounds", "Condition": {"Operator": "NumberLessThan", "Operands": ["51"]}}],
       "Errors": [{"NextAction": "rounds", "ErrorType": "NoMatchingCondition"}]}},
    {"Identifier": "answer", "Type": "MessageParticipant", "Parameters": {"Text": "$.FlowAttributes.greeting, we are looking into it"},
     "Transitions": {"NextAction": "wait", "Errors": [{"NextAction": "wait", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}`

// interpreted is turnFlow in the interpreter alone, with a host that does nothing.
type interpreted struct {
	doc   *flow.Document
	state flow.State
	// trace is what the last turn did.
	trace []flow.Entry
}

// interpret begins the flow, which then waits.
func interpret() (*interpreted, error) {
	doc, problems := flow.Check(turnFlow, flow.TypeContactFlow, nil)
	if len(problems) > 0 {
		return nil, fmt.Errorf("the flow has problems: %v", problems)
	}
	i := &interpreted{doc: doc, state: flow.NewState(flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow, Seed: 1})}
	return i, i.advance(flow.Start{})
}

// turn lets the customer say something.
func (i *interpreted) turn() error {
	return i.advance(flow.Occurred{Event: flow.EventCustomerReturned})
}

var gold = flow.Values{"$.Attributes.tier": "gold"}

// advance goes from one wait to the next.
func (i *interpreted) advance(in flow.Input) error {
	i.trace = i.trace[:0]
	for {
		step, err := flow.Advance(i.doc, i.state, in, gold)
		if err != nil {
			return err
		}
		i.state, i.trace = step.State, append(i.trace, step.Trace...)
		switch step.Command.(type) {
		case flow.Wait:
			return nil
		case flow.Disconnect, flow.End:
			return errors.New("the flow ended")
		}
		in = flow.Result{}
	}
}

// parked is a turn as a host has it: the state is read, and written at the end.
func (i *interpreted) parked(state []byte) (_ []byte, err error) {
	if i.state, err = flow.ParseState(state); err != nil {
		return nil, err
	}
	if err := i.turn(); err != nil {
		return nil, err
	}
	return i.state.Encode()
}

// measureFlow runs the flow in the interpreter beside reading its JSON, then
// through the server beside the bare updates of the store.
func measureFlow(ctx context.Context, p plan) error {
	i, err := interpret()
	if err != nil {
		return err
	}
	if err := i.turn(); err != nil {
		return err
	}
	actions := len(i.trace)
	fmt.Printf("\nflow: turns of %d actions, %v windows\n", actions, p.window)
	if err := measureInterpreter(ctx, p, i, actions); err != nil {
		return err
	}
	return measureTurns(ctx, p, i, actions)
}

// measureInterpreter counts actions a second on one core. The limit beside it is
// encoding/json reading the flow, counted in actions too.
func measureInterpreter(ctx context.Context, p plan, i *interpreted, actions int) error {
	var document struct{ Actions []map[string]any }
	read := func() error {
		document.Actions = nil
		return json.Unmarshal([]byte(turnFlow), &document)
	}
	if err := read(); err != nil {
		return err
	}
	state, err := i.state.Encode()
	if err != nil {
		return err
	}
	stored := func() (err error) {
		state, err = i.parked(state)
		return err
	}
	var pure, hosted []float64
	for range p.rounds {
		limit, err := often(ctx, p.pages, read)
		if err != nil {
			return err
		}
		limit *= float64(len(document.Actions))
		alone, err := often(ctx, p.pages, i.turn)
		if err != nil {
			return err
		}
		parked, err := often(ctx, p.pages, stored)
		if err != nil {
			return err
		}
		alone, parked = alone*float64(actions), parked*float64(actions)
		fmt.Printf("  %-22s %9.0f actions/s\n  %-22s %9.0f actions/s\n  %-22s %9.0f actions/s\n",
			"reading their JSON", limit, "interpreter", alone, "and its state as JSON", parked)
		pure, hosted = append(pure, alone/limit), append(hosted, parked/limit)
	}
	fmt.Printf("  median ratio to reading the JSON of an action: %.2f, with the state read and written each turn %.2f\n", median(pure), median(hosted))
	return nil
}

// often is how many times a second f can be done.
func often(ctx context.Context, window time.Duration, f func() error) (float64, error) {
	const batch = 64 // between two looks at the clock
	n, began := 0, time.Now()
	for time.Since(began) < window {
		for range batch {
			if err := f(); err != nil {
				return 0, err
			}
		}
		n += batch
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
	}
	return float64(n) / time.Since(began).Seconds(), nil
}
