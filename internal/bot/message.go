package bot

import (
	"bytes"
	"encoding/json"
)

// ContentType is the form of a message. spec: RecognizeText messages contentType.
type ContentType string

// The forms of messages.
const (
	PlainText         ContentType = "PlainText"
	CustomPayload     ContentType = "CustomPayload"
	SSML              ContentType = "SSML"
	ImageResponseCard ContentType = "ImageResponseCard"
)

// Message is one message of a bot.
type Message struct {
	ContentType ContentType `json:"contentType"`
	Content     string      `json:"content,omitempty"`
	Card        *Card       `json:"card,omitempty"` // of an ImageResponseCard
}

// Card is a picture with buttons.
type Card struct {
	Title    string   `json:"title"`
	Subtitle string   `json:"subtitle,omitempty"`
	ImageURL string   `json:"imageUrl,omitempty"`
	Buttons  []Button `json:"buttons,omitempty"`
}

// Button is a choice on a card. A press says its value.
type Button struct {
	Text  string `json:"text"`
	Value string `json:"value"`
}

// Template is the type of an interactive message, such as ListPicker or QuickReply;
// "" for every other message. spec: interactive messages, templateType.
func (m Message) Template() string {
	if m.ContentType != CustomPayload || !bytes.HasPrefix(bytes.TrimSpace([]byte(m.Content)), []byte("{")) {
		return ""
	}
	var payload struct {
		TemplateType string          `json:"templateType"`
		Version      string          `json:"version"`
		Data         json.RawMessage `json:"data"`
	}
	if json.Unmarshal([]byte(m.Content), &payload) != nil || len(payload.Data) == 0 {
		return ""
	}
	return payload.TemplateType
}
