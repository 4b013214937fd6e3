package lex

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/bot"
	"github.com/rejoin-chat/rejoin/internal/outside"
)

// Service is the name in signatures.
const Service = "lex"

// Endpoint is where AWS has the runtime in a region.
func Endpoint(region string) string { return outside.Endpoint("runtime-v2-lex", region) }

// KeyAttribute is the request attribute that carries [bot.Turn.Key]: Lex hands it
// to the bot's code hook, which can tell by it that a turn comes again.
const KeyAttribute = "rejoin-idempotency-key"

// Client asks the Lex V2 runtime, or something that takes its requests. The
// session is kept there.
type Client struct {
	Poster   *outside.Poster
	Endpoint string // URL without a path
	Limit    int64  // of an answer in bytes
	Alias    bot.Alias
	Signer   *outside.Signer // nil to send requests unsigned
}

// recognizeText is the body of the request. spec: RecognizeText (Amazon Lex V2).
type recognizeText struct {
	Text              string            `json:"text"`
	SessionState      *sessionState     `json:"sessionState,omitempty"`
	RequestAttributes map[string]string `json:"requestAttributes,omitempty"`
}

// recognized is the answer's.
type recognized struct {
	Messages        []message     `json:"messages,omitempty"`
	SessionState    *sessionState `json:"sessionState,omitempty"`
	Interpretations []recognizing `json:"interpretations,omitempty"`
	SessionID       string        `json:"sessionId,omitempty"`
}

type recognizing struct {
	Intent        *intent `json:"intent,omitempty"`
	NLUConfidence *struct {
		Score float64 `json:"score"`
	} `json:"nluConfidence,omitempty"`
	SentimentResponse *sentiment `json:"sentimentResponse,omitempty"`
}

// Ask makes one attempt at a turn.
func (c *Client) Ask(ctx context.Context, turn bot.Turn) (bot.Answer, error) {
	request, err := c.request(turn)
	if err != nil {
		return bot.Answer{}, err
	}
	response, err := c.Poster.Post(ctx, request)
	if err != nil {
		return bot.Answer{}, err
	}
	if err := c.check(response); err != nil {
		return bot.Answer{}, err
	}
	var r recognized
	if err := decode(response.Body, &r); err != nil {
		return bot.Answer{}, err
	}
	a, err := answer(r.SessionState, r.Messages)
	if err != nil {
		return bot.Answer{}, err
	}
	for _, i := range r.Interpretations {
		if i.Intent == nil {
			continue
		}
		one := bot.Interpretation{Intent: i.Intent.Name, Slots: i.Intent.texts(), Sentiment: i.SentimentResponse.mood()}
		if i.NLUConfidence != nil {
			one.Confidence = &i.NLUConfidence.Score
		}
		a.Interpretations = append(a.Interpretations, one)
	}
	return a, nil
}

func (c *Client) request(turn bot.Turn) (outside.Request, error) {
	in := recognizeText{Text: turn.Text, RequestAttributes: map[string]string{KeyAttribute: turn.Key}}
	if turn.SessionAttributes != nil {
		in.SessionState = &sessionState{SessionAttributes: turn.SessionAttributes}
	}
	body, err := json.Marshal(in)
	if err != nil {
		return outside.Request{}, fmt.Errorf("%w: %w", bot.ErrRefused, err)
	}
	r := outside.Request{
		URL: strings.TrimSuffix(c.Endpoint, "/") + fmt.Sprintf("/bots/%s/botAliases/%s/botLocales/%s/sessions/%s/text",
			url.PathEscape(c.Alias.BotID), url.PathEscape(c.Alias.AliasID), url.PathEscape(turn.LocaleID), url.PathEscape(turn.SessionID)),
		Header: http.Header{"Content-Type": {"application/json"}},
		Body:   body, Limit: c.Limit,
	}
	if c.Signer != nil {
		r.Sign = c.Signer.Sign
	}
	return r, nil
}

// check adds to the meaning of a status what Lex means by it.
func (c *Client) check(r outside.Response) error {
	err := r.Check()
	if err == nil {
		return nil
	}
	kind, _, _ := strings.Cut(r.Header.Get("X-Amzn-Errortype"), ":")
	switch kind {
	case "ConflictException": // another request of the session is under way
		return fmt.Errorf("%w: %s", bot.ErrUnavailable, kind)
	case "ValidationException", "AccessDeniedException", "ResourceNotFoundException", "ThrottlingException",
		"InternalServerException", "BadGatewayException", "DependencyFailedException":
		return fmt.Errorf("%w: %s", err, kind)
	}
	return err
}
