package move

import (
	"context"
	"errors"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// What fails in passing is tried again for about a minute: a move may take
// hours, and a database or bucket that is away for a moment must not end it.
const (
	attempts   = 6
	firstPause = time.Second
)

// persist calls fn until it succeeds, fails for good, or has been tried often
// enough. fn can be repeated.
func persist[T any](ctx context.Context, c clock.Clock, fn func() (T, error)) (T, error) {
	for n := 0; ; n++ {
		v, err := fn()
		if err == nil || !passing(err) || n == attempts-1 {
			return v, err
		}
		if !clock.Wait(ctx, c, firstPause<<n) {
			return v, errors.Join(ctx.Err(), err)
		}
	}
}

// persistent is persist for what has no result.
func persistent(ctx context.Context, c clock.Clock, fn func() error) error {
	_, err := persist(ctx, c, func() (struct{}, error) { return struct{}{}, fn() })
	return err
}

func passing(err error) bool {
	return errors.Is(err, store.ErrBusy) || errors.Is(err, store.ErrUncertain) || errors.Is(err, archive.ErrAway)
}
