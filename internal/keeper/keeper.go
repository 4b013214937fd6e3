package keeper

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/rejoin-chat/rejoin/internal/outside"
)

// Limit is how long all attempts together may take; as long as a function may.
const Limit = 8 * time.Second

// MaxAnswer is how many bytes an answer may have. What a flow keeps of it has limits
// of its own, below this one.
const MaxAnswer = 64 << 10

// Request is what a flow asks.
type Request struct {
	Action     string          // the type of the action, such as GetCustomerProfile
	ContactID  string          // the contact that it is about
	Parameters json.RawMessage // those of the action, an object
	Key        string          // the same whenever this is asked again
}

// Provider is who answers. Ask makes one attempt; an error that wraps
// outside.ErrUnavailable is tried again. It is safe for concurrent use.
type Provider interface {
	Ask(ctx context.Context, r Request) ([]byte, error)
}

// Ask has a provider answer, again if need be, within Limit, and gives back its
// answer, a JSON text. The errors are those of internal/outside, or that of ctx; a
// nil provider is outside.ErrUnknown.
func Ask(ctx context.Context, p Provider, r Request) ([]byte, error) {
	if p == nil {
		return nil, fmt.Errorf("%s: %w", r.Action, outside.ErrUnknown)
	}
	var answer []byte
	err := outside.Within(ctx, Limit, func(ctx context.Context) error {
		var err error
		answer, err = p.Ask(ctx, r)
		return err
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", r.Action, err)
	case !utf8.Valid(answer) || !json.Valid(answer):
		return nil, fmt.Errorf("%s: %w: it is not JSON", r.Action, outside.ErrMalformed)
	}
	return answer, nil
}
