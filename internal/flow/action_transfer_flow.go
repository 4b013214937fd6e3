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
	check:      checkTransfer,
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

// checkTransfer holds the type of the flow that follows against where this one is.
// Where it may not be at all has been told.
func checkTransfer(c *checker) {
	to, called, ok := c.staticFlow(c.action.Parameters[contactFlowID.name])
	if ok && c.def.allowedIn(c.flowType) && !CanTransferTo(c.flowType, to) {
		c.problem("parameter ContactFlowId: %q is of type %s, and only flows of type %s can be transferred to",
			called, to, orList(names(inboundAndTransfer)))
	}
}
