package login

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

const (
	// checksAtOnce bounds the passwords that are checked at once, and so the memory
	// that takes: 19 MiB each.
	checksAtOnce = 4
	// checksWaiting bounds how many wait for that: some three seconds' worth.
	checksWaiting = 256
)

// gate lets in a few at a time and turns away whom others would keep waiting for long.
type gate struct{ waiting, inside chan struct{} }

func newGate() gate {
	return gate{make(chan struct{}, checksWaiting), make(chan struct{}, checksAtOnce)}
}

// pass runs fn when it is its turn. KindUnavailable when too many wait.
func (g *gate) pass(ctx context.Context, fn func()) error {
	select {
	case g.waiting <- struct{}{}:
		defer func() { <-g.waiting }()
	default:
		return &chat.Error{Kind: chat.KindUnavailable, Detail: "too many sign in at once, try again"}
	}
	select {
	case g.inside <- struct{}{}:
		defer func() { <-g.inside }()
	case <-ctx.Done():
		return ctx.Err()
	}
	fn()
	return nil
}
