package flow

var eventHooks = parameter{
	name: "EventHooks", form: formValues, required: true, single: true, resource: ResourceFlow,
	choices: []string{
		string(HookAgentHold), string(HookAgentWhisper), string(HookCustomerHold),
		string(HookCustomerQueue), string(HookCustomerRemaining), string(HookCustomerWhisper),
		string(HookDefaultAgentUI), string(HookDisconnectAgentUI),
		string(HookPauseContact), string(HookResumeContact),
	},
}

// updateContactEventHooks ties a flow to an event of the session.
// spec: UpdateContactEventHooks.
var updateContactEventHooks = definition{
	parameters: []parameter{eventHooks},
	branches:   []ErrorName{ErrorNoMatchingError},
	begin: func(x *execution) outcome {
		hooks, err := x.entries(eventHooks)
		if err != nil {
			return fail(err)
		}
		var command SetEventHook
		for hook, id := range hooks { // exactly one
			command = SetEventHook{Hook: Hook(hook), FlowID: ID(id)}
		}
		return ask(command)
	},
}
