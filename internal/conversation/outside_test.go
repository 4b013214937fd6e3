package conversation_test

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// partner plays the bots and functions of a world: it answers as it is told to,
// and keeps what it was asked.
type partner struct {
	mu    sync.Mutex
	turns []flow.AskBot
	calls []call
	// thinks is how long an answer takes; a stubborn one does not stop earlier.
	thinks   time.Duration
	stubborn bool
	// bot answers a turn, function an event; nil fails.
	bot      func(turn flow.AskBot) flow.BotAnswer
	function func(event []byte) []byte
	// keeper answers what a keeper is asked; nil keeps nothing.
	keeper func(call flow.Consult) string
}

type call struct {
	key   string
	event string
}

var errSilent = errors.New("nobody answers")

func (p *partner) Ask(ctx context.Context, key string, _ chat.ContactID, turn flow.AskBot) (flow.BotAnswer, error) {
	p.mu.Lock()
	p.turns = append(p.turns, turn)
	p.calls = append(p.calls, call{key: key})
	p.mu.Unlock()
	if err := p.think(ctx); err != nil {
		return flow.BotAnswer{}, err
	}
	if p.bot == nil {
		return flow.BotAnswer{}, errSilent
	}
	return p.bot(turn), nil
}

func (p *partner) Invoke(ctx context.Context, key string, _ flow.InvokeFunction, event []byte) ([]byte, error) {
	p.mu.Lock()
	p.calls = append(p.calls, call{key, string(event)})
	p.mu.Unlock()
	if err := p.think(ctx); err != nil {
		return nil, err
	}
	if p.function == nil {
		return nil, errSilent
	}
	return p.function(event), nil
}

func (p *partner) Keeps(flow.Keeper) bool { return p.keeper != nil }

func (p *partner) Consult(ctx context.Context, key string, contact chat.ContactID, consult flow.Consult) ([]byte, error) {
	p.mu.Lock()
	p.calls = append(p.calls, call{key, string(contact) + " " + string(consult.Action) + " " + string(consult.Parameters)})
	p.mu.Unlock()
	if err := p.think(ctx); err != nil {
		return nil, err
	}
	if answer := p.keeper(consult); answer != "" {
		return []byte(answer), nil
	}
	return nil, errSilent
}

func (p *partner) thinksFor(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.thinks = d
}

func (p *partner) think(ctx context.Context) error {
	p.mu.Lock()
	thinks := p.thinks
	p.mu.Unlock()
	if p.stubborn {
		ctx = context.WithoutCancel(ctx)
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(thinks):
		return nil
	}
}

// asked are the texts that the bot was told.
func (p *partner) asked() (texts []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, turn := range p.turns {
		texts = append(texts, turn.Text)
	}
	return texts
}

func (p *partner) made() []call {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]call(nil), p.calls...)
}

// talksTo hands the customer to a bot. The branches are intents.
func talksTo(bot, prompt string) action {
	return action{kind: "ConnectParticipantWithLexBot", params: map[string]any{
		"Text": prompt, "LexV2Bot": map[string]string{"AliasArn": bot},
	}}
}

func invokes(function string) action {
	return action{kind: "InvokeLambdaFunction", params: map[string]any{
		"LambdaFunctionARN": function, "InvocationTimeLimitSeconds": "3",
		"LambdaInvocationAttributes": map[string]string{"order": "$.Attributes.order"},
	}}
}
