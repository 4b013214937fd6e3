package lex

import (
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/rejoin-chat/rejoin/internal/bot"
)

// sessionState is the state of a dialog. spec: SessionState (Amazon Lex V2).
type sessionState struct {
	SessionAttributes map[string]string `json:"sessionAttributes,omitempty"`
	ActiveContexts    []json.RawMessage `json:"activeContexts,omitempty"`
	DialogAction      *dialogAction     `json:"dialogAction,omitempty"`
	Intent            *intent           `json:"intent,omitempty"`
}

type dialogAction struct {
	Type         bot.Action `json:"type"`
	SlotToElicit string     `json:"slotToElicit,omitempty"`
}

// intent is one that the dialog is about. A slot without a value is null.
type intent struct {
	Name              string           `json:"name"`
	Slots             map[string]*slot `json:"slots"`
	State             bot.IntentState  `json:"state,omitempty"`
	ConfirmationState bot.Confirmation `json:"confirmationState,omitempty"`
}

type slot struct {
	Shape string     `json:"shape,omitempty"`
	Value *slotValue `json:"value,omitempty"`
	// Values are those of a slot that takes several.
	Values []*slot `json:"values,omitempty"`
}

type slotValue struct {
	OriginalValue    string   `json:"originalValue"`
	InterpretedValue string   `json:"interpretedValue"`
	ResolvedValues   []string `json:"resolvedValues"`
}

// scalar is a slot with one value.
func scalar(value, original string) *slot {
	return &slot{Shape: "Scalar", Value: &slotValue{original, value, []string{value}}}
}

// text is what a flow sees of a slot. Of several values it is those that are
// there, with a comma between them.
func (s *slot) text() (string, bool) {
	switch {
	case s == nil:
		return "", false
	case s.Value != nil && s.Value.InterpretedValue != "":
		return s.Value.InterpretedValue, true
	case s.Value != nil:
		return s.Value.OriginalValue, true
	}
	joined, some := "", false
	for _, one := range s.Values {
		if text, ok := one.text(); ok {
			if some {
				joined += ","
			}
			joined, some = joined+text, true
		}
	}
	return joined, some
}

// texts are the slots that have a value.
func (i *intent) texts() map[string]string {
	if i == nil {
		return nil
	}
	var out map[string]string
	for name, s := range i.Slots {
		if text, ok := s.text(); ok {
			if out == nil {
				out = make(map[string]string)
			}
			out[name] = text
		}
	}
	return out
}

// message is one of a bot's. spec: Message (Amazon Lex V2).
type message struct {
	ContentType       bot.ContentType `json:"contentType"`
	Content           string          `json:"content,omitempty"`
	ImageResponseCard *bot.Card       `json:"imageResponseCard,omitempty"`
}

// sentiment is the mood of a text. spec: SentimentResponse (Amazon Lex V2).
type sentiment struct {
	Sentiment      string `json:"sentiment"`
	SentimentScore struct {
		Mixed    float64 `json:"mixed"`
		Negative float64 `json:"negative"`
		Neutral  float64 `json:"neutral"`
		Positive float64 `json:"positive"`
	} `json:"sentimentScore"`
}

func (s *sentiment) mood() *bot.Sentiment {
	if s == nil || s.Sentiment == "" {
		return nil
	}
	score := s.SentimentScore
	return &bot.Sentiment{Label: s.Sentiment, Mixed: score.Mixed, Negative: score.Negative, Neutral: score.Neutral, Positive: score.Positive}
}

var (
	actions       = []bot.Action{bot.Close, bot.ConfirmIntent, bot.Delegate, bot.ElicitIntent, bot.ElicitSlot, bot.None}
	states        = []bot.IntentState{"", bot.Failed, bot.Fulfilled, bot.FulfillmentInProgress, bot.InProgress, bot.ReadyForFulfillment, bot.Waiting}
	confirmations = []bot.Confirmation{"", bot.Unconfirmed, bot.Confirmed, bot.Denied}
	contentTypes  = []bot.ContentType{bot.PlainText, bot.CustomPayload, bot.SSML, bot.ImageResponseCard}
)

// answer checks a state and messages and makes an answer of them.
func answer(s *sessionState, messages []message) (bot.Answer, error) {
	a := bot.Answer{ConfirmationState: bot.Unconfirmed}
	if s == nil {
		return a, fmt.Errorf("%w: it has no sessionState", bot.ErrMalformed)
	}
	a.SessionAttributes = s.SessionAttributes
	if d := s.DialogAction; d != nil {
		if !slices.Contains(actions, d.Type) {
			return a, fmt.Errorf("%w: there is no such dialogAction.type", bot.ErrMalformed)
		}
		a.DialogAction, a.SlotToElicit = d.Type, d.SlotToElicit
	}
	if i := s.Intent; i != nil {
		if !slices.Contains(states, i.State) || !slices.Contains(confirmations, i.ConfirmationState) {
			return a, fmt.Errorf("%w: there is no such intent.state or confirmationState", bot.ErrMalformed)
		}
		a.Intent, a.IntentState, a.Slots = i.Name, i.State, i.texts()
		if i.ConfirmationState != "" {
			a.ConfirmationState = i.ConfirmationState
		}
	}
	for _, m := range messages {
		if !slices.Contains(contentTypes, m.ContentType) || (m.ContentType == bot.ImageResponseCard) != (m.ImageResponseCard != nil) {
			return a, fmt.Errorf("%w: a message has no such contentType", bot.ErrMalformed)
		}
		a.Messages = append(a.Messages, bot.Message{ContentType: m.ContentType, Content: m.Content, Card: m.ImageResponseCard})
	}
	return a, nil
}

// decode reads JSON that came from outside. The error shows nothing of it. Bytes that
// are no UTF-8 would be replaced by the decoder, and nobody would know.
func decode(body []byte, into any) error {
	if !utf8.Valid(body) {
		return fmt.Errorf("%w: it is not UTF-8", bot.ErrMalformed)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("%w: it is not the JSON that is agreed", bot.ErrMalformed)
	}
	return nil
}
