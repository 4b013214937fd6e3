package token

import (
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Access is a signed-in user's right to call the agent API.
type Access struct {
	InstanceID chat.InstanceID
	UserID     chat.UserID
	// LoginID names the signing-in that it comes from; when that is over, so is this.
	LoginID   chat.LoginID
	ExpiresAt time.Time // whole milliseconds
}

// IssueAccess returns an access token.
//
// client: amazon-connect-streams src/worker.js, authToken
func (k *Keyring) IssueAccess(a Access) (string, error) { return k.issueAccess(kindAccess, a) }

// VerifyAccess returns the claims of an access token that is still good at now.
func (k *Keyring) VerifyAccess(token string, now time.Time) (Access, error) {
	return k.verifyAccess(kindAccess, token, now)
}

// IssueDesk returns the token for the URL of a signed-in user's websocket, on which
// all his chats are pushed. It opens nothing else, as URLs are written to logs.
//
// client: amazon-connect-streams src/worker.js, webSocketTransport
func (k *Keyring) IssueDesk(a Access) (string, error) { return k.issueAccess(kindDesk, a) }

// VerifyDesk returns the claims of a token of IssueDesk that may still open a
// websocket at now.
func (k *Keyring) VerifyDesk(token string, now time.Time) (Access, error) {
	return k.verifyAccess(kindDesk, token, now)
}

func (k *Keyring) issueAccess(kind kind, a Access) (string, error) {
	var w writer
	w.id(string(a.InstanceID))
	w.id(string(a.UserID))
	w.id(string(a.LoginID))
	w.time(a.ExpiresAt)
	return k.seal(kind, "", w)
}

func (k *Keyring) verifyAccess(kind kind, token string, now time.Time) (Access, error) {
	r, err := k.open(kind, "", token)
	if err != nil {
		return Access{}, err
	}
	a := Access{
		InstanceID: chat.InstanceID(r.id()),
		UserID:     chat.UserID(r.id()),
		LoginID:    chat.LoginID(r.id()),
		ExpiresAt:  r.time(),
	}
	if err := r.end(); err != nil {
		return Access{}, err
	}
	if !now.Before(a.ExpiresAt) {
		return Access{}, ErrExpired
	}
	return a, nil
}

// SealErrand returns a token that a browser carries from one page to the next for a
// while: what it was sent for, and a payload. It opens for the same purpose only. A
// payload that is too long is ErrClaims.
func (k *Keyring) SealErrand(purpose string, payload []byte, expires time.Time) (string, error) {
	var w writer
	w.time(expires)
	w.claims = append(w.claims, payload...)
	return k.seal(kindErrand, purpose, w)
}

// OpenErrand returns the payload of an errand that is still good at now.
func (k *Keyring) OpenErrand(purpose, token string, now time.Time) ([]byte, error) {
	r, err := k.open(kindErrand, purpose, token)
	if err != nil {
		return nil, err
	}
	expires := r.time()
	if r.bad {
		return nil, ErrMalformed
	}
	if !now.Before(expires) {
		return nil, ErrExpired
	}
	return r.rest, nil
}
