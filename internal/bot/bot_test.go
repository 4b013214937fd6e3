package bot

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// script is a provider whose attempts are told.
type script struct {
	attempts []func(ctx context.Context, turn Turn) (Answer, error)
	turns    []Turn
}

func (s *script) Ask(ctx context.Context, turn Turn) (Answer, error) {
	s.turns = append(s.turns, turn)
	return s.attempts[len(s.turns)-1](ctx, turn)
}

func says(text string) func(context.Context, Turn) (Answer, error) {
	return func(context.Context, Turn) (Answer, error) {
		return Answer{Messages: []Message{{ContentType: PlainText, Content: text}}}, nil
	}
}

func fails(err error) func(context.Context, Turn) (Answer, error) {
	return func(context.Context, Turn) (Answer, error) { return Answer{}, err }
}

func hangs(ctx context.Context, _ Turn) (Answer, error) {
	<-ctx.Done()
	return Answer{}, ctx.Err()
}

func TestATurnIsTakenAgainWithTheSameKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{attempts: []func(context.Context, Turn) (Answer, error){fails(ErrUnavailable), says("hi")}}
		a, err := New(map[string]Provider{"b": s}).Ask(t.Context(), Turn{Bot: "b", Key: "k", Text: "x"})
		if err != nil || a.Messages[0].Content != "hi" {
			t.Fatalf("got %+v and %v, want hi", a, err)
		}
		if len(s.turns) != 2 || s.turns[1].Key != "k" || s.turns[1].LocaleID != DefaultLocale {
			t.Errorf("got turns %+v, want two with the key and the default locale", s.turns)
		}
	})
}

func TestATurnEndsAfterTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{attempts: []func(context.Context, Turn) (Answer, error){hangs}}
		start := time.Now()
		_, err := New(map[string]Provider{"b": s}).Ask(t.Context(), Turn{Bot: "b"})
		if !errors.Is(err, ErrTimedOut) || time.Since(start) != TurnLimit {
			t.Errorf("got %v after %v, want a timeout after %v", err, time.Since(start), TurnLimit)
		}
	})
}

func TestTurnsThatAreNotTaken(t *testing.T) {
	s := &script{}
	bots := New(map[string]Provider{"b": s})
	long := strings.Repeat("ä", MaxText+1)
	tests := []struct {
		name string
		bots *Bots
		turn Turn
		want error
	}{
		{"nobody", bots, Turn{Bot: "c"}, ErrUnknown},
		{"no bots at all", nil, Turn{Bot: "b"}, ErrUnknown},
		{"too long", bots, Turn{Bot: "b", Text: long}, ErrTextTooLong},
	}
	for _, tt := range tests {
		_, err := tt.bots.Ask(t.Context(), tt.turn)
		if !errors.Is(err, tt.want) || strings.Contains(err.Error(), long) || len(s.turns) > 0 {
			t.Errorf("%s: got %v and %d turns, want %v and none", tt.name, err, len(s.turns), tt.want)
		}
	}
}

// What cannot be stored or sent never gets out, whichever bot says it.
func TestAnswersThatCannotBeSentAreMalformed(t *testing.T) {
	plain := func(text string) Answer { return Answer{Messages: []Message{{ContentType: PlainText, Content: text}}} }
	tests := []struct {
		name   string
		answer Answer
		want   string
	}{
		{"a message", plain("secret\x00"), "message 1 has the character U+0000"},
		{"other bytes", plain("secret\xff"), "message 1 is not UTF-8"},
		{"a card", Answer{Messages: []Message{{}, {ContentType: ImageResponseCard, Card: &Card{Title: "T", Buttons: []Button{{"a", "\x00"}}}}}}, "message 2 has the character U+0000"},
		{"an intent", Answer{Intent: "\x00"}, "what it understood has the character U+0000"},
		{"a slot", Answer{Slots: map[string]string{"a": "\x00"}}, "a slot has the character U+0000"},
		{"the name of an attribute", Answer{SessionAttributes: map[string]string{"\x00": "a"}}, "a session attribute has the character U+0000"},
		{"another meaning", Answer{Interpretations: []Interpretation{{Slots: map[string]string{"a": "\x00"}}}}, "an interpretation has the character U+0000"},
		{"a mood", Answer{Interpretations: []Interpretation{{Sentiment: &Sentiment{Label: "\x00"}}}}, "an interpretation has the character U+0000"},
	}
	for _, tt := range tests {
		s := &script{attempts: []func(context.Context, Turn) (Answer, error){func(context.Context, Turn) (Answer, error) { return tt.answer, nil }}}
		got, err := New(map[string]Provider{"b": s}).Ask(t.Context(), Turn{Bot: "b"})
		if !errors.Is(err, ErrMalformed) || err.Error() != "bot b: the answer is not understood: "+tt.want || len(got.Messages) > 0 {
			t.Errorf("%s: got %+v and %v, want no answer and %q", tt.name, got, err, tt.want)
		}
	}
}

