package bot

import "strings"

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

// Text is a card for who shows texts only: what it says, and a line for each
// button. A nil card has none.
func (c *Card) Text() string {
	if c == nil {
		return ""
	}
	lines := []string{c.Title}
	if c.Subtitle != "" {
		lines = append(lines, c.Subtitle)
	}
	for _, b := range c.Buttons {
		lines = append(lines, "- "+b.Text)
	}
	return strings.Join(lines, "\n")
}
