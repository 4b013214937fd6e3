package token

import "testing"

// No text but a token that was issued opens, whatever is done to it.
func FuzzVerify(f *testing.F) {
	ring := newRing(f, secret(0))
	known := map[string]bool{}
	for _, token := range issued(f, ring) {
		f.Add(token)
		known[token] = true
	}
	f.Add("")
	f.Add("AQAA")
	f.Fuzz(func(t *testing.T, token string) {
		for kind, verify := range verifiers(ring) {
			if err := verify(token); err == nil && !known[token] {
				t.Errorf("%q passed for a %s token", token, kind)
			}
		}
	})
}

// Claims behind a right HMAC either are refused or are exactly what issuing them
// again would write.
func FuzzClaims(f *testing.F) {
	ring := newRing(f, secret(0))
	var w writer
	someone.write(&w)
	f.Add(w.claims)
	f.Add([]byte{1, 'i', 1, 's', 1, 'p'})
	f.Add([]byte{1, 'i', 1, 's', 1, 'p', 1, 'u', 1, 'l'})
	f.Add([]byte{0x81, 0x00, 'i'})
	f.Fuzz(func(t *testing.T, claims []byte) {
		token, err := ring.seal(kindParticipant, "", writer{claims: claims})
		if err != nil {
			return
		}
		p, err := ring.VerifyParticipant(token)
		if err != nil {
			if err != ErrMalformed {
				t.Fatalf("got error %v, want %v", err, ErrMalformed)
			}
			return
		}
		if again, err := ring.IssueParticipant(p); err != nil || again != token {
			t.Errorf("claims %x read as %+v: got %q, %v when issued again, want %q", claims, p, again, err, token)
		}
	})
}
