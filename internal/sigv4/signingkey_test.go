package sigv4

import (
	"encoding/hex"
	"fmt"
	"sync"
	"testing"
)

// The vendor's documented example of key derivation.
func TestDeriveGivesThePublishedKey(t *testing.T) {
	key := derive(exampleKey.SecretAccessKey, scope{date: "20150830", region: "us-east-1", service: "iam"})
	const want = "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"
	if got := hex.EncodeToString(key[:]); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestKeyCacheNeverServesAReplacedSecret(t *testing.T) {
	var c keyCache
	s := scope{"20150830", "eu-west-2", "connect"}
	c.put("old", s, derive("old", s))
	if got := c.get("new", s); got != derive("new", s) {
		t.Errorf("got a key of another secret: %x", got)
	}
}

func TestKeyCacheHoldsOnlyKeysThatVerified(t *testing.T) {
	v := newExampleVerifier("connect", exampleTime)
	r, body := newSignedRequest(t)
	if _, err := v.Verify(r, append(body, ' ')); err == nil {
		t.Fatal("a tampered request was accepted")
	}
	if got := len(v.cache.keys); got != 0 {
		t.Errorf("got %d keys after a wrong signature, want 0", got)
	}
	for range 3 {
		if _, err := v.Verify(r, body); err != nil {
			t.Fatal(err)
		}
	}
	if got := len(v.cache.keys); got != 1 {
		t.Errorf("got %d keys after right signatures, want 1", got)
	}
}

func TestKeyCacheIsBounded(t *testing.T) {
	var c keyCache
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			for i := range maxCachedKeys {
				s := scope{"20150830", fmt.Sprintf("region-%d-%d", worker, i), "connect"}
				c.put("secret", s, signingKey{byte(i)})
				c.get("secret", s)
			}
		})
	}
	all.Wait()
	if got := len(c.keys); got == 0 || got > maxCachedKeys {
		t.Errorf("got %d keys, want 1 to %d", got, maxCachedKeys)
	}
}
