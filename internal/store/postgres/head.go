package postgres

import (
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// head is a session's row of heads as a transaction knows it. Its lock is the
// session's.
type head struct {
	// exists says that there is such a session, made says that this transaction
	// has made it.
	exists, made bool
	// moved says that the row has to be written, met that those present changed.
	moved, met bool

	last   chat.Item // of which Seq and Time are known
	active bool
	awaits chat.Awaits
	// contactID is the current contact.
	contactID chat.ContactID
}

const (
	insertHead = `INSERT INTO heads (session_id, last_seq, last_at, active, awaits, contact_id, present)
		VALUES ($1, $2, $3, $4, $5, $6, ` + presentPeople + `)`
	updateHead = `UPDATE heads SET last_seq = $2, last_at = $3, active = $4, awaits = $5, contact_id = $6
		WHERE session_id = $1`
	updateHeadAndPresent = `UPDATE heads SET last_seq = $2, last_at = $3, active = $4, awaits = $5, contact_id = $6,
		present = ` + presentPeople + ` WHERE session_id = $1`
	// chat.Participant.Present.
	presentPeople = `ARRAY(SELECT id FROM participants
		WHERE session_id = $1 AND connected_at IS NOT NULL AND left_at IS NULL)`
)

// scan reads a row of lockHead.
func (h *head) scan(r row) error {
	h.exists = true
	h.last = chat.Item{Seq: chat.Seq(r.int(0)), Time: r.time(1)}
	h.active, h.awaits, h.contactID = r.bool(2), chat.Awaits(r.int(3)), getID[chat.ContactID](r[4])
	return nil
}

// follow notes a session that was saved.
func (h *head) follow(s *chat.Session) {
	h.moved = true
	h.active, h.awaits, h.contactID = s.Active(), s.Heeds(), s.ContactID
}

// write is the statement that writes what has changed.
func (h *head) write(id chat.SessionID) *call {
	sql := updateHead
	switch {
	case h.made:
		sql = insertHead
	case h.met:
		sql = updateHeadAndPresent
	}
	lastAt := any(nil)
	if h.last.Seq > 0 {
		lastAt = h.last.Time.UnixMilli()
	}
	return &call{sql: sql, args: []any{putID(id), int64(h.last.Seq), lastAt, h.active, int64(h.awaits), putID(h.contactID)}}
}
