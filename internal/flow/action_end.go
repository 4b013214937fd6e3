package flow

// disconnectParticipant ends the contact. spec: DisconnectParticipant.
var disconnectParticipant = definition{
	ends:  terminal,
	begin: func(*execution) outcome { return stop(Disconnect{}) },
}

// endFlowExecution ends the flow, not the contact. spec: EndFlowExecution.
var endFlowExecution = definition{
	ends: terminal,
	begin: func(x *execution) outcome {
		return stop(End{Reason: EndFinished, Action: x.action.Identifier})
	},
}
