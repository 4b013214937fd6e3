package outside

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

func TestWhatMayPassIsTriedAgain(t *testing.T) {
	busy := fmt.Errorf("%w: busy", ErrUnavailable)
	tests := []struct {
		name    string
		answers []error
		want    error
		calls   int
	}{
		{"at once", []error{nil}, nil, 1},
		{"at the third attempt", []error{busy, busy, nil}, nil, 3},
		{"never", []error{busy, busy, busy, nil}, ErrUnavailable, 3},
		{"refused", []error{busy, ErrRefused, nil}, ErrRefused, 2},
		{"failed", []error{ErrFailed, nil}, ErrFailed, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				err := Within(t.Context(), 10*time.Second, func(context.Context) error {
					calls++
					return tt.answers[calls-1]
				})
				if !errors.Is(err, tt.want) || calls != tt.calls {
					t.Errorf("got %v after %d calls, want %v after %d", err, calls, tt.want, tt.calls)
				}
			})
		})
	}
}

func TestTimeBoundsAllAttempts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start, calls := time.Now(), 0
		err := Within(t.Context(), time.Second, func(ctx context.Context) error {
			if calls++; calls == 1 {
				return ErrUnavailable
			}
			<-ctx.Done()
			return fmt.Errorf("%w: %w", ErrUnavailable, ctx.Err())
		})
		if !errors.Is(err, ErrTimedOut) || calls != 2 || time.Since(start) != time.Second {
			t.Errorf("got %v after %d calls and %v, want a timeout after 2 calls and 1s", err, calls, time.Since(start))
		}
	})
}

func TestThereIsNoAttemptWithoutTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		err := Within(t.Context(), 20*time.Millisecond, func(context.Context) error {
			calls++
			return ErrUnavailable
		})
		if !errors.Is(err, ErrTimedOut) || calls != 1 {
			t.Errorf("got %v after %d calls, want a timeout after 1", err, calls)
		}
	})
}

func TestACallerWhoGivesUpHearsThat(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	err := Within(ctx, time.Minute, func(context.Context) error {
		cancel()
		return ErrUnavailable
	})
	if !errors.Is(err, context.Canceled) || errors.Is(err, ErrTimedOut) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}
