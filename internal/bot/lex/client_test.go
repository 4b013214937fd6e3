package lex

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/rejoin-chat/rejoin/internal/bot"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/outside"
	"github.com/rejoin-chat/rejoin/internal/outside/outsidetest"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
)

var alias = bot.Alias{Region: "eu-central-1", Account: "123456789012", BotID: "VGKIKY0S9G", AliasID: "TSTALIASID"}

// maxAnswer is what bots may answer here, in bytes.
const maxAnswer = 64 << 10

func client(handler http.HandlerFunc) *Client {
	return &Client{Poster: outsidetest.Serving(handler), Endpoint: "https://lex.example/", Limit: maxAnswer, Alias: alias}
}

func TestAClientSendsRecognizeText(t *testing.T) {
	credentials := sigv4.Credentials{SecretAccessKey: "hidden"}
	verifier := sigv4.NewVerifier(sigv4.Config{
		Clock: clock.System(), Service: Service,
		Keys: func(context.Context, string) (sigv4.Credentials, bool, error) { return credentials, true, nil },
	})
	c := client(func(w http.ResponseWriter, r *http.Request) {
		if want := "/bots/VGKIKY0S9G/botAliases/TSTALIASID/botLocales/de_DE/sessions/chat:1/text"; r.Method != http.MethodPost || r.URL.Path != want {
			t.Errorf("got %s %s, want POST %s", r.Method, r.URL.Path, want)
		}
		body, _ := io.ReadAll(r.Body)
		if want := `{"text":"hi","sessionState":{"sessionAttributes":{"a":"b"}},"requestAttributes":{"rejoin-idempotency-key":"k"}}`; string(body) != want {
			t.Errorf("got %s, want %s", body, want)
		}
		r.Host = r.URL.Host
		if _, err := verifier.Verify(r, body); err != nil {
			t.Errorf("the signature: %v", err)
		}
		_, _ = io.WriteString(w, `{"sessionId":"chat:1","messages":[{"contentType":"PlainText","content":"Hello"},{"contentType":"ImageResponseCard","imageResponseCard":{"title":"T","buttons":[{"text":"A","value":"a"}]}}],
			"sessionState":{"sessionAttributes":{"c":"d"},"originatingRequestId":"r","dialogAction":{"type":"Close"},"intent":{"name":"Greet","state":"Fulfilled","confirmationState":"Confirmed","slots":{
				"one":{"shape":"Scalar","value":{"originalValue":"two pm","interpretedValue":"14:00","resolvedValues":["14:00"]}},"none":null,
				"many":{"shape":"List","values":[{"value":{"originalValue":"x","interpretedValue":"X"}},{"value":{"originalValue":"y"}}]}}}},
			"interpretations":[{"nluConfidence":{"score":0.87},"sentimentResponse":{"sentiment":"POSITIVE","sentimentScore":{"positive":0.9,"neutral":0.1}},"intent":{"name":"Greet"}},{"intent":{"name":"FallbackIntent"}},{}]}`)
	})
	c.Signer = &outside.Signer{Service: Service, Region: "eu-central-1", Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: "AKIAIOSFODNN7EXAMPLE", SecretAccessKey: "hidden"}, nil
	})}
	got, err := c.Ask(t.Context(), bot.Turn{SessionID: "chat:1", LocaleID: "de_DE", Text: "hi", Key: "k", SessionAttributes: map[string]string{"a": "b"}})
	want := bot.Answer{
		Messages: []bot.Message{
			{ContentType: bot.PlainText, Content: "Hello"},
			{ContentType: bot.ImageResponseCard, Card: &bot.Card{Title: "T", Buttons: []bot.Button{{Text: "A", Value: "a"}}}},
		},
		Intent: "Greet", IntentState: bot.Fulfilled, ConfirmationState: bot.Confirmed, DialogAction: bot.Close,
		Slots: map[string]string{"one": "14:00", "many": "X,y"}, SessionAttributes: map[string]string{"c": "d"},
		Interpretations: []bot.Interpretation{
			{Intent: "Greet", Confidence: new(0.87), Sentiment: &bot.Sentiment{Label: "POSITIVE", Positive: 0.9, Neutral: 0.1}},
			{Intent: "FallbackIntent"},
		},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v and %v\nwant %+v", got, err, want)
	}
}

