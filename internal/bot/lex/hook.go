package lex

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/internal/bot"
	"github.com/rejoin-chat/rejoin/internal/outside"
)

// KeyHeader carries [bot.Turn.Key] to a hook.
const KeyHeader = "Idempotency-Key"

// Hook lets an HTTP service be the bot. It posts what Lex posts to the code hook of
// a bot with one intent: the service names the slot that it asks for and finds the
// customer's words in it the next time.
//
// Of what Lex would do by itself little is left: a session that is forgotten, slots
// that are kept when an answer leaves them out, yes and no to ConfirmIntent. An
// answer that delegates has nobody to delegate to, so the intent is then ready for
// fulfilment and the conversation over. spec: AWS Lambda input and response format
// for Lex V2.
type Hook struct {
	Poster  *outside.Poster
	URL     string
	Limit   int64       // of an answer in bytes
	Header  http.Header // such as Authorization
	Name    string      // of the bot
	Intent  string      // that a conversation begins with
	Slots   []string    // of the intent; hooks look for null in those without a value
	Session time.Duration
	Now     func() time.Time
}

// hookState is what is kept between turns.
type hookState struct {
	Session sessionState `json:"session"`
	At      int64        `json:"at"` // Unix seconds
}

// hookEvent is the body of the request.
type hookEvent struct {
	MessageVersion      string            `json:"messageVersion"`
	InvocationSource    string            `json:"invocationSource"`
	InputMode           string            `json:"inputMode"`
	ResponseContentType string            `json:"responseContentType"`
	SessionID           string            `json:"sessionId"`
	InputTranscript     string            `json:"inputTranscript"`
	InvocationLabel     string            `json:"invocationLabel"`
	Bot                 hookBot           `json:"bot"`
	Interpretations     []hookReading     `json:"interpretations"`
	SessionState        sessionState      `json:"sessionState"`
	RequestAttributes   map[string]string `json:"requestAttributes"`
	Transcriptions      []hookHeard       `json:"transcriptions"`
}

type hookBot struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	AliasID   string `json:"aliasId"`
	AliasName string `json:"aliasName"`
	LocaleID  string `json:"localeId"`
	Version   string `json:"version"`
}

type hookReading struct {
	Intent            *intent    `json:"intent"`
	NLUConfidence     *float64   `json:"nluConfidence,omitempty"`
	SentimentResponse *sentiment `json:"sentimentResponse,omitempty"`
}

type hookHeard struct {
	Transcription           string  `json:"transcription"`
	TranscriptionConfidence float64 `json:"transcriptionConfidence"`
}

// hookAnswer is the body of the answer.
type hookAnswer struct {
	SessionState *sessionState `json:"sessionState"`
	Messages     []message     `json:"messages"`
}

// Ask makes one attempt at a turn.
func (h *Hook) Ask(ctx context.Context, turn bot.Turn) (bot.Answer, error) {
	before := h.resume(turn)
	body, err := json.Marshal(h.event(turn, before))
	if err != nil {
		return bot.Answer{}, fmt.Errorf("%w: %w", bot.ErrRefused, err)
	}
	header := http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}}
	for name, values := range h.Header {
		header[name] = values
	}
	if turn.Key != "" {
		header.Set(KeyHeader, turn.Key)
	}
	response, err := h.Poster.Post(ctx, outside.Request{URL: h.URL, Header: header, Body: body, Limit: h.Limit})
	if err != nil {
		return bot.Answer{}, err
	}
	if err := response.Check(); err != nil {
		return bot.Answer{}, err
	}
	var out hookAnswer
	if err := decode(response.Body, &out); err != nil {
		return bot.Answer{}, err
	}
	return h.answer(before, out)
}

// resume is the state in which a hook finds the dialog: the last one, with what the
// customer said now.
func (h *Hook) resume(turn bot.Turn) sessionState {
	var last hookState
	known := len(turn.State) > 0 && json.Unmarshal(turn.State, &last) == nil &&
		last.Session.Intent != nil && h.Now().Sub(time.Unix(last.At, 0)) <= h.Session
	now := sessionState{Intent: &intent{Name: h.Intent}}
	if known {
		now = last.Session
		listen(&now, turn.Text)
	}
	now.DialogAction = nil
	now.SessionAttributes = turn.SessionAttributes
	if now.SessionAttributes == nil {
		now.SessionAttributes = map[string]string{}
	}
	now.Intent.Slots = h.slots(now.Intent)
	now.Intent.State = bot.InProgress
	if now.Intent.ConfirmationState == "" {
		now.Intent.ConfirmationState = bot.Unconfirmed
	}
	return now
}

