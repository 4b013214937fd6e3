package postgres

import (
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const (
	participantColumns = `session_id, id, ` + participantRest
	participantMarks   = `$1, $2, ` + participantRestMarks
	participantRest    = `role, display_name, contact_id,
	created_at, connected_at, left_at, expires_at, user_id`
	participantRestMarks = `$3, $4, $5, $6, $7, $8, $9, $10`

	selectParticipant = `SELECT ` + participantColumns + ` FROM participants
		WHERE session_id = $1 AND id = $2`
	selectParticipants = `SELECT ` + participantColumns + ` FROM participants
		WHERE session_id = $1 ORDER BY created_at, ordinal`
	saveParticipant = `INSERT INTO participants (` + participantColumns + `, ordinal)
		VALUES (` + participantMarks + `, (SELECT coalesce(max(ordinal), 0) + 1 FROM participants WHERE session_id = $1))
		ON CONFLICT (session_id, id) DO UPDATE SET (` + participantRest + `) = (` + participantRestMarks + `)`
)

func participantArgs(p *chat.Participant) []any {
	return []any{
		putID(p.SessionID), putID(p.ID), string(p.Role), p.DisplayName, putID(p.ContactID),
		form.Time(p.CreatedAt), form.Time(p.ConnectedAt), form.Time(p.LeftAt), form.Time(p.ExpiresAt),
		putID(p.UserID),
	}
}

func scanParticipant(r row) (chat.Participant, error) {
	return chat.Participant{
		SessionID:   getID[chat.SessionID](r[0]),
		ID:          getID[chat.ParticipantID](r[1]),
		Role:        chat.Role(r.text(2)),
		DisplayName: r.text(3),
		ContactID:   getID[chat.ContactID](r[4]),
		CreatedAt:   r.time(5),
		ConnectedAt: r.time(6),
		LeftAt:      r.time(7),
		ExpiresAt:   r.time(8),
		UserID:      getID[chat.UserID](r[9]),
	}, nil
}

func readParticipant(ask ask, id chat.SessionID, p chat.ParticipantID) (chat.Participant, error) {
	return one(ask, scanParticipant, selectParticipant, putID(id), putID(p))
}

func readParticipants(ask ask, id chat.SessionID) ([]chat.Participant, error) {
	return list(ask, scanParticipant, selectParticipants, putID(id))
}
