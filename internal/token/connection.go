package token

import (
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Connection is a participant's right to call the Participant service.
type Connection struct {
	Participant
	ContactID chat.ContactID // the contact it was issued under
	ExpiresAt time.Time      // whole milliseconds
}

// IssueConnection returns a ConnectionToken.
//
// spec: CreateParticipantConnection ConnectionCredentials.ConnectionToken
func (k *Keyring) IssueConnection(c Connection) (string, error) {
	var w writer
	c.write(&w)
	w.id(string(c.ContactID))
	w.time(c.ExpiresAt)
	c.writeLogin(&w)
	return k.seal(kindConnection, "", w)
}

// VerifyConnection returns the claims of a connection token that is still good
// at now, which is up to but not including grace after its expiry. Grace is the
// caller's to decide: a client whose renewal failed goes on with its last token.
//
// client: amazon-connect-chatjs src/core/connectionHelpers/connectionDetailsProvider.js
func (k *Keyring) VerifyConnection(token string, now time.Time, grace time.Duration) (Connection, error) {
	c, found := k.opened.get(token)
	if !found {
		var err error
		if c, err = k.openConnection(token); err != nil {
			return Connection{}, err
		}
		k.opened.put(token, c)
	}
	if !now.Before(c.ExpiresAt.Add(grace)) {
		return Connection{}, ErrExpired
	}
	return c, nil
}

func (k *Keyring) openConnection(token string) (Connection, error) {
	r, err := k.open(kindConnection, "", token)
	if err != nil {
		return Connection{}, err
	}
	c := Connection{
		Participant: readParticipant(&r),
		ContactID:   chat.ContactID(r.id()),
		ExpiresAt:   r.time(),
	}
	c.readLogin(&r)
	return c, r.end()
}
