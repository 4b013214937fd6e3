package bot

import (
	"encoding/json"
	"strings"
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

// Text is a message for who shows texts only: a text as it is, a card or an interactive
// template with a line for each of its choices; "" when there is no such form.
func (m Message) Text() string {
	switch m.ContentType {
	case ImageResponseCard:
		return m.Card.Text()
	case CustomPayload:
		return templateText(m.Content)
	}
	return m.Content
}

// templateText is what the template of an interactive message asks. A payload that is
// none is a text.
// spec: interactive messages, templates.
func templateText(content string) string {
	var t struct {
		TemplateType string `json:"templateType"`
		Data         struct {
			Content struct {
				Title    string `json:"title"`
				Subtitle string `json:"subtitle"`
				Elements []struct {
					Title    string `json:"title"`
					Subtitle string `json:"subtitle"`
				} `json:"elements"`
			} `json:"content"`
		} `json:"data"`
	}
	err := json.Unmarshal([]byte(content), &t)
	asked := t.Data.Content
	switch {
	case t.TemplateType == "":
		return content
	case err != nil || asked.Title == "":
		return ""
	}
	q := question{title: asked.Title, subtitle: asked.Subtitle}
	for _, e := range asked.Elements {
		choice := e.Title
		if e.Subtitle != "" {
			choice += " (" + e.Subtitle + ")"
		}
		q.choices = append(q.choices, choice)
	}
	return q.text()
}

// Text is a card for who shows texts only: what it says, and a line for each
// button. A nil card has none.
func (c *Card) Text() string {
	if c == nil {
		return ""
	}
	q := question{title: c.Title, subtitle: c.Subtitle}
	for _, b := range c.Buttons {
		q.choices = append(q.choices, b.Text)
	}
	return q.text()
}

// question is something with choices, in words.
type question struct {
	title, subtitle string
	choices         []string
}

func (q question) text() string {
	lines := []string{q.title}
	if q.subtitle != "" {
		lines = append(lines, q.subtitle)
	}
	for _, choice := range q.choices {
		lines = append(lines, "- "+choice)
	}
	return strings.Join(lines, "\n")
}
