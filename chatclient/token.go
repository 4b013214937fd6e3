package chatclient

import (
	"context"
	"errors"
	"sync"
)

// token holds the connection token with which calls are made. The lock is a
// channel so that waiting for another caller's renewal can be given up.
type token struct {
	mu       sync.Mutex
	current  string
	renewing chan struct{} // holds one value while a caller renews
}

func newToken() *token { return &token{renewing: make(chan struct{}, 1)} }

func (t *token) get() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.current
}

func (t *token) set(value string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.current = value
}

// other answers a token that is not refused, renewing it by one caller at a time
// when there is none.
func (t *token) other(ctx context.Context, refused string, renew func() error) (string, error) {
	if now := t.get(); now != refused {
		return now, nil
	}
	select {
	case t.renewing <- struct{}{}:
		defer func() { <-t.renewing }()
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	if now := t.get(); now != refused {
		return now, nil // another caller was faster
	}
	if err := renew(); err != nil {
		return "", err
	}
	return t.get(), nil
}

// invoke makes an authorised call, repeating it through transient failures. A
// refused token is replaced once: it may have expired while the machine slept.
// Without a connection it fetches a token, so calls work before Connect too.
func (s *Session) invoke(ctx context.Context, method, path string, in, out any) error {
	refused, renewed := "", false
	return retry(ctx, s.config.RetryFor, func(ctx context.Context) error {
		for {
			if err := s.over(); err != nil {
				return err
			}
			bearer, err := s.token.other(ctx, refused, func() error {
				_, err := s.createConnection(ctx, false)
				return err
			})
			if err != nil {
				return err
			}
			_, err = s.api.do(ctx, request{method, path, bearer, in}, out)
			if renewed || !errors.Is(err, ErrAccessDenied) {
				return err
			}
			refused, renewed = bearer, true
		}
	})
}
