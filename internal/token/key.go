package token

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"sync"
)

const macLen = sha256.Size

// key is one derived key. It keeps idle HMACs, since setting one up costs as much
// as computing one over a token.
type key struct{ idle sync.Pool }

type authenticator struct {
	mac     hash.Hash
	scratch []byte
}

func newKey(secret []byte) *key {
	return &key{idle: sync.Pool{New: func() any {
		return &authenticator{mac: hmac.New(sha256.New, secret)}
	}}}
}

// authenticate returns the HMAC of a message and of what it is bound to. The
// binding's length goes first, so that no other pair of binding and message has
// the same bytes.
func (k *key) authenticate(message []byte, binding string) (mac [macLen]byte) {
	a := k.idle.Get().(*authenticator)
	defer k.idle.Put(a)
	input := binary.AppendUvarint(a.scratch[:0], uint64(len(binding)))
	input = append(input, binding...)
	input = append(input, message...)
	a.mac.Reset()
	a.mac.Write(input)
	a.scratch = a.mac.Sum(input[:0])
	return [macLen]byte(a.scratch)
}
