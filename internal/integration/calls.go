package integration

import (
	"cmp"
	"context"
	"encoding/json"
	"time"

	"github.com/rejoin-chat/rejoin/internal/bot"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/function"
)

// Ask has a bot answer one turn of a dialog, whose id is the contact's; key is the
// same whenever the turn is asked for again. The error says which bot and why, and
// nothing that was said.
func (s *Set) Ask(ctx context.Context, key string, dialog chat.ContactID, turn flow.AskBot) (flow.BotAnswer, error) {
	a, err := s.Bots.Ask(ctx, bot.Turn{
		Bot: turn.Bot, SessionID: string(dialog), LocaleID: turn.Locale, Text: turn.Text,
		SessionAttributes: turn.SessionAttributes, Key: key, State: json.RawMessage(turn.State),
	})
	if err != nil {
		return flow.BotAnswer{}, err
	}
	out := flow.BotAnswer{
		Intent: a.Intent, IntentState: string(a.IntentState), DialogAction: string(a.DialogAction),
		Slots: a.Slots, SessionAttributes: a.SessionAttributes, State: a.State,
	}
	for _, m := range a.Messages {
		said := flow.BotMessage{ContentType: string(m.ContentType), Content: cmp.Or(m.Content, m.Card.Text())}
		if m.ContentType == bot.CustomPayload {
			said.Plain = m.Text()
		}
		out.Messages = append(out.Messages, said)
	}
	for _, i := range a.Interpretations {
		one := flow.Interpretation{Intent: i.Intent, Slots: i.Slots}
		if i.Confidence != nil {
			one.Score = *i.Confidence
		}
		if i.Sentiment != nil {
			one.Sentiment = i.Sentiment.Label
		}
		out.Interpretations = append(out.Interpretations, one)
	}
	return out, nil
}

// Invoke has a function answer an event, or take it; key is the same whenever that
// is asked for again. The error says which function and why.
func (s *Set) Invoke(ctx context.Context, key string, call flow.InvokeFunction, event []byte) ([]byte, error) {
	return s.Functions.Invoke(ctx, function.Invocation{
		ARN: call.ARN, Payload: event, Async: call.Async, Key: key,
		Limit: time.Duration(call.Seconds) * time.Second,
	})
}
