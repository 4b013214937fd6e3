package flow

// Actions that a document may hold but that do nothing here. Publishing them is
// fine, so that flows of a real instance can be brought along unchanged.
var (
	// unbuilt is an action that this version does not carry out yet.
	unbuilt = unavailable("this action is not available yet")

	// voiceOnly is an action that the service itself refuses on chat.
	// spec: Supported channels for flow blocks.
	voiceOnly = unavailable("this action is not supported for chat")

	// unbuiltUnfailing is one that has no error to raise: it is passed over
	// rather than ending flows that could not have branched.
	unbuiltUnfailing = passedOver("this action is not available yet")

	// withoutEffect succeeds on chat and does nothing.
	// spec: Supported channels for flow blocks, Set voice.
	withoutEffect = passedOver("this action has no effect in chat")
)

// inModules makes an action one that only a module may hold.
func inModules(d definition) definition {
	d.moduleOnly = true
	return d
}

func unavailable(note string) definition {
	return definition{
		ends:  unknownEnding,
		begin: func(*execution) outcome { return raise(ErrorNoMatchingError, note) },
	}
}

func passedOver(note string) definition {
	return definition{
		ends:  unknownEnding,
		begin: func(*execution) outcome { return skipped(note) },
	}
}
