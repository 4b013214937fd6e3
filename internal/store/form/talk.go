package form

import (
	"encoding/json"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// talk is the form of chat.Talk. Times and durations are in milliseconds.
type talk struct {
	Parties         int     `json:"parties,omitempty"`
	Messages        int     `json:"messages,omitempty"`
	BotMessages     int     `json:"botMessages,omitempty"`
	BotChars        int     `json:"botChars,omitempty"`
	Turns           int     `json:"turns,omitempty"`
	FirstResponseAt *int64  `json:"firstResponseAt,omitempty"`
	FirstResponse   int64   `json:"firstResponse,omitempty"`
	Agent           speaker `json:"agent,omitzero"`
	Customer        speaker `json:"customer,omitzero"`
}

type speaker struct {
	ParticipantID chat.ParticipantID `json:"id,omitempty"`
	Messages      int                `json:"messages,omitempty"`
	Chars         int                `json:"chars,omitempty"`
	Responses     int                `json:"responses,omitempty"`
	ResponseTime  int64              `json:"responseTime,omitempty"`
	MaxResponse   int64              `json:"maxResponse,omitempty"`
	LastMessageAt *int64             `json:"lastMessageAt,omitempty"`
}

// Talk is the form of a contact's talk.
func Talk(t *chat.Talk) ([]byte, error) {
	if t == nil {
		return nil, nil
	}
	return json.Marshal(talk{
		Parties: t.Parties, Messages: t.Messages, BotMessages: t.BotMessages, BotChars: t.BotChars, Turns: t.Turns,
		FirstResponseAt: putMilli(t.FirstResponseAt), FirstResponse: t.FirstResponse.Milliseconds(),
		Agent: putSpeaker(t.Agent), Customer: putSpeaker(t.Customer),
	})
}

// ReadTalk reads the form of Talk.
func ReadTalk(b []byte) (*chat.Talk, error) {
	if b == nil {
		return nil, nil
	}
	var t talk
	if err := json.Unmarshal(b, &t); err != nil {
		return nil, err
	}
	return &chat.Talk{
		Parties: t.Parties, Messages: t.Messages, BotMessages: t.BotMessages, BotChars: t.BotChars, Turns: t.Turns,
		FirstResponseAt: getMilli(t.FirstResponseAt), FirstResponse: time.Duration(t.FirstResponse) * time.Millisecond,
		Agent: getSpeaker(t.Agent), Customer: getSpeaker(t.Customer),
	}, nil
}

func putSpeaker(s chat.Speaker) speaker {
	return speaker{
		ParticipantID: s.ParticipantID, Messages: s.Messages, Chars: s.Chars, Responses: s.Responses,
		ResponseTime: s.ResponseTime.Milliseconds(), MaxResponse: s.MaxResponse.Milliseconds(),
		LastMessageAt: putMilli(s.LastMessageAt),
	}
}

func getSpeaker(s speaker) chat.Speaker {
	return chat.Speaker{
		ParticipantID: s.ParticipantID, Messages: s.Messages, Chars: s.Chars, Responses: s.Responses,
		ResponseTime: time.Duration(s.ResponseTime) * time.Millisecond,
		MaxResponse:  time.Duration(s.MaxResponse) * time.Millisecond, LastMessageAt: getMilli(s.LastMessageAt),
	}
}
