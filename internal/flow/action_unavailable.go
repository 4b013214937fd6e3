package flow

// Actions that a document may hold but that do nothing here. Publishing them is
// fine, so that flows of a real instance can be brought along unchanged.
var (
	// voiceOnly is an action that the service itself refuses on chat.
	// spec: Supported channels for flow blocks.
	voiceOnly = unavailable("this action is not supported for chat")

	// withoutEffect succeeds on chat and does nothing.
	// spec: Supported channels for flow blocks, Set voice.
	withoutEffect = passedOver("this action has no effect in chat")

	// withoutAssistant succeeds, so that flows stay on their main path: an assistant
	// helps the agent, and what follows does not depend on it [I].
	// spec: CreateWisdomSession; Supported channels for flow blocks.
	withoutAssistant = passedOver("there is no assistant here; the contact goes on without one")
)

// What needs a product beside Connect that a self-hosted system has no equal of.
// The note is for the flow's author.
var (
	needsCases     = unavailable("there are no cases here")
	needsEmail     = unavailable("there is no email here")
	needsTasks     = unavailable("there are no tasks here")
	needsTelecom   = unavailable("there is no SMS or other channel here to send a message to")
	needsTemplates = unavailable("there are no message templates here")
)

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
