package token

import "time"

// Socket is a participant's right to open a websocket URL. It may be used more
// than once while it lasts: a client whose first try failed opens the same URL.
//
// client: amazon-connect-chatjs src/core/connectionHelpers/connectionDetailsProvider.js
type Socket struct {
	Participant
	IssuedAt  time.Time // whole milliseconds
	OpenUntil time.Time // whole milliseconds
}

// IssueSocket returns the token for a websocket's URL; it needs no escaping.
//
// spec: CreateParticipantConnection Websocket.Url
func (k *Keyring) IssueSocket(s Socket) (string, error) {
	var w writer
	s.write(&w)
	w.time(s.IssuedAt)
	w.time(s.OpenUntil)
	s.writeLogin(&w)
	return k.seal(kindSocket, "", w)
}

// VerifySocket returns the claims of a socket token that may still open a
// websocket at now, which must be before its OpenUntil.
func (k *Keyring) VerifySocket(token string, now time.Time) (Socket, error) {
	r, err := k.open(kindSocket, "", token)
	if err != nil {
		return Socket{}, err
	}
	s := Socket{
		Participant: readParticipant(&r),
		IssuedAt:    r.time(),
		OpenUntil:   r.time(),
	}
	s.readLogin(&r)
	if err := r.end(); err != nil {
		return Socket{}, err
	}
	if !now.Before(s.OpenUntil) {
		return Socket{}, ErrExpired
	}
	return s, nil
}
