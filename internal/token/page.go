package token

// SealPage returns a NextToken that carries payload and opens only with the same
// binding, such as the id of the session that is being paged through. The binding
// is not part of the token. A payload over MaxPageLen is ErrClaims.
//
// spec: GetTranscript NextToken
func (k *Keyring) SealPage(binding string, payload []byte) (string, error) {
	return k.seal(kindPage, binding, writer{claims: payload})
}

// OpenPage returns the payload of a page token. A token that was sealed with
// another binding is ErrForged.
func (k *Keyring) OpenPage(binding, token string) ([]byte, error) {
	r, err := k.open(kindPage, binding, token)
	if err != nil {
		return nil, err
	}
	return r.rest, nil
}
