package token

import (
	"testing"
	"time"
)

func TestAConnectionLastsUntilItsExpiryAndGrace(t *testing.T) {
	ring := newRing(t, secret(0))
	token := must[string](t)(ring.IssueConnection(connected))
	expiry := connected.ExpiresAt
	tests := []struct {
		now   time.Time
		grace time.Duration
		want  error
	}{
		{issuedAt, 0, nil},
		{expiry.Add(-time.Millisecond), 0, nil},
		{expiry, 0, ErrExpired},
		{expiry, time.Hour, nil},
		{expiry.Add(time.Hour - 1), time.Hour, nil},
		{expiry.Add(time.Hour), time.Hour, ErrExpired},
	}
	for _, test := range tests {
		if _, err := ring.VerifyConnection(token, test.now, test.grace); err != test.want {
			t.Errorf("at %v with grace %v: got %v, want %v", test.now, test.grace, err, test.want)
		}
	}
}

func TestASocketOpensOnlyInItsTime(t *testing.T) {
	ring := newRing(t, secret(0))
	token := must[string](t)(ring.IssueSocket(opening))
	for now, want := range map[time.Time]error{
		issuedAt:                                 nil,
		opening.OpenUntil.Add(-time.Millisecond): nil,
		opening.OpenUntil:                        ErrExpired,
		opening.OpenUntil.Add(time.Hour):         ErrExpired,
	} {
		if _, err := ring.VerifySocket(token, now); err != want {
			t.Errorf("at %v: got %v, want %v", now, err, want)
		}
	}
}
