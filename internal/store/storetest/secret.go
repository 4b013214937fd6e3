package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
)

var secrets = []promise{
	{"a secret is made once and kept", secretKept},
	{"concurrent makers get one value", secretConcurrent},
	{"what cannot be made is not kept", secretFails},
}

func secretKept(t *testing.T, s *subject) {
	calls := 0
	for range 3 {
		got, err := s.EnsureSecret(t.Context(), "key", func() ([]byte, error) {
			calls++
			return []byte{0, 1, 0xff}, nil
		})
		same(t, "secret", must(t, got, err), []byte{0, 1, 0xff})
		s.reopen(t)
	}
	same(t, "calls of make", calls, 1)
	other, err := s.EnsureSecret(t.Context(), "another", func() ([]byte, error) { return []byte("b"), nil })
	same(t, "another secret", must(t, other, err), []byte("b"))
}

func secretConcurrent(t *testing.T, s *subject) {
	var wg sync.WaitGroup
	got := make([]string, 12)
	for n := range got {
		wg.Go(func() {
			v, err := s.EnsureSecret(t.Context(), "key", func() ([]byte, error) { return fmt.Append(nil, n), nil })
			wantErr(t, "EnsureSecret", err, nil)
			got[n] = string(v)
		})
	}
	wg.Wait()
	for _, v := range got {
		if v != got[0] {
			t.Errorf("got %q and %q, want one value", got[0], v)
		}
	}
}

func secretFails(t *testing.T, s *subject) {
	broken := errors.New("no entropy")
	_, err := s.EnsureSecret(t.Context(), "key", func() ([]byte, error) { return nil, broken })
	wantErr(t, "EnsureSecret", err, broken)
	got, err := s.EnsureSecret(t.Context(), "key", func() ([]byte, error) { return []byte("x"), nil })
	same(t, "after a failure", must(t, got, err), []byte("x"))
}
