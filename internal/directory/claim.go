package directory

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// claimedID is the id of what a request with a client token creates. The same
// token leads to the same id, so a repeated request finds what the first one made,
// for as long as that exists. spec: CreateContactFlowModule, CreateView,
// ClientToken.
func claimedID(k Kind, instance chat.InstanceID, token string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{string(k.Store), string(instance), token}, "\x00")))
	u := chat.UUID(sum[:16])
	u[6] = u[6]&0x0f | 0x80 // version 8: of our own making
	u[8] = u[8]&0x3f | 0x80
	return u.String()
}

// claim adds what a request with a client token creates, unless an earlier one did.
// add makes it under an id, made reads what was made under one; both are given the
// digest that tells the request from others. Without a token every request adds one,
// and the digest is "".
func claim[T any](d *Directory, k Kind, instance chat.InstanceID, token string, request any, made, add func(id, digest string) (T, error)) (T, error) {
	if token == "" {
		return add(d.newID(), "")
	}
	var none T
	digest, err := digestOf(request)
	if err != nil {
		return none, err
	}
	id := claimedID(k, instance, token)
	if v, err := made(id, digest); chat.KindOf(err) != chat.KindNotFound {
		return v, err
	}
	v, err := add(id, digest)
	if chat.KindOf(err) != chat.KindDuplicate {
		return v, err
	}
	// The same request may have come twice at once.
	if v, again := made(id, digest); chat.KindOf(again) != chat.KindNotFound {
		return v, again
	}
	return none, err
}

// digestOf tells requests apart that come with one token.
func digestOf(request any) (string, error) {
	raw, err := json.Marshal(request)
	if err != nil {
		return "", chat.Internal("digest a request", err)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}
