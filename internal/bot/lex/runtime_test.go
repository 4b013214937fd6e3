package lex

import (
	"errors"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/bot"
	"github.com/rejoin-chat/rejoin/internal/bot/builtin"
	"github.com/rejoin-chat/rejoin/internal/outside"
)

const colours = `
intents:
  Paint:
    utterances: [paint]
    slots:
      colour: {values: [red, green], show: buttons, ask: "Which colour, {session.name}?"}
    set: {last: "{colour}"}
    say: "{colour} it is."
`

// runtime serves the bot above.
func runtime(t *testing.T) *Runtime {
	t.Helper()
	script, err := builtin.Parse([]byte(colours))
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	bots := bot.New(map[string]bot.Provider{"colours": builtin.Provider{Script: script, Now: time.Now}})
	return NewRuntime(bots, func(botID, aliasID string) (string, bool) {
		return "colours", botID == alias.BotID && aliasID == alias.AliasID
	})
}

func TestOurClientTalksToOurRuntime(t *testing.T) {
	server := httptest.NewServer(runtime(t))
	defer server.Close()
	poster := outside.NewPoster()
	defer poster.Close()
	bots := bot.New(map[string]bot.Provider{"b": &Client{Poster: poster, Endpoint: server.URL, Limit: maxAnswer, Alias: alias}})
	ask := func(session, text string, attributes map[string]string) bot.Answer {
		a, err := bots.Ask(t.Context(), bot.Turn{Bot: "b", SessionID: session, Text: text, SessionAttributes: attributes})
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		return a
	}
	a := ask("one", "paint", map[string]string{"name": "Ada"})
	if a.DialogAction != bot.ElicitSlot || a.SlotToElicit != "colour" || !strings.Contains(a.Messages[0].Content, `"templateType":"QuickReply"`) || !strings.Contains(a.Messages[0].Content, "Which colour, Ada?") {
		t.Errorf("got %+v, want the question for a colour", a)
	}
	if other := ask("two", "green", nil); other.Intent != bot.FallbackIntent {
		t.Errorf("got %+v, want another session to know nothing of it", other)
	}
	a = ask("one", "GREEN!", nil)
	if want := map[string]string{"name": "Ada", "last": "green"}; !a.Over() || a.Slots["colour"] != "green" || !reflect.DeepEqual(a.SessionAttributes, want) {
		t.Errorf("got %+v, want it fulfilled with green and attributes %v", a, want)
	}
	if len(a.Interpretations) == 0 || a.Interpretations[0].Confidence == nil {
		t.Errorf("got interpretations %+v, want one with a confidence", a.Interpretations)
	}
	missing := &Client{Poster: poster, Endpoint: server.URL, Limit: maxAnswer, Alias: bot.Alias{BotID: "NOBODY", AliasID: "X"}}
	if _, err := missing.Ask(t.Context(), bot.Turn{Text: "x", LocaleID: "en_US", SessionID: "s1"}); !errors.Is(err, bot.ErrRefused) {
		t.Errorf("got %v, want %v", err, bot.ErrRefused)
	}
}

func TestRequestsThatAreNoTurns(t *testing.T) {
	const path = "/bots/VGKIKY0S9G/botAliases/TSTALIASID/botLocales/en_US/sessions/s1/text"
	tests := []struct {
		name, method, path, body string
		status                   int
	}{
		{"a GET", "GET", path, "", 400},
		{"another operation", "POST", strings.TrimSuffix(path, "text") + "utterance", "{}", 400},
		{"a session id that is too short", "POST", strings.Replace(path, "s1", "s", 1), "{}", 400},
		{"no JSON", "POST", path, "x", 400},
		{"no text", "POST", path, "{}", 400},
		{"a long text", "POST", path, `{"text":"` + strings.Repeat("x", 1025) + `"}`, 400},
		{"a huge body", "POST", path, `{"text":"x","requestAttributes":{"a":"` + strings.Repeat("x", maxRequest) + `"}}`, 400},
		{"another bot", "POST", strings.Replace(path, "VGKIKY0S9G", "X", 1), `{"text":"x"}`, 404},
	}
	s := runtime(t)
	for _, tt := range tests {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), tt.method, tt.path, strings.NewReader(tt.body)))
		if w.Code != tt.status || w.Header().Get("X-Amzn-Errortype") == "" {
			t.Errorf("%s: got %d %q, want %d and an error type", tt.name, w.Code, w.Header().Get("X-Amzn-Errortype"), tt.status)
		}
	}
	if s.sessions.Len() != 0 {
		t.Errorf("got %d sessions, want none", s.sessions.Len())
	}
}
