package flow

var loggingBehavior = parameter{
	name: "FlowLoggingBehavior", form: formStatic, required: true,
	choices: []string{"Enabled", "Disabled"},
}

// updateFlowLoggingBehavior switches flow logs on or off, for later segments
// too: the host hands State.Logging on. It has no error, so an unusable
// parameter changes nothing. spec: UpdateFlowLoggingBehavior.
var updateFlowLoggingBehavior = definition{
	parameters: []parameter{loggingBehavior},
	begin: func(x *execution) outcome {
		behavior, err := x.text(loggingBehavior)
		if err != nil {
			return skipped(err.Error())
		}
		x.state.Logging = behavior == "Enabled"
		return done("")
	},
}
