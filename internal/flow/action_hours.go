package flow

// CheckHours asks whether hours of operation are open now: those named, or else
// those of the contact's target queue. The answer is a Result with the Value True
// or False; ErrorNoMatchingError when there are none. spec: CheckHoursOfOperation.
type CheckHours struct{ HoursID string }

func (CheckHours) command() {}

var hoursID = parameter{
	name: "HoursOfOperationId", form: formValue, min: 1, max: maxResourceID, resource: ResourceHours,
}

// checkHoursOfOperation branches on opening times. spec: CheckHoursOfOperation.
var checkHoursOfOperation = definition{
	parameters: []parameter{hoursID},
	conditions: conditions{
		operators: []Operator{OpEquals},
		operands:  []string{"True", "False"},
		required:  func(Parameters) []string { return []string{"True", "False"} },
	},
	branches: []ErrorName{ErrorNoMatchingError},
	flows: []Type{
		TypeContactFlow, TypeCustomerQueue, TypeAgentTransfer, TypeQueueTransfer, TypeCampaign,
	},
	begin: func(x *execution) outcome {
		id, err := x.text(hoursID)
		if err != nil {
			return fail(err)
		}
		return ask(CheckHours{HoursID: id})
	},
}
