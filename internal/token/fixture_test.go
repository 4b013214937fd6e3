package token

import (
	"bytes"
	"testing"
	"time"
)

var (
	issuedAt  = time.Date(2026, 11, 20, 12, 0, 0, 123e6, time.UTC)
	someone   = Participant{InstanceID: "11111111-2222-3333-4444-555555555555", SessionID: "66666666-7777-8888-9999-aaaaaaaaaaaa", ParticipantID: "bbbbbbbb-cccc-dddd-eeee-ffffffffffff"}
	connected = Connection{Participant: someone, ContactID: "01234567-89ab-cdef-0123-456789abcdef", ExpiresAt: issuedAt.Add(24 * time.Hour)}
	signedIn  = Access{InstanceID: "11111111-2222-3333-4444-555555555555", UserID: "cccccccc-dddd-eeee-ffff-000000000000", LoginID: "kept as a hash", ExpiresAt: issuedAt.Add(time.Hour)}
	opening   = Socket{Participant: someone, IssuedAt: issuedAt, OpenUntil: issuedAt.Add(100 * time.Second)}
)

func secret(id byte) Secret {
	return Secret{ID: id, Key: [SecretLen]byte(bytes.Repeat([]byte{id + 1}, SecretLen))}
}

func newRing(t testing.TB, newest Secret, older ...Secret) *Keyring {
	t.Helper()
	ring, err := NewKeyring(newest, older...)
	if err != nil {
		t.Fatalf("NewKeyring: %v", err)
	}
	return ring
}

// must unwraps what a test relies on.
func must[T any](t testing.TB) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatalf("got error %v, want none", err)
		}
		return value
	}
}

// verifiers are the ways to open a token, by kind.
func verifiers(ring *Keyring) map[string]func(token string) error {
	return map[string]func(string) error{
		"participant": func(token string) error { _, err := ring.VerifyParticipant(token); return err },
		"connection":  func(token string) error { _, err := ring.VerifyConnection(token, issuedAt, 0); return err },
		"socket":      func(token string) error { _, err := ring.VerifySocket(token, issuedAt); return err },
		"page":        func(token string) error { _, err := ring.OpenPage("session", token); return err },
		"state":       func(token string) error { _, _, err := ring.OpenState("instance", token); return err },
		"ticket":      func(token string) error { _, err := ring.VerifyTicket("instance", token); return err },
		"access":      func(token string) error { _, err := ring.VerifyAccess(token, issuedAt); return err },
		"desk":        func(token string) error { _, err := ring.VerifyDesk(token, issuedAt); return err },
		"errand":      func(token string) error { _, err := ring.OpenErrand("errand", token, issuedAt); return err },
		"view":        func(token string) error { _, _, err := ring.OpenView("session", token); return err },
	}
}

// issued is one good token of each kind.
func issued(t testing.TB, ring *Keyring) map[string]string {
	t.Helper()
	return map[string]string{
		"participant": must[string](t)(ring.IssueParticipant(someone)),
		"connection":  must[string](t)(ring.IssueConnection(connected)),
		"socket":      must[string](t)(ring.IssueSocket(opening)),
		"page":        must[string](t)(ring.SealPage("session", []byte("after item 7"))),
		"state":       must[string](t)(ring.SealState("instance", "session", "attempt")),
		"ticket":      must[string](t)(ring.IssueTicket("instance", "contact")),
		"access":      must[string](t)(ring.IssueAccess(signedIn)),
		"desk":        must[string](t)(ring.IssueDesk(signedIn)),
		"errand":      must[string](t)(ring.SealErrand("errand", []byte("{}"), issuedAt.Add(time.Minute))),
		"view":        must[string](t)(ring.SealView("session", "view:2", "hash")),
	}
}
