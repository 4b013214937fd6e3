package token

import "github.com/rejoin-chat/rejoin/internal/chat"

// SealState returns the state that goes with a customer to an identity provider and
// comes back: it finds the chat again and the attempt to sign in there. Id has 1 to
// MaxIDLen bytes. The instance is not part of the token, and no other one can open it.
//
// spec: UpdateParticipantAuthentication State (Amazon Connect service)
func (k *Keyring) SealState(instance chat.InstanceID, session chat.SessionID, id string) (string, error) {
	var w writer
	w.id(string(session))
	w.id(id)
	return k.seal(kindState, string(instance), w)
}

// OpenState returns what a state of the instance carries. One of another instance is
// ErrForged.
func (k *Keyring) OpenState(instance chat.InstanceID, token string) (session chat.SessionID, id string, err error) {
	r, err := k.open(kindState, string(instance), token)
	if err != nil {
		return "", "", err
	}
	session, id = chat.SessionID(r.id()), r.id()
	return session, id, r.end()
}
