package token

import (
	"sync"
	"testing"
)

func TestRotationKeepsOldTokensGood(t *testing.T) {
	before := newRing(t, secret(0))
	after := newRing(t, secret(1), secret(0))
	later := newRing(t, secret(2), secret(1))
	for kind, token := range issued(t, before) {
		if err := verifiers(after)[kind](token); err != nil {
			t.Errorf("%s with the old secret kept: got %v, want none", kind, err)
		}
		if err := verifiers(later)[kind](token); err != ErrForged {
			t.Errorf("%s with the old secret dropped: got %v, want %v", kind, err, ErrForged)
		}
		renewed := issued(t, after)[kind]
		if err := verifiers(before)[kind](renewed); err != ErrForged {
			t.Errorf("%s of a secret not yet known: got %v, want %v", kind, err, ErrForged)
		}
		if err := verifiers(later)[kind](renewed); err != nil {
			t.Errorf("%s of the secret before: got %v, want none", kind, err)
		}
	}
}

func TestASecretOfTheSameNumberDoesNotVerify(t *testing.T) {
	other := secret(0)
	other.Key[0] ^= 1
	for kind, token := range issued(t, newRing(t, secret(0))) {
		if err := verifiers(newRing(t, other))[kind](token); err != ErrForged {
			t.Errorf("%s: got %v, want %v", kind, err, ErrForged)
		}
	}
}

func TestNewKeyringRefusesSecretsThatProtectNothing(t *testing.T) {
	if _, err := NewKeyring(Secret{ID: 1}); err == nil {
		t.Error("an empty secret: got no error")
	}
	if _, err := NewKeyring(secret(1), Secret{ID: 2}); err == nil {
		t.Error("an empty older secret: got no error")
	}
	if _, err := NewKeyring(secret(1), secret(1)); err == nil {
		t.Error("two secrets of one number: got no error")
	}
}

func TestAKeyringServesManyAtOnce(t *testing.T) {
	ring := newRing(t, secret(0))
	tokens := issued(t, ring)
	var all sync.WaitGroup
	for kind, verify := range verifiers(ring) {
		for range 2 {
			all.Go(func() {
				for range 200 {
					if err := verify(tokens[kind]); err != nil {
						t.Errorf("%s: got %v, want none", kind, err)
					}
				}
			})
		}
	}
	all.Wait()
}
