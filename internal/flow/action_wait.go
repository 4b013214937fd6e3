package flow

import "slices"

// MaxWaitSeconds is the longest Wait: seven days. spec: Wait TimeoutSeconds.
const MaxWaitSeconds = 604_800

// waitCompleted is the result of a Wait whose time is over; each event's result
// is its own name.
const waitCompleted = "WaitCompleted"

var (
	timeoutSeconds   = parameter{name: "TimeoutSeconds", form: formNumber, min: 1, max: MaxWaitSeconds}
	timeLimitSeconds = parameter{name: "TimeLimitSeconds", form: formNumber, min: 1, max: MaxWaitSeconds}
	waitEvents       = parameter{
		name: "Events", form: formList,
		choices: []string{string(EventCustomerReturned), string(EventBotParticipantDisconnected)},
	}
)

// wait parks the execution until a time is over or an event happens, whichever
// is first. It is allowed in every flow type: the language reference says so,
// the designer's page names fewer [I]. The reference calls the time
// TimeoutSeconds, the designer writes it as TimeLimitSeconds. spec: Wait.
var wait = definition{
	parameters: []parameter{timeoutSeconds, timeLimitSeconds, waitEvents},
	oneOf:      []string{"TimeoutSeconds", "TimeLimitSeconds"},
	conditions: conditions{
		operators: []Operator{OpEquals},
		operands:  append([]string{waitCompleted}, waitEvents.choices...),
		required: func(ps Parameters) []string {
			operands := []string{waitCompleted}
			events, _ := ps[waitEvents.name].([]any)
			for _, e := range events {
				if s, ok := e.(string); ok && slices.Contains(waitEvents.choices, s) {
					operands = append(operands, s)
				}
			}
			return operands
		},
	},
	branches: []ErrorName{ErrorNoMatchingError},
	begin:    beginWait,
	resume: func(_ *execution, in Input) outcome {
		if e, ok := in.(Occurred); ok {
			return done(string(e.Event))
		}
		return done(waitCompleted)
	},
}

func beginWait(x *execution) outcome {
	p := timeoutSeconds
	if !x.has(p) {
		p = timeLimitSeconds
	}
	seconds, err := x.number(p)
	if err != nil {
		return fail(err)
	}
	names, err := x.list(waitEvents)
	if err != nil {
		return fail(err)
	}
	var events []Event
	for _, name := range names {
		events = append(events, Event(name))
	}
	return x.park(seconds, events)
}
