package builtin

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/rejoin-chat/rejoin/internal/bot"
)

// Provider plays a script.
type Provider struct {
	Script *Script
	// Now tells what tomorrow is and when a session is forgotten. It is the time of
	// the contact centre, which may be moved.
	Now func() time.Time
}

// Ask takes a turn; it does not fail.
func (p Provider) Ask(ctx context.Context, turn bot.Turn) (bot.Answer, error) {
	if err := ctx.Err(); err != nil {
		return bot.Answer{}, err
	}
	return p.Script.Take(turn, p.Now()), nil
}

// Load reads the file of a bot. The error names the file and the line.
func Load(path string) (*Script, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the bot: %w", err)
	}
	s, err := Parse(data)
	if err != nil {
		return nil, fmt.Errorf("bot %s: %w", path, err)
	}
	return s, nil
}
