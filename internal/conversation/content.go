package conversation

import (
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// The limits on content that is not plain text, in characters.
// spec: SendMessage, Content.
const (
	maxJSONLength                = 12_000
	maxInteractiveResponseLength = 12_288
	// maxInitialBytes bounds an initial message. spec: ChatMessage, Content.
	maxInitialBytes = 16_384
)

// messageTypes are the content types that a chat can support.
// spec: StartChatContact, SupportedMessagingContentTypes.
var messageTypes = []string{
	chat.ContentPlain, chat.ContentMarkdown, chat.ContentJSON,
	chat.ContentInteractive, chat.ContentInteractiveResponse,
}

// initialTypes are the content types of an initial message. spec: ChatMessage.
var initialTypes = []string{
	chat.ContentPlain, chat.ContentMarkdown, chat.ContentJSON, chat.ContentInteractiveResponse,
}

// subtype is the system's segment attribute for the kind of a chat.
const (
	subtypeKey   = "connect:Subtype"
	subtypeChat  = "connect:Chat"
	subtypeGuide = "connect:Guide"
)

func checkContentTypes(types *[]string) error {
	const member = "SupportedMessagingContentTypes"
	if len(*types) == 0 {
		*types = []string{chat.ContentPlain}
		return nil
	}
	for _, t := range *types {
		if !slices.Contains(messageTypes, t) {
			return chat.Invalid(member, fmt.Sprintf("%q is not a content type of messages", t))
		}
	}
	if !slices.Contains(*types, chat.ContentPlain) {
		return chat.Invalid(member, "must contain text/plain")
	}
	return nil
}

// checkGuide holds the rule for step-by-step guides.
// spec: StartChatContact, SegmentAttributes.
func checkGuide(segment map[string]chat.SegmentValue, types []string) error {
	v := segment[subtypeKey].String
	if v == nil || *v == subtypeChat {
		return nil
	}
	if *v != subtypeGuide {
		return chat.Invalid("SegmentAttributes", "connect:Subtype must be connect:Chat or connect:Guide")
	}
	for _, needed := range []string{chat.ContentInteractive, chat.ContentInteractiveResponse} {
		if !slices.Contains(types, needed) {
			return chat.Rejected("SupportedMessagingContentTypes", "must contain "+needed+" for connect:Guide")
		}
	}
	return nil
}

// withSubtype is the contact's segment attributes: the caller's and the system's.
func withSubtype(segment map[string]chat.SegmentValue) map[string]chat.SegmentValue {
	out := map[string]chat.SegmentValue{subtypeKey: chat.TextValue(subtypeChat)}
	for k, v := range segment {
		out[k] = v
	}
	return out
}

func checkInitial(m *InitialMessage, l Limits) error {
	if !slices.Contains(initialTypes, m.ContentType) {
		return chat.Invalid("InitialMessage.ContentType", fmt.Sprintf("%q is not allowed for an initial message", m.ContentType))
	}
	if len(m.Content) > maxInitialBytes {
		return chat.Invalid("InitialMessage.Content", fmt.Sprintf("has %d bytes, the limit is %d", len(m.Content), maxInitialBytes))
	}
	return checkContent("InitialMessage.Content", m.ContentType, m.Content, l)
}

// checkContent holds message content against the rules of its type.
// spec: SendMessage, Content.
func checkContent(member, contentType, content string, l Limits) error {
	if content == "" {
		return chat.Invalid(member, "must not be empty")
	}
	if !utf8.ValidString(content) {
		return chat.Invalid(member, "must be valid UTF-8")
	}
	limit, unit, size := l.MessageBytes, "bytes", len(content)
	switch contentType {
	case chat.ContentJSON:
		limit, unit, size = maxJSONLength, "characters", utf8.RuneCountInString(content)
	case chat.ContentInteractiveResponse:
		limit, unit, size = maxInteractiveResponseLength, "characters", utf8.RuneCountInString(content)
	}
	if size > limit {
		return chat.Invalid(member, fmt.Sprintf("has %d %s, the limit for %s is %d", size, unit, contentType, limit))
	}
	if (contentType == chat.ContentJSON || contentType == chat.ContentInteractiveResponse) && !json.Valid([]byte(content)) {
		return chat.Invalid(member, "must be valid JSON for "+contentType)
	}
	return nil
}
