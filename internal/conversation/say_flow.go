package conversation

import (
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// flowSays appends what a flow, or the bot that it talks with, has to say.
// spec: MessageParticipant; ConnectParticipantWithLexBot.
func (w *work) flowSays(cmd flow.SendMessage) error {
	contentType, text := cmd.ContentType, cmd.Text
	switch {
	case contentType == "":
		contentType = w.flowContentType()
	case cmd.Plain != "" && !slices.Contains(w.session.ContentTypes, contentType):
		contentType, text = chat.ContentPlain, cmd.Plain
	case contentType != chat.ContentPlain && !slices.Contains(w.session.ContentTypes, contentType):
		return chat.Rejected("ContentType", contentType+" is not supported by this chat")
	}
	name := chat.SystemDisplayName
	if cmd.Bot {
		name = chat.BotDisplayName
	}
	return w.tell(name, contentType, text, w.whisper())
}

// whisper is who hears what the running flow says: whispers are for one side.
// spec: Flow block in Amazon Connect: Set whisper flow.
func (w *work) whisper() chat.Visibility {
	switch w.flowType {
	case flow.TypeAgentWhisper:
		return chat.VisibleToAgents
	case flow.TypeCustomerWhisper:
		return chat.VisibleToCustomer
	}
	return chat.VisibleToAll
}

// flowContentType lets flows write markdown where the chat shows it.
// spec: MessageParticipant, Text.
func (w *work) flowContentType() string {
	if slices.Contains(w.session.ContentTypes, chat.ContentMarkdown) {
		return chat.ContentMarkdown
	}
	return chat.ContentPlain
}
