package token

import "github.com/rejoin-chat/rejoin/internal/chat"

// SealView returns a ViewToken by which participants of the session can read a view
// that a flow shows them: the reference that finds it again, and the hash of the
// content that it had. Each has 1 to MaxIDLen bytes. The session is not part of the
// token, and no other one can open it.
//
// spec: DescribeView ViewToken (Amazon Connect Participant service)
func (k *Keyring) SealView(session chat.SessionID, reference, content string) (string, error) {
	var w writer
	w.id(reference)
	w.id(content)
	return k.seal(kindView, string(session), w)
}

// OpenView returns what a view token of the session carries. One of another session
// is ErrForged.
func (k *Keyring) OpenView(session chat.SessionID, token string) (reference, content string, err error) {
	r, err := k.open(kindView, string(session), token)
	if err != nil {
		return "", "", err
	}
	reference, content = r.id(), r.id()
	return reference, content, r.end()
}
