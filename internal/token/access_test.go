package token

import (
	"errors"
	"testing"
	"time"
)

func TestAccessLastsUntilItsExpiry(t *testing.T) {
	ring := newRing(t, secret(0))
	token := must[string](t)(ring.IssueAccess(signedIn))
	if got, err := ring.VerifyAccess(token, signedIn.ExpiresAt.Add(-1)); err != nil || got != signedIn {
		t.Errorf("got %+v, %v; want %+v", got, err, signedIn)
	}
	if _, err := ring.VerifyAccess(token, signedIn.ExpiresAt); !errors.Is(err, ErrExpired) {
		t.Errorf("at its expiry: got %v, want %v", err, ErrExpired)
	}
	for name, other := range issued(t, ring) {
		if _, err := ring.VerifyAccess(other, issuedAt); name != "access" && err == nil {
			t.Errorf("a %s token passes for an access token", name)
		}
	}
}

func TestAnErrandIsForOnePurposeAndAWhile(t *testing.T) {
	ring := newRing(t, secret(0))
	until := issuedAt.Add(time.Minute)
	for _, payload := range []string{"", `{"a":1}`} {
		token := must[string](t)(ring.SealErrand("one", []byte(payload), until))
		if got, err := ring.OpenErrand("one", token, until.Add(-1)); err != nil || string(got) != payload {
			t.Errorf("got %q, %v; want %q", got, err, payload)
		}
		if _, err := ring.OpenErrand("one", token, until); !errors.Is(err, ErrExpired) {
			t.Errorf("at its expiry: got %v, want %v", err, ErrExpired)
		}
		if _, err := ring.OpenErrand("another", token, issuedAt); !errors.Is(err, ErrForged) {
			t.Errorf("for another purpose: got %v, want %v", err, ErrForged)
		}
	}
	if _, err := ring.SealErrand("one", make([]byte, MaxPageLen), until); !errors.Is(err, ErrClaims) {
		t.Errorf("too long: got %v, want %v", err, ErrClaims)
	}
}