// slots are those of an intent, and null for what the bot's own has beside them.
func (h *Hook) slots(i *intent) map[string]*slot {
	all := make(map[string]*slot, len(i.Slots))
	if i.Name == h.Intent {
		for _, name := range h.Slots {
			all[name] = nil
		}
	}
	maps.Copy(all, i.Slots)
	return all
}

// listen puts what the customer said where the last answer wanted it.
func listen(s *sessionState, text string) {
	if s.DialogAction == nil {
		return
	}
	switch s.DialogAction.Type {
	case bot.ElicitSlot:
		if s.Intent.Slots == nil {
			s.Intent.Slots = make(map[string]*slot)
		}
		s.Intent.Slots[s.DialogAction.SlotToElicit] = scalar(text, text)
	case bot.ConfirmIntent:
		s.Intent.ConfirmationState = confirmation(text)
	}
}

// confirmation reads a yes or a no; everything else is left to the hook, which has
// the text.
func confirmation(text string) bot.Confirmation {
	switch strings.ToLower(strings.Trim(strings.TrimSpace(text), ".!")) {
	case "yes", "y", "ok", "okay", "sure":
		return bot.Confirmed
	case "no", "n", "nope":
		return bot.Denied
	}
	return bot.Unconfirmed
}

func (h *Hook) event(turn bot.Turn, s sessionState) hookEvent {
	e := hookEvent{
		MessageVersion: "1.0", InvocationSource: "DialogCodeHook", InputMode: "Text",
		ResponseContentType: "text/plain; charset=utf-8",
		SessionID:           turn.SessionID, InputTranscript: turn.Text,
		Bot:               hookBot{Name: h.Name, ID: h.Name, AliasID: "TSTALIASID", AliasName: "rejoin", LocaleID: turn.LocaleID, Version: "DRAFT"},
		SessionState:      s,
		RequestAttributes: map[string]string{KeyAttribute: turn.Key},
		Interpretations:   []hookReading{{Intent: s.Intent, NLUConfidence: new(1.0)}},
		Transcriptions:    []hookHeard{{turn.Text, 1}},
	}
	if s.Intent.Name != bot.FallbackIntent {
		e.Interpretations = append(e.Interpretations, hookReading{Intent: &intent{
			Name: bot.FallbackIntent, Slots: map[string]*slot{}, State: bot.InProgress, ConfirmationState: bot.Unconfirmed,
		}})
	}
	if alias, err := bot.ParseAlias(turn.Bot); err == nil {
		e.Bot.ID, e.Bot.AliasID = alias.BotID, alias.AliasID
	}
	return e
}

// answer makes an answer of what the hook said, and keeps what the next turn needs.
func (h *Hook) answer(before sessionState, out hookAnswer) (bot.Answer, error) {
	after := out.SessionState
	if after == nil || after.DialogAction == nil {
		return bot.Answer{}, fmt.Errorf("%w: it has no sessionState.dialogAction", bot.ErrMalformed)
	}
	complete(before, after)
	a, err := answer(after, out.Messages)
	if err != nil {
		return bot.Answer{}, err
	}
	if a.DialogAction == bot.ElicitSlot && a.SlotToElicit == "" {
		return bot.Answer{}, fmt.Errorf("%w: ElicitSlot names no slotToElicit", bot.ErrMalformed)
	}
	a.Interpretations = []bot.Interpretation{{Intent: a.Intent, Slots: a.Slots}}
	if a.Over() {
		return a, nil
	}
	kept := *after
	kept.SessionAttributes = nil // they travel by themselves
	if a.DialogAction == bot.ElicitIntent {
		kept.Intent = &intent{Name: h.Intent} // whatever comes next begins anew
	}
	a.State, err = json.Marshal(hookState{kept, h.Now().Unix()})
	if err != nil {
		return bot.Answer{}, fmt.Errorf("%w: %w", bot.ErrMalformed, err)
	}
	return a, nil
}

// complete adds what an answer may leave out, as Lex does.
func complete(before sessionState, after *sessionState) {
	if after.SessionAttributes == nil {
		after.SessionAttributes = before.SessionAttributes
	}
	if after.Intent == nil {
		after.Intent = before.Intent
	}
	if after.Intent.Slots == nil && after.Intent.Name == before.Intent.Name {
		after.Intent.Slots = before.Intent.Slots
	}
	switch {
	case after.DialogAction.Type == bot.Delegate:
		after.Intent.State = bot.ReadyForFulfillment
	case after.Intent.State != "":
	case after.DialogAction.Type == bot.Close:
		after.Intent.State = bot.Fulfilled
	default:
		after.Intent.State = bot.InProgress
	}
}
