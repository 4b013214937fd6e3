package token

import (
	"fmt"
	"testing"
	"time"
)

// A token that was opened is not opened again, and expires all the same.
func TestAConnectionThatWasOpenedIsRemembered(t *testing.T) {
	ring := newRing(t, secret(0))
	token := must[string](t)(ring.IssueConnection(connected))
	for _, when := range []string{"first", "again"} {
		if got, err := ring.VerifyConnection(token, issuedAt, 0); err != nil || got != connected {
			t.Errorf("%s: got %+v, error %v, want %+v", when, got, err, connected)
		}
	}
	if _, found := ring.opened.get(token); !found {
		t.Error("the token is not remembered")
	}
	if _, err := ring.VerifyConnection(token, connected.ExpiresAt, 0); err != ErrExpired {
		t.Errorf("when it has expired: got %v, want %v", err, ErrExpired)
	}
	if n := testing.AllocsPerRun(100, func() { _, _ = ring.VerifyConnection(token, issuedAt, 0) }); n != 0 {
		t.Errorf("a remembered token: got %v allocations, want none", n)
	}
}

func TestAForgedConnectionIsNotRemembered(t *testing.T) {
	ring := newRing(t, secret(0))
	forged := must[string](t)(newRing(t, Secret{Key: secret(5).Key}).IssueConnection(connected))
	for range 2 {
		if _, err := ring.VerifyConnection(forged, issuedAt, 0); err != ErrForged {
			t.Errorf("got %v, want %v", err, ErrForged)
		}
	}
}

func TestWhatIsRememberedIsBoundedAndKeepsWhatIsUsed(t *testing.T) {
	var o opened
	used := Connection{ExpiresAt: time.UnixMilli(1)}
	o.put("used", used)
	for n := range 5 * maxOpened {
		o.put(fmt.Sprint(n), Connection{})
		if n%(maxOpened/2) == 0 {
			if got, found := o.get("used"); !found || got != used {
				t.Fatalf("after %d others: got %+v, found %t, want it remembered", n, got, found)
			}
		}
	}
	if n := len(o.newer) + len(o.older); n > 2*maxOpened {
		t.Errorf("got %d tokens remembered, want at most %d", n, 2*maxOpened)
	}
	if _, found := o.get("0"); found {
		t.Error("a token not used for long is remembered")
	}
}
