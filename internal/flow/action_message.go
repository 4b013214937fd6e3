package flow

import "strings"

// MaxMessageLength is how many characters a message of a flow may have.
// spec: MessageParticipant Text.
const MaxMessageLength = 6000

var (
	messageText   = parameter{name: "Text", form: formText, min: 1, max: MaxMessageLength}
	messageSSML   = parameter{name: "SSML", form: formText, min: 1, max: MaxMessageLength}
	messagePrompt = parameter{name: "PromptId", form: formValue}
	messageMedia  = parameter{name: "Media", form: formAny}
)

// messageParticipant sends a message of the system. SSML is sent as it is, a
// prompt and other media have no effect in chat. spec: MessageParticipant.
var messageParticipant = definition{
	parameters: []parameter{messageText, messageSSML, messagePrompt, messageMedia},
	oneOf:      []string{"Text", "SSML", "PromptId", "Media"},
	// No branch is required: published samples of AWS carry NextAction alone.
	flows: []Type{
		TypeContactFlow, TypeCustomerQueue, TypeCustomerWhisper, TypeAgentWhisper,
		TypeOutboundWhisper, TypeAgentTransfer, TypeQueueTransfer, TypeCampaign,
	},
	begin: beginMessage,
}

func beginMessage(x *execution) outcome {
	p := messageText
	if x.has(messageSSML) {
		p = messageSSML
	}
	if !x.has(p) {
		return skipped("audio has no effect in chat")
	}
	text, err := x.text(p)
	if err != nil {
		return fail(err)
	}
	if strings.TrimSpace(text) == "" {
		return raise(ErrorNoMatchingError, p.name+" came out empty")
	}
	return ask(SendMessage{Text: text})
}
