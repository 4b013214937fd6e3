package token

import "github.com/rejoin-chat/rejoin/internal/chat"

// Participant is who a token speaks for. Each id has 1 to MaxIDLen bytes.
type Participant struct {
	InstanceID    chat.InstanceID
	SessionID     chat.SessionID
	ParticipantID chat.ParticipantID
}

// IssueParticipant returns a ParticipantToken. It has no expiry: it is good for
// as long as the store knows the participant in an open chat.
//
// spec: StartChatContact ParticipantToken
func (k *Keyring) IssueParticipant(p Participant) (string, error) {
	var w writer
	p.write(&w)
	return k.seal(kindParticipant, "", w)
}

// VerifyParticipant returns the claims of a participant token.
func (k *Keyring) VerifyParticipant(token string) (Participant, error) {
	r, err := k.open(kindParticipant, "", token)
	if err != nil {
		return Participant{}, err
	}
	p := readParticipant(&r)
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
