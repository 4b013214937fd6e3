package token

import "github.com/rejoin-chat/rejoin/internal/chat"

// IssueTicket returns a ticket: whoever holds it may continue the chat of this
// contact, which began it, once it has ended. Unlike a participant token it opens
// no connection, and it stays good for as long as the contact is kept, since people
// come back after months. Contact has 1 to MaxIDLen bytes. The instance is not part
// of the token, and no other one can open it.
func (k *Keyring) IssueTicket(instance chat.InstanceID, contact chat.ContactID) (string, error) {
	var w writer
	w.id(string(contact))
	return k.seal(kindTicket, string(instance), w)
}

// VerifyTicket returns the contact that a ticket of the instance is for. One of
// another instance is ErrForged.
func (k *Keyring) VerifyTicket(instance chat.InstanceID, token string) (chat.ContactID, error) {
	r, err := k.open(kindTicket, string(instance), token)
	if err != nil {
		return "", err
	}
	contact := chat.ContactID(r.id())
	if err := r.end(); err != nil {
		return "", err
	}
	return contact, nil
}
