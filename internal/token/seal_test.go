package token

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
)

func TestTokensAreURLSafeAndShort(t *testing.T) {
	const urlSafe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	for kind, token := range issued(t, newRing(t, secret(0))) {
		if strings.Trim(token, urlSafe) != "" {
			t.Errorf("%s: %q needs escaping in a URL", kind, token)
		}
		if len(token) > 160 {
			t.Errorf("%s: got %d characters for ids that are UUIDs, want at most 160", kind, len(token))
		}
	}
}

func TestTheSameClaimsGiveTheSameToken(t *testing.T) {
	first, second := issued(t, newRing(t, secret(0))), issued(t, newRing(t, secret(0)))
	for kind, token := range first {
		if second[kind] != token {
			t.Errorf("%s: got %q, then %q", kind, token, second[kind])
		}
	}
}

func TestNoKindPassesForAnother(t *testing.T) {
	ring := newRing(t, secret(0))
	for issuedAs, token := range issued(t, ring) {
		for openedAs, verify := range verifiers(ring) {
			want := ErrForged
			if issuedAs == openedAs {
				want = nil
			}
			if got := verify(token); !errors.Is(got, want) {
				t.Errorf("%s opened as %s: got %v, want %v", issuedAs, openedAs, got, want)
			}
		}
	}
}

// Even a token whose kind is relabelled, by someone who knows the format, does
// not pass: each kind has its own key.
func TestARelabelledTokenIsForged(t *testing.T) {
	ring := newRing(t, secret(0))
	raw := must[[]byte](t)(base64.RawURLEncoding.DecodeString(issued(t, ring)["participant"]))
	for kind, verify := range map[byte]func(string) error{
		byte(kindConnection): verifiers(ring)["connection"],
		byte(kindSocket):     verifiers(ring)["socket"],
		byte(kindPage):       verifiers(ring)["page"],
	} {
		raw[1] = kind
		if got := verify(base64.RawURLEncoding.EncodeToString(raw)); got != ErrForged {
			t.Errorf("kind %d: got %v, want %v", kind, got, ErrForged)
		}
	}
}

func TestATokenChangedAnywhereIsRefused(t *testing.T) {
	ring := newRing(t, secret(0))
	for kind, token := range issued(t, ring) {
		verify := verifiers(ring)[kind]
		for i := range token {
			for _, c := range []byte{'A', 'B', '_', '=', '\n', ' ', 0xff} {
				changed := token[:i] + string([]byte{c}) + token[i+1:]
				if changed == token {
					continue
				}
				if got := verify(changed); got != ErrForged && got != ErrMalformed {
					t.Errorf("%s with %q at %d: got %v, want refusal", kind, c, i, got)
				}
			}
			if got := verify(token[:i]); got != ErrForged && got != ErrMalformed {
				t.Errorf("%s cut to %d characters: got %v, want refusal", kind, i, got)
			}
		}
	}
}

func TestATokenHasOneSpelling(t *testing.T) {
	ring := newRing(t, secret(0))
	for kind, token := range issued(t, ring) {
		for name, spelling := range map[string]string{
			"padded":          token + "=",
			"character added": token + "A",
			"line break":      token[:8] + "\n" + token[8:],
			"carriage return": token + "\r",
			"space":           " " + token,
			"standard base64": strings.NewReplacer("-", "+", "_", "/").Replace(token) + "+",
			"too long":        token + strings.Repeat("A", MaxLen),
			"empty":           "",
		} {
			if got := verifiers(ring)[kind](spelling); got != ErrMalformed && got != ErrForged {
				t.Errorf("%s, %s: got %v, want refusal", kind, name, got)
			}
		}
	}
	// The last character of a token of 41 bytes has two bits that mean nothing.
	token := must[string](t)(ring.IssueParticipant(Participant{"i", "s", "p", "", ""}))
	if len(token)%4 == 0 {
		t.Fatalf("the token %q has no unused bits to test with", token)
	}
	twin := token[:len(token)-1] + string(token[len(token)-1]+1)
	if got := verifiers(ring)["participant"](twin); got != ErrMalformed {
		t.Errorf("unused bits set: got %v, want %v", got, ErrMalformed)
	}
}

func TestAnotherVersionIsMalformed(t *testing.T) {
	ring := newRing(t, secret(0))
	raw := must[[]byte](t)(base64.RawURLEncoding.DecodeString(issued(t, ring)["participant"]))
	raw[0] = 2
	if _, err := ring.VerifyParticipant(base64.RawURLEncoding.EncodeToString(raw)); err != ErrMalformed {
		t.Errorf("got %v, want %v", err, ErrMalformed)
	}
}
