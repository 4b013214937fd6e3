package flow

var contactFlowID = parameter{
	name: "ContactFlowId", form: formValue, required: true, min: 1, max: maxResourceID,
	resource: ResourceFlow,
}

// transferToFlow goes on in another published flow. spec: TransferToFlow.
var transferToFlow = definition{
	parameters: []parameter{contactFlowID},
	branches:   []ErrorName{ErrorNoMatchingError},
	flows:      inboundAndTransfer,
	ends:       departs,
	begin: func(x *execution) outcome {
		id, err := x.text(contactFlowID)
		if err != nil {
			return fail(err)
		}
		return load(ID(id))
	},
	resume: func(_ *execution, in Input) outcome {
		loaded, ok := in.(Loaded)
		if !ok {
			return raise(ErrorNoMatchingError, "the flow was not loaded")
		}
		return jump(loaded)
	},
}
