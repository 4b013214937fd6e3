package sqlite

import (
	"cmp"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const sessionColumns = `id, instance_id, state, contact_id, contacts, created_at, expires_at, ended_at,
	customer_id, content_types, response_mode, disconnect_on_exit, attributes, hooks, link,
	flow_id, flow_content, flow_state, flow_awaits, language_code, initial_message, flow_logging, role_timers, uploads`

const (
	selectSession = `SELECT ` + sessionColumns + ` FROM sessions WHERE id = ?`
	// 'ACTIVE' is spelled out, so that the partial index serves.
	countActiveSQL = `SELECT count(*) FROM sessions WHERE instance_id = ? AND state = 'ACTIVE'`
)

var (
	insertSessionSQL = insertSQL("sessions", sessionColumns)
	updateSessionSQL = updateSQL("sessions", sessionColumns, "id = ?1")
)

func sessionArgs(s *chat.Session) ([]any, error) {
	types, err1 := form.Text(form.List(s.ContentTypes))
	attributes, err2 := form.Text(form.Map(s.Attributes))
	hooks, err3 := form.Text(form.Map(s.Hooks))
	link, err4 := form.Text(form.Link(s.Link))
	timers, err5 := form.Text(form.RoleTimers(&s.RoleTimers))
	flowID, flowContent, flowState := any(nil), any(nil), any(nil)
	if s.Flow != nil {
		flowID, flowContent, flowState = putID(s.Flow.FlowID), string(s.Flow.ContentID), form.Bytes(s.Flow.State)
	}
	return []any{
		putID(s.ID), putID(s.InstanceID), string(s.State), putID(s.ContactID), int64(s.Contacts),
		form.Time(s.CreatedAt), form.Time(s.ExpiresAt), form.Time(s.EndedAt),
		s.CustomerID, types, string(s.ResponseMode), putBool(s.DisconnectOnCustomerExit),
		attributes, hooks, link, flowID, flowContent, flowState, int64(s.Awaits()),
		s.LanguageCode, s.InitialMessage, putBool(s.FlowLogging), timers, int64(s.Uploads),
	}, cmp.Or(err1, err2, err3, err4, err5)
}

func scanSession(r row) (chat.Session, error) {
	s := chat.Session{
		ID:                       getID[chat.SessionID](r, 0),
		InstanceID:               getID[chat.InstanceID](r, 1),
		State:                    chat.SessionState(r.text(2)),
		ContactID:                getID[chat.ContactID](r, 3),
		Contacts:                 int(r.int(4)),
		CreatedAt:                r.time(5),
		ExpiresAt:                r.time(6),
		EndedAt:                  r.time(7),
		CustomerID:               r.text(8),
		ResponseMode:             chat.ResponseMode(r.text(10)),
		DisconnectOnCustomerExit: r.bool(11),
		LanguageCode:             r.text(19),
		InitialMessage:           r.text(20),
		FlowLogging:              r.bool(21),
		Uploads:                  int(r.int(23)),
	}
	if !r.null(15) {
		s.Flow = &chat.Execution{
			FlowID:    getID[chat.FlowID](r, 15),
			ContentID: chat.FlowContentID(r.text(16)),
			State:     r.bytes(17),
			Awaits:    chat.Awaits(r.int(18)),
		}
	}
	var err1, err2 error
	s.Link, err1 = form.ReadLink(r.form(14))
	s.RoleTimers, err2 = form.ReadRoleTimers(r.form(22))
	return s, cmp.Or(err1, err2, form.Read(r.form(9), &s.ContentTypes), form.Read(r.form(12), &s.Attributes), form.Read(r.form(13), &s.Hooks))
}

func readSession(c *conn, id chat.SessionID) (chat.Session, error) {
	return only(c, scanSession, selectSession, putID(id))
}

func countActive(c *conn, id chat.InstanceID) (int, error) {
	n, err := c.number(countActiveSQL, putID(id))
	return int(n), err
}

// CreateSession implements store.Tx.
func (t *tx) CreateSession(s chat.Session) error {
	c, err := t.writing(s.ID)
	if err != nil {
		return err
	}
	args, err := sessionArgs(&s)
	if err != nil {
		return err
	}
	if _, err = c.exec(insertSessionSQL, args...); isConstraint(err) {
		return store.ErrExists
	}
	return err
}

// SaveSession implements store.Tx.
func (t *tx) SaveSession(s chat.Session) error {
	c, err := t.writing(s.ID)
	if err != nil {
		return err
	}
	args, err := sessionArgs(&s)
	if err != nil {
		return err
	}
	n, err := c.exec(updateSessionSQL, args...)
	if err != nil {
		return err
	}
	if n == 0 {
		return store.ErrNotFound
	}
	t.w.heads.saved(&s)
	return nil
}
