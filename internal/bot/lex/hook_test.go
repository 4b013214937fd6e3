package lex

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/bot"
	"github.com/rejoin-chat/rejoin/internal/outside/outsidetest"
)

// codeHook is a hook in the manner of the published samples: it finds its way by
// the slots of the intent and builds plain objects.
func codeHook(w http.ResponseWriter, r *http.Request) {
	var event struct {
		InputTranscript string `json:"inputTranscript"`
		Interpretations []struct {
			Intent struct {
				Name  string `json:"name"`
				Slots map[string]*struct {
					Value struct {
						InterpretedValue string `json:"interpretedValue"`
					} `json:"value"`
				} `json:"slots"`
				ConfirmationState string `json:"confirmationState"`
			} `json:"intent"`
		} `json:"interpretations"`
	}
	body, _ := io.ReadAll(r.Body)
	if json.Unmarshal(body, &event) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	current := event.Interpretations[0].Intent
	var out string
	switch {
	case event.InputTranscript == "restart":
		out = `{"sessionState":{"dialogAction":{"type":"ElicitIntent"},"intent":{"name":"Menu"}},"messages":[{"contentType":"PlainText","content":"From the beginning."}]}`
	case event.InputTranscript == "leave it to the bot":
		out = `{"sessionState":{"dialogAction":{"type":"Delegate"},"intent":{"name":"Menu"}}}`
	case current.Slots["action"] == nil:
		out = `{"sessionState":{"sessionAttributes":{"step":"1"},"dialogAction":{"type":"ElicitSlot","slotToElicit":"action"},"intent":{"name":"Menu","slots":{"action":null}}},
			"messages":[{"contentType":"CustomPayload","content":"{\"templateType\":\"ListPicker\",\"version\":\"1.0\",\"data\":{\"content\":{\"title\":\"What?\",\"elements\":[{\"title\":\"End chat\"}]}}}"}]}`
	case current.ConfirmationState == "None":
		out = `{"sessionState":{"dialogAction":{"type":"ConfirmIntent"},"intent":{"name":"Menu"}},"messages":[{"contentType":"PlainText","content":"Sure?"}]}`
	default:
		out = `{"sessionState":{"dialogAction":{"type":"Close"},"intent":{"confirmationState":"` + current.ConfirmationState + `","name":"Menu","state":"Fulfilled"}},
			"messages":[{"contentType":"PlainText","content":"Received ` + current.Slots["action"].Value.InterpretedValue + `"}]}`
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, out)
}

func hook(handler http.HandlerFunc) *Hook {
	return &Hook{Poster: outsidetest.Serving(handler), URL: "https://hook.example/bot", Limit: maxAnswer, Intent: "Menu", Name: "menu", Session: 5 * time.Minute, Now: time.Now}
}

func TestAHookIsLedThroughADialog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := hook(codeHook)
		turn := bot.Turn{Bot: "menu", SessionID: "s-1", Text: "hello", SessionAttributes: map[string]string{"from": "flow"}}
		steps := []struct {
			text   string
			action bot.Action
			state  bot.IntentState
			say    string
		}{
			{"hello", bot.ElicitSlot, bot.InProgress, `{"templateType"`},
			{"End chat", bot.ConfirmIntent, bot.InProgress, "Sure?"},
			{"Yes.", bot.Close, bot.Fulfilled, "Received End chat"},
			{"again", bot.ElicitSlot, bot.InProgress, `{"templateType"`},
			{"restart", bot.ElicitIntent, bot.InProgress, "From the beginning."},
			{"x", bot.ElicitSlot, bot.InProgress, `{"templateType"`},
			{"leave it to the bot", bot.Delegate, bot.ReadyForFulfillment, ""},
		}
		for _, step := range steps {
			turn.Text = step.text
			a, err := h.Ask(t.Context(), turn)
			if err != nil {
				t.Fatalf("%s: %v", step.text, err)
			}
			said := ""
			if len(a.Messages) > 0 {
				said = a.Messages[0].Content
			}
			if a.DialogAction != step.action || a.IntentState != step.state || a.Intent != "Menu" || !strings.HasPrefix(said, step.say) {
				t.Errorf("%s: got %+v, want %s, %s and %q", step.text, a, step.action, step.state, step.say)
			}
			if a.Over() && step.text == "Yes." && a.Slots["action"] != "End chat" {
				t.Errorf("got slots %v, want the one that the last answer left out", a.Slots)
			}
			turn.State, turn.SessionAttributes = a.State, a.SessionAttributes
		}
	})
}

func TestAHookForgetsASession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := hook(codeHook)
		first, err := h.Ask(t.Context(), bot.Turn{Text: "hello"})
		if err != nil {
			t.Fatalf("Ask: %v", err)
		}
		wait := time.NewTimer(h.Session + time.Second)
		<-wait.C
		a, err := h.Ask(t.Context(), bot.Turn{Text: "End chat", State: first.State})
		if err != nil || a.DialogAction != bot.ElicitSlot {
			t.Errorf("got %+v and %v, want the first question again", a, err)
		}
	})
}

