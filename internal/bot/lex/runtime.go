package lex

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"sync"
	"unicode/utf8"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/rejoin-chat/rejoin/internal/bot"
)

// Bounds of a runtime.
const (
	maxSessions = 10_000
	maxRequest  = 64 << 10
)

// Runtime serves bots as the Lex V2 runtime does, so that any client of that can
// talk to them: RecognizeText, with sessions that it keeps in memory. It is for
// development and tests; it checks no signature.
type Runtime struct {
	bots *bot.Bots
	// name finds the bot that a request means, false for none.
	name func(botID, aliasID string) (string, bool)

	mu       sync.Mutex
	sessions *lru.Cache[string, *session]
}

// session is one conversation, one turn at a time.
type session struct {
	mu         sync.Mutex
	state      json.RawMessage
	attributes map[string]string
}

// NewRuntime serves bots under the ids that name knows.
func NewRuntime(bots *bot.Bots, name func(botID, aliasID string) (string, bool)) *Runtime {
	sessions, _ := lru.New[string, *session](maxSessions) // fails for sizes below one only
	return &Runtime{bots: bots, name: name, sessions: sessions}
}

// spec: RecognizeText (Amazon Lex V2), POST
// /bots/{botId}/botAliases/{botAliasId}/botLocales/{localeId}/sessions/{sessionId}/text.
var textPath = regexp.MustCompile(`^/bots/([0-9a-zA-Z]{1,64})/botAliases/([0-9a-zA-Z]{1,64})/botLocales/([a-zA-Z_-]{1,32})/sessions/([0-9a-zA-Z._:-]{2,100})/text/?$`)

// ServeHTTP takes a turn.
func (s *Runtime) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m := textPath.FindStringSubmatch(r.URL.Path)
	if m == nil || r.Method != http.MethodPost {
		refuse(w, http.StatusBadRequest, "ValidationException", "only RecognizeText is served here")
		return
	}
	name, ok := s.name(m[1], m[2])
	if !ok || !s.bots.Knows(name) {
		refuse(w, http.StatusNotFound, "ResourceNotFoundException", "there is no such bot alias")
		return
	}
	in, ok := read(w, r)
	if !ok {
		return
	}
	at := s.session(m[1] + "/" + m[2] + "/" + m[3] + "/" + m[4])
	at.mu.Lock()
	defer at.mu.Unlock()
	if in.SessionState != nil && in.SessionState.SessionAttributes != nil {
		at.attributes = in.SessionState.SessionAttributes
	}
	a, err := s.bots.Ask(r.Context(), bot.Turn{
		Bot: name, SessionID: m[4], LocaleID: m[3], Text: in.Text,
		SessionAttributes: at.attributes, Key: in.RequestAttributes[KeyAttribute], State: at.state,
	})
	if err != nil {
		refuse(w, http.StatusFailedDependency, "DependencyFailedException", "the bot does not answer")
		return
	}
	at.state, at.attributes = a.State, a.SessionAttributes
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(response(a, m[4])) // a client that has gone hears nothing
}

// session finds a conversation or begins one.
func (s *Runtime) session(id string) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.sessions.Get(id)
	if !ok {
		at = new(session)
		s.sessions.Add(id, at)
	}
	return at
}

// read reads the request, and answers if it cannot be used.
func read(w http.ResponseWriter, r *http.Request) (recognizeText, bool) {
	var in recognizeText
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large), err == nil && json.Unmarshal(body, &in) != nil:
		refuse(w, http.StatusBadRequest, "ValidationException", "want the JSON of RecognizeText")
		return in, false
	case err != nil:
		return in, false
	}
	if n := utf8.RuneCountInString(in.Text); n < 1 || n > bot.MaxText {
		refuse(w, http.StatusBadRequest, "ValidationException", "text has 1 to 1024 characters")
		return in, false
	}
	return in, true
}

// refuse answers with an error as restJson1 has them.
func refuse(w http.ResponseWriter, status int, kind, detail string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Amzn-ErrorType", kind)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"message": detail}) // as above
}

// response is an answer in the words of the runtime.
func response(a bot.Answer, sessionID string) recognized {
	out := recognized{
		SessionID: sessionID,
		SessionState: &sessionState{
			SessionAttributes: a.SessionAttributes,
			DialogAction:      &dialogAction{a.DialogAction, a.SlotToElicit},
			Intent:            &intent{a.Intent, scalars(a.Slots), a.IntentState, a.ConfirmationState},
		},
	}
	for _, m := range a.Messages {
		out.Messages = append(out.Messages, message{m.ContentType, m.Content, m.Card})
	}
	for _, i := range a.Interpretations {
		one := recognizing{Intent: &intent{Name: i.Intent, Slots: scalars(i.Slots)}}
		if i.Intent == a.Intent {
			one.Intent = out.SessionState.Intent
		}
		if i.Confidence != nil {
			one.NLUConfidence = &struct {
				Score float64 `json:"score"`
			}{*i.Confidence}
		}
		out.Interpretations = append(out.Interpretations, one)
	}
	return out
}

func scalars(slots map[string]string) map[string]*slot {
	out := make(map[string]*slot, len(slots))
	for name, value := range slots {
		out[name] = scalar(value, value)
	}
	return out
}
