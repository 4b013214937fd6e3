package token

import (
	"crypto/hmac"
	"encoding/base64"
	"strings"
)

// MaxLen is the longest token in characters: what the vendor's model allows for
// bearer values and for NextToken.
//
// spec: ParticipantToken, NextToken (Amazon Connect Participant service model)
const MaxLen = 1000

// MaxPageLen is how many bytes of payload fit into a page token.
const MaxPageLen = MaxLen*6/8 - headerLen - macLen

// A token is unpadded URL-safe base64 of
//
//	version | kind | secret's number | claims | HMAC-SHA-256 of all before
const (
	version   = 1
	headerLen = 3
	// headerChars is the length of the header in a token: a whole number of
	// base64's groups, so that it can be read by itself.
	headerChars = headerLen * 8 / 6
)

// encoding is strict: the unused bits of the last character must be zero.
var encoding = base64.RawURLEncoding.Strict()

// seal makes a token of the written claims.
func (k *Keyring) seal(use kind, binding string, w writer) (string, error) {
	if w.bad || len(w.claims) > MaxPageLen {
		return "", ErrClaims
	}
	token := make([]byte, 0, headerLen+len(w.claims)+macLen)
	token = append(token, version, byte(use), k.newest)
	token = append(token, w.claims...)
	mac := k.keys[use][k.newest].authenticate(token, binding)
	return encoding.EncodeToString(append(token, mac[:]...)), nil
}

// open checks a token and returns a reader of its claims. Nothing of the claims
// is looked at before the HMAC was found right.
func (k *Keyring) open(use kind, binding, token string) (reader, error) {
	key, err := k.keyOf(use, token)
	if err != nil {
		return reader{}, err
	}
	raw, err := encoding.DecodeString(token)
	if err != nil || len(raw) < headerLen+macLen {
		return reader{}, ErrMalformed
	}
	message, mac := raw[:len(raw)-macLen], raw[len(raw)-macLen:]
	if want := key.authenticate(message, binding); !hmac.Equal(want[:], mac) {
		return reader{}, ErrForged
	}
	return reader{rest: message[headerLen:]}, nil
}

// keyOf finds the key that a token's header asks for.
func (k *Keyring) keyOf(use kind, token string) (*key, error) {
	// The decoder skips line breaks, which would give a token other spellings.
	if len(token) > MaxLen || len(token) < headerChars || strings.ContainsAny(token, "\r\n") {
		return nil, ErrMalformed
	}
	var header [headerLen]byte
	if _, err := encoding.Decode(header[:], []byte(token[:headerChars])); err != nil || header[0] != version {
		return nil, ErrMalformed
	}
	key := k.keys[use][header[2]]
	if kind(header[1]) != use || key == nil {
		return nil, ErrForged
	}
	return key, nil
}
