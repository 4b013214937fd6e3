package token

import (
	"bytes"
	"testing"
)

func TestTheLongestPageFits(t *testing.T) {
	ring := newRing(t, secret(0))
	payload := bytes.Repeat([]byte{0xff}, MaxPageLen)
	token := must[string](t)(ring.SealPage("session", payload))
	if len(token) != MaxLen {
		t.Errorf("got a token of %d characters, want %d", len(token), MaxLen)
	}
	if got, err := ring.OpenPage("session", token); err != nil || !bytes.Equal(got, payload) {
		t.Errorf("got %d bytes, %v; want the payload", len(got), err)
	}
}

func TestAPageOpensOnlyWithItsBinding(t *testing.T) {
	ring := newRing(t, secret(0))
	token := must[string](t)(ring.SealPage("session", []byte("payload")))
	for _, binding := range []string{"", "sessio", "session2", "other"} {
		if _, err := ring.OpenPage(binding, token); err != ErrForged {
			t.Errorf("binding %q: got %v, want %v", binding, err, ErrForged)
		}
	}
	if got := must[[]byte](t)(ring.OpenPage("", must[string](t)(ring.SealPage("", nil)))); len(got) != 0 {
		t.Errorf("got %q, want an empty payload", got)
	}
}