func TestOver(t *testing.T) {
	tests := []struct {
		action Action
		state  IntentState
		want   bool
	}{
		{Close, Fulfilled, true}, {Close, Failed, true}, {Close, "", true},
		{ElicitSlot, InProgress, false}, {ConfirmIntent, InProgress, false}, {ElicitIntent, Fulfilled, false},
		{Delegate, ReadyForFulfillment, true}, {None, Failed, true}, {"", InProgress, false}, {Delegate, Waiting, false},
	}
	for _, tt := range tests {
		if got := (Answer{DialogAction: tt.action, IntentState: tt.state}).Over(); got != tt.want {
			t.Errorf("%s with %s: got %t, want %t", tt.action, tt.state, got, tt.want)
		}
	}
}

func TestACardHasAText(t *testing.T) {
	card := &Card{Title: "Where?", Subtitle: "Choose", Buttons: []Button{{Text: "Here", Value: "h"}, {Text: "There", Value: "t"}}}
	if got, want := card.Text(), "Where?\nChoose\n- Here\n- There"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := (*Card)(nil).Text(); got != "" {
		t.Errorf("got %q of no card, want nothing", got)
	}
}

func TestEveryMessageHasATextOrNone(t *testing.T) {
	for _, tt := range []struct {
		message Message
		want    string
	}{
		{Message{ContentType: PlainText, Content: `{"templateType":"ListPicker"}`}, `{"templateType":"ListPicker"}`},
		{Message{ContentType: ImageResponseCard, Card: &Card{Title: "Where?", Buttons: []Button{{Text: "Here", Value: "h"}}}}, "Where?\n- Here"},
		{Message{ContentType: CustomPayload, Content: `{"templateType":"ListPicker","version":"1.0","data":{"content":{"title":"Which day?","subtitle":"Tap one","elements":[{"title":"Monday"},{"title":"Tuesday","subtitle":"busy"}]}}}`}, "Which day?\nTap one\n- Monday\n- Tuesday (busy)"},
		{Message{ContentType: CustomPayload, Content: `{"templateType":"Map","data":{"content":{}}}`}, ""},
		{Message{ContentType: CustomPayload, Content: `{"templateType":"Odd","data":{"content":{"title":"x","elements":7}}}`}, ""},
		{Message{ContentType: CustomPayload, Content: "# words"}, "# words"},
	} {
		if got := tt.message.Text(); got != tt.want {
			t.Errorf("%s %s: got %q, want %q", tt.message.ContentType, tt.message.Content, got, tt.want)
		}
	}
}

func TestParseAlias(t *testing.T) {
	got, err := ParseAlias("arn:aws:lex:eu-central-1:123456789012:bot-alias/VGKIKY0S9G/TSTALIASID")
	if want := (Alias{"eu-central-1", "123456789012", "VGKIKY0S9G", "TSTALIASID"}); err != nil || got != want {
		t.Errorf("got %+v and %v, want %+v", got, err, want)
	}
	for _, arn := range []string{"", "support", "arn:aws:lex:eu-central-1:123456789012:bot/A/B", "arn:aws:lex:eu-central-1:1:bot-alias/A/B", "arn:aws:lex:eu-central-1:123456789012:bot-alias/A"} {
		if _, err := ParseAlias(arn); err == nil {
			t.Errorf("%q: got no error, want one", arn)
		}
	}
}
