package legacy

import (
	"strings"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// prompt takes what the participant is told: text, SSML or a recording.
func (b *block) prompt() {
	as := "Text"
	if strings.EqualFold(b.value("TextToSpeechType"), "ssml") {
		as = "SSML"
	}
	if b.set(as, "Text", "SSML") {
		return
	}
	if !b.resource("PromptId", "AudioPrompt", "PromptId") {
		b.set("Text", "MessageText")
	}
}

// playPrompt. Old exports have the Success branch only; newer ones may fail.
func (b *block) playPrompt() {
	b.is("MessageParticipant")
	b.prompt()
	b.unfailing()
}

// loopPrompts: the prompts repeat while the customer waits in the queue.
func (b *block) loopPrompts() {
	b.is("MessageParticipantIteratively")
	messages := []any{}
	names := []any{}
	for _, p := range b.all("Text", "AudioPrompt") {
		message, name := map[string]any{}, map[string]any{}
		switch {
		case p.Name == "AudioPrompt":
			v, known := b.named(p)
			message["PromptId"] = v
			if known != "" {
				name["PromptId"] = displayed(known)
			}
		case strings.EqualFold(p.Key, "ssml"):
			message["SSML"] = p.text()
		default:
			message["Text"] = p.text()
		}
		messages, names = append(messages, message), append(names, name)
	}
	b.action.Parameters["Messages"] = messages
	b.names["Messages"] = names
	b.set("InterruptFrequencySeconds", "InterruptSeconds")
	b.when("MessagesInterrupted", "Timeout")
	b.raise(flow.ErrorNoMatchingError, "Error")
	b.otherwise()
}

func (b *block) disconnect() { b.is("DisconnectParticipant") }

// showView sends a view and branches on what the customer chose there.
func (b *block) showView() {
	b.is("ShowView")
	view := map[string]any{}
	if p, ok := b.find("ViewResource", "ViewId", "View"); ok {
		v, name := b.named(p)
		view["Id"] = v
		if name != "" {
			b.names["ViewResource"] = map[string]any{"Id": displayed(name)}
		}
	}
	if v := b.value("ViewVersion", "Version"); v != "" {
		view["Version"] = v
	}
	b.action.Parameters["ViewResource"] = view
	b.set("InvocationTimeLimitSeconds", "InvocationTimeLimitSeconds", "TimeLimit", "Timeout")
	b.entries("ViewData", "ViewData", "Parameter")
	b.evaluate()
	b.raise(flow.ErrorNoMatchingCondition, "NoMatch")
	b.raise(flow.ErrorTimeLimitExceeded, "Timeout")
	b.raise(flow.ErrorNoMatchingError, "Error")
	b.otherwise()
}
