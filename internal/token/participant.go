package token

import "github.com/rejoin-chat/rejoin/internal/chat"

// Participant is who a token speaks for. Each id has 1 to MaxIDLen bytes.
type Participant struct {
	InstanceID    chat.InstanceID
	SessionID     chat.SessionID
	ParticipantID chat.ParticipantID
	// UserID and LoginID are those of a user who has signed in: whoever ends that ends
	// the token. Both are "" for anybody else.
	UserID  chat.UserID
	LoginID chat.LoginID
}

// IssueParticipant returns a ParticipantToken. It has no expiry: it is good for
// as long as the store knows the participant in an open chat.
//
// spec: StartChatContact ParticipantToken
func (k *Keyring) IssueParticipant(p Participant) (string, error) {
	var w writer
	p.write(&w)
	p.writeLogin(&w)
	return k.seal(kindParticipant, "", w)
}

// VerifyParticipant returns the claims of a participant token.
func (k *Keyring) VerifyParticipant(token string) (Participant, error) {
	r, err := k.open(kindParticipant, "", token)
	if err != nil {
		return Participant{}, err
	}
	p := readParticipant(&r)
	p.readLogin(&r)
	if err := r.end(); err != nil {
		return Participant{}, err
	}
	return p, nil
}

func (p Participant) write(w *writer) {
	w.id(string(p.InstanceID))
	w.id(string(p.SessionID))
	w.id(string(p.ParticipantID))
}

func readParticipant(r *reader) Participant {
	return Participant{
		InstanceID:    chat.InstanceID(r.id()),
		SessionID:     chat.SessionID(r.id()),
		ParticipantID: chat.ParticipantID(r.id()),
	}
}

// writeLogin ends the claims of who has signed in; those of others have no such end.
func (p Participant) writeLogin(w *writer) {
	if p.LoginID != "" {
		w.id(string(p.UserID))
		w.id(string(p.LoginID))
	}
}

func (p *Participant) readLogin(r *reader) {
	if len(r.rest) > 0 {
		p.UserID, p.LoginID = chat.UserID(r.id()), chat.LoginID(r.id())
	}
}