func TestErrorsOfTheRuntime(t *testing.T) {
	tests := []struct {
		status int
		kind   string
		want   error
	}{
		{400, "ValidationException", bot.ErrRefused}, {403, "AccessDeniedException:http://internal", bot.ErrRefused},
		{404, "ResourceNotFoundException", bot.ErrRefused}, {409, "ConflictException", bot.ErrUnavailable},
		{424, "DependencyFailedException", bot.ErrRefused}, {429, "ThrottlingException", bot.ErrUnavailable},
		{500, "InternalServerException", bot.ErrUnavailable}, {502, "BadGatewayException", bot.ErrUnavailable},
		{302, "", bot.ErrRefused}, {503, "private words", bot.ErrUnavailable},
	}
	for _, tt := range tests {
		c := client(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Amzn-ErrorType", tt.kind)
			w.WriteHeader(tt.status)
			_, _ = io.WriteString(w, `{"message":"private words"}`)
		})
		if _, err := c.Ask(t.Context(), bot.Turn{Text: "x"}); !errors.Is(err, tt.want) || strings.Contains(err.Error(), "private") {
			t.Errorf("%d %s: got %v, want %v", tt.status, tt.kind, err, tt.want)
		}
	}
}

func TestAnswersOfTheRuntimeThatMakeNoSense(t *testing.T) {
	for _, body := range []string{``, `{}`, `[]`, `null`, `{"sessionState":{"dialogAction":{"type":1}}}`, `{"sessionState":{"dialogAction":{"type":"Close"}},"interpretations":[{"nluConfidence":1}]}`, "{\"sessionState\":{\"intent\":{\"name\":\"\xff\"}}}"} {
		c := client(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
		if a, err := c.Ask(t.Context(), bot.Turn{Text: "x"}); !errors.Is(err, bot.ErrMalformed) {
			t.Errorf("%s: got %+v and %v, want %v", body, a, err, bot.ErrMalformed)
		}
	}
}

func TestABusyRuntimeIsAskedAgainAndASlowOneIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		c := &Client{Alias: alias, Endpoint: "https://lex.example", Limit: maxAnswer, Poster: outside.NewPosterVia(outsidetest.Through(func(r *http.Request) (*http.Response, error) {
			if calls++; calls == 1 {
				return &http.Response{StatusCode: http.StatusTooManyRequests, Body: http.NoBody, Request: r}, nil
			}
			<-r.Context().Done()
			return nil, r.Context().Err()
		}))}
		start := time.Now()
		_, err := bot.New(map[string]bot.Provider{"b": c}).Ask(t.Context(), bot.Turn{Bot: "b", Text: "x", SessionID: "s1"})
		if !errors.Is(err, bot.ErrTimedOut) || calls != 2 || time.Since(start) != bot.TurnLimit {
			t.Errorf("got %v after %d calls and %v, want a timeout after 2 calls and %v", err, calls, time.Since(start), bot.TurnLimit)
		}
	})
}

// FuzzRuntimeAnswer holds that no answer makes a client panic, and that what it
// takes can be stored.
func FuzzRuntimeAnswer(f *testing.F) {
	f.Add([]byte(`{"sessionState":{"dialogAction":{"type":"Close"},"intent":{"name":"A","slots":{"a":{"values":[null]}}}},"interpretations":[{"intent":{}}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		c := client(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) })
		a, err := c.Ask(t.Context(), bot.Turn{Text: "x"})
		if err != nil {
			return
		}
		if _, err := json.Marshal(a); err != nil {
			t.Errorf("store %+v: %v", a, err)
		}
	})
}