func TestAHookGetsTheEventOfLex(t *testing.T) {
	var got, want any
	h := hook(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if err := json.Unmarshal(body, &got); err != nil {
			t.Errorf("the event is no JSON: %v", err)
		}
		for name, value := range map[string]string{KeyHeader: "key-1", "Authorization": "Bearer x", "Content-Type": "application/json"} {
			if r.Header.Get(name) != value {
				t.Errorf("got %s %q, want %q", name, r.Header.Get(name), value)
			}
		}
		_, _ = io.WriteString(w, `{"sessionState":{"dialogAction":{"type":"Close"}}}`)
	})
	h.Header, h.Slots = http.Header{"Authorization": {"Bearer x"}}, []string{"action", "department"}
	state := `{"session":{"dialogAction":{"type":"ElicitSlot","slotToElicit":"action"},"intent":{"name":"Menu","slots":{"action":null}}},"at":99999999999}`
	_, err := h.Ask(t.Context(), bot.Turn{
		Bot: "arn:aws:lex:eu-central-1:123456789012:bot-alias/VGKIKY0S9G/TSTALIASID", SessionID: "s-1", LocaleID: "en_US",
		Text: "End chat", Key: "key-1", State: json.RawMessage(state), SessionAttributes: map[string]string{"a": "b"},
	})
	if err != nil {
		t.Fatalf("Ask: %v", err)
	}
	golden, err := os.ReadFile("testdata/hook_event.json")
	if err != nil {
		t.Fatalf("read the event that is wanted: %v", err)
	}
	if err := json.Unmarshal(golden, &want); err != nil {
		t.Fatalf("read the event that is wanted: %v", err)
	}
	if !reflect.DeepEqual(got, want) {
		text, _ := json.MarshalIndent(got, "", "  ")
		t.Errorf("got %s, want testdata/hook_event.json", text)
	}
}

func TestAnswersOfHooksThatMakeNoSense(t *testing.T) {
	tests := []struct {
		body string
		want error
	}{
		{``, bot.ErrMalformed}, {`[]`, bot.ErrMalformed}, {`{}`, bot.ErrMalformed}, {`null`, bot.ErrMalformed}, {`<html>`, bot.ErrMalformed},
		{`{"sessionState":{}}`, bot.ErrMalformed},
		{`{"sessionState":{"dialogAction":{"type":"Dance"}}}`, bot.ErrMalformed},
		{`{"sessionState":{"dialogAction":{"type":"ElicitSlot"}}}`, bot.ErrMalformed},
		{`{"sessionState":{"dialogAction":{"type":"Close"},"intent":{"name":"A","state":"Odd"}}}`, bot.ErrMalformed},
		{`{"sessionState":{"dialogAction":{"type":"Close"},"intent":{"name":"A","slots":{"a":"text"}}}}`, bot.ErrMalformed},
		{`{"sessionState":{"dialogAction":{"type":"Close"}},"messages":[{"contentType":"Video","content":"x"}]}`, bot.ErrMalformed},
		{`{"sessionState":{"dialogAction":{"type":"Close"}},"messages":[{"contentType":"ImageResponseCard"}]}`, bot.ErrMalformed},
		{`{"sessionState":{"dialogAction":{"type":"Close"}},"messages":null,"more":1}`, nil},
		{strings.Repeat(" ", maxAnswer+1), bot.ErrTooLarge},
	}
	for _, tt := range tests {
		h := hook(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, tt.body) })
		if _, err := h.Ask(t.Context(), bot.Turn{Text: "private words"}); !errors.Is(err, tt.want) || err != nil && strings.Contains(err.Error(), "private") {
			t.Errorf("%.80s: got %v, want %v", tt.body, err, tt.want)
		}
	}
}

// FuzzHookAnswer holds that whatever a hook says and a state holds, the next turn
// can be taken.
func FuzzHookAnswer(f *testing.F) {
	f.Add([]byte(`{"sessionState":{"dialogAction":{"type":"ElicitSlot","slotToElicit":"a"},"intent":{"name":"A","slots":{"a":{"shape":"List","values":[null,{"value":{}}]}}}}}`), []byte(`{"session":{"intent":{}},"at":99999999999}`))
	f.Add([]byte(`{"sessionState":{"dialogAction":{"type":"ConfirmIntent"},"intent":null}}`), []byte(`null`))
	f.Fuzz(func(t *testing.T, said, state []byte) {
		h := hook(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(said) })
		a, err := h.Ask(t.Context(), bot.Turn{Text: "x", State: state})
		if err != nil {
			return
		}
		if a.Over() != (a.State == nil) {
			t.Errorf("got state %s of an answer that is over: %t", a.State, a.Over())
		}
		if _, err := h.Ask(t.Context(), bot.Turn{Text: "y", State: a.State}); err != nil && !errors.Is(err, bot.ErrMalformed) {
			t.Errorf("the next turn: %v", err)
		}
	})
}
