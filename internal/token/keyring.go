package token

import (
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
)

// SecretLen is the length of a secret in bytes.
const SecretLen = 32

// Secret is what tokens are signed with: random bytes under a number by which
// tokens refer to them.
type Secret struct {
	ID  byte
	Key [SecretLen]byte
}

// Keyring issues tokens under its newest secret and accepts those issued under
// any of its secrets. It may be used by many goroutines at once.
//
// To rotate, make a new secret the newest and keep the old one among the older
// until no token under it is needed: for participant tokens, as long as the chats
// of that time live. Tokens for the same claims differ before and after.
type Keyring struct {
	newest byte
	keys   [kinds]map[byte]*key
	opened opened
}

// NewKeyring derives the keys of every kind from the secrets. Each secret must
// have its own number and must not be all zeros.
func NewKeyring(newest Secret, older ...Secret) (*Keyring, error) {
	k := &Keyring{newest: newest.ID}
	for kind := range k.keys {
		k.keys[kind] = make(map[byte]*key, 1+len(older))
	}
	for _, secret := range append([]Secret{newest}, older...) {
		if err := k.add(secret); err != nil {
			return nil, err
		}
	}
	return k, nil
}

func (k *Keyring) add(secret Secret) error {
	if secret.Key == [SecretLen]byte{} {
		return errors.New("token: a secret is all zeros")
	}
	for use, keys := range k.keys {
		if _, taken := keys[secret.ID]; taken {
			return fmt.Errorf("token: two secrets have the number %d", secret.ID)
		}
		derived, err := hkdf.Key(sha256.New, secret.Key[:], nil, kind(use).info(), sha256.Size)
		if err != nil {
			return fmt.Errorf("derive token key: %w", err)
		}
		keys[secret.ID] = newKey(derived)
	}
	return nil
}
