package conversation

import (
	"encoding/json"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// RequestRetention is how long the answer to a client token is kept.
// spec: StartOutboundChatContact, ClientToken (we use it everywhere).
const RequestRetention = 7 * 24 * time.Hour

// claim looks a client token up. When it was used before, the former answer is
// put into answer and true is returned; the same token for another request is
// refused. Otherwise the token is taken by this transaction, with the answer as
// it stands. See docs/divergences.md.
func (w *work) claim(operation, token string, digest []byte, answer any) (replayed bool, err error) {
	if token == "" {
		return false, nil
	}
	raw, err := json.Marshal(answer)
	if err != nil {
		return false, err
	}
	prior, found, err := w.tx.Claim(store.Request{
		InstanceID: w.session.InstanceID, Operation: operation, Token: token,
		Digest: digest, SessionID: w.session.ID, Answer: raw, CreatedAt: w.now,
	})
	if err != nil || !found {
		return false, err
	}
	if string(prior.Digest) != string(digest) {
		return false, chat.Rejected("ClientToken", "was used before with another request")
	}
	return true, json.Unmarshal(prior.Answer, answer)
}
