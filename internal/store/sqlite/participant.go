package sqlite

import (
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const participantColumns = `session_id, id, role, display_name, contact_id,
	created_at, connected_at, left_at, expires_at, user_id`

const (
	selectParticipant = `SELECT ` + participantColumns + ` FROM participants
		WHERE session_id = ? AND id = ?`
	// The rowid tells those of one millisecond apart.
	selectParticipants = `SELECT ` + participantColumns + ` FROM participants
		WHERE session_id = ? ORDER BY created_at, rowid`
)

var (
	insertParticipantSQL = insertSQL("participants", participantColumns)
	updateParticipantSQL = updateSQL("participants", participantColumns, "session_id = ?1 AND id = ?2")
)

func scanParticipant(r row) (chat.Participant, error) {
	return chat.Participant{
		SessionID:   getID[chat.SessionID](r, 0),
		ID:          getID[chat.ParticipantID](r, 1),
		Role:        chat.Role(r.text(2)),
		DisplayName: r.text(3),
		ContactID:   getID[chat.ContactID](r, 4),
		CreatedAt:   r.time(5),
		ConnectedAt: r.time(6),
		LeftAt:      r.time(7),
		ExpiresAt:   r.time(8),
		UserID:      getID[chat.UserID](r, 9),
	}, nil
}

func readParticipant(c *conn, id chat.SessionID, p chat.ParticipantID) (chat.Participant, error) {
	return only(c, scanParticipant, selectParticipant, putID(id), putID(p))
}

func readParticipants(c *conn, id chat.SessionID) ([]chat.Participant, error) {
	return list(c, scanParticipant, selectParticipants, putID(id))
}

// SaveParticipant implements store.Tx.
func (t *tx) SaveParticipant(p chat.Participant) error {
	c, err := t.writing(p.SessionID)
	if err != nil {
		return err
	}
	err = c.save(updateParticipantSQL, insertParticipantSQL,
		putID(p.SessionID), putID(p.ID), string(p.Role), p.DisplayName, putID(p.ContactID),
		form.Time(p.CreatedAt), form.Time(p.ConnectedAt), form.Time(p.LeftAt), form.Time(p.ExpiresAt),
		putID(p.UserID))
	if err == nil {
		t.w.heads.joined(&p)
	}
	return err
}
