package bot

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/rejoin-chat/rejoin/internal/outside"
)

// TurnLimit is how long a turn takes at most, all attempts together.
// spec: Get customer input, the ten seconds that a bot has.
const TurnLimit = 10 * time.Second

// Provider is a bot. Ask makes one attempt at a turn, whose locale is set and whose
// text is not too long; an error that wraps ErrUnavailable is tried again. It is
// safe for concurrent use.
type Provider interface {
	Ask(ctx context.Context, turn Turn) (Answer, error)
}

// Bots are the bots that are configured, by ARN or name. It is safe for concurrent
// use.
type Bots struct{ providers map[string]Provider }

// New returns these bots. A nil *Bots has none.
func New(providers map[string]Provider) *Bots { return &Bots{providers} }

// Knows reports whether there is a bot of the name.
func (b *Bots) Knows(name string) bool {
	if b == nil {
		return false
	}
	_, ok := b.providers[name]
	return ok
}

// Names are those of all bots, in no order.
func (b *Bots) Names() []string {
	if b == nil {
		return nil
	}
	return slices.Collect(maps.Keys(b.providers))
}

// Ask takes a turn, again if need be, within TurnLimit. The errors are those of
// this package, or that of ctx.
func (b *Bots) Ask(ctx context.Context, turn Turn) (Answer, error) {
	if !b.Knows(turn.Bot) {
		return Answer{}, fmt.Errorf("bot %s: %w", turn.Bot, ErrUnknown)
	}
	if n := utf8.RuneCountInString(turn.Text); n > MaxText {
		return Answer{}, fmt.Errorf("bot %s: %w: %d characters, at most %d", turn.Bot, ErrTextTooLong, n, MaxText)
	}
	if turn.LocaleID == "" {
		turn.LocaleID = DefaultLocale
	}
	provider := b.providers[turn.Bot]
	var answer Answer
	err := outside.Within(ctx, TurnLimit, func(ctx context.Context) error {
		var err error
		answer, err = provider.Ask(ctx, turn)
		return err
	})
	if err == nil {
		err = answer.check()
	}
	if err != nil {
		return Answer{}, fmt.Errorf("bot %s: %w", turn.Bot, err)
	}
	return answer, nil
}
