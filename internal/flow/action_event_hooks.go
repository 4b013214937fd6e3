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
	check:      checkHook,
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

// checkHook holds the type of a flow against the hook that it is tied to.
func checkHook(c *checker) {
	hooks, _ := c.action.Parameters[eventHooks.name].(map[string]any)
	for _, hook := range sortedKeys(hooks) {
		got, called, ok := c.staticFlow(hooks[hook])
		if want := TypeForHook(Hook(hook)); ok && want != "" && got != want {
			c.problem("parameter EventHooks: %s takes a flow of type %s, and %q is of type %s", hook, want, called, got)
		}
	}
}
