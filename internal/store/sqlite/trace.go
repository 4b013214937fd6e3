package sqlite

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const (
	traceColumns = `session_id, n, contact_id, at, data`

	selectLastTrace = `SELECT max(n) FROM traces WHERE session_id = ?`
	insertTrace     = `INSERT INTO traces (` + traceColumns + `) VALUES (?, ?, ?, ?, ?)`
	deleteTrace     = `DELETE FROM traces WHERE session_id = ? AND n = ?`
	selectTraces    = `SELECT ` + traceColumns + ` FROM traces
		WHERE session_id = ?1 AND n > ?2 AND (?3 = '' OR contact_id = ?3) ORDER BY n LIMIT ?4`
	selectAllTraces = `SELECT ` + traceColumns + ` FROM traces WHERE session_id = ? ORDER BY n`
)

// AppendTrace implements store.Tx. The numbers have no gaps, so one step goes for
// each that comes.
func (t *tx) AppendTrace(step chat.TraceStep) error {
	if len(step.Data) > chat.MaxTraceData {
		return store.ErrTooLong
	}
	c, err := t.writing(step.SessionID)
	if err != nil {
		return err
	}
	last, err := c.number(selectLastTrace, putID(step.SessionID))
	if err != nil {
		return err
	}
	step.N = last + 1
	if err := putTrace(c, step); err != nil || step.N <= chat.MaxTraceSteps {
		return err
	}
	_, err = c.exec(deleteTrace, putID(step.SessionID), step.N-chat.MaxTraceSteps)
	return err
}

func putTrace(c *conn, step chat.TraceStep) error {
	_, err := c.exec(insertTrace, putID(step.SessionID), step.N, putID(step.ContactID),
		form.Time(step.Time), form.Bytes(step.Data))
	return err
}

func scanTrace(r row) (chat.TraceStep, error) {
	return chat.TraceStep{
		SessionID: getID[chat.SessionID](r, 0),
		N:         r.int(1),
		ContactID: getID[chat.ContactID](r, 2),
		Time:      r.time(3),
		Data:      r.bytes(4),
	}, nil
}

// Traces implements store.Reader.
func (r *reader) Traces(ctx context.Context, id chat.SessionID, contact chat.ContactID, after int64, limit int) ([]chat.TraceStep, error) {
	return read(ctx, r, func(c *conn) ([]chat.TraceStep, error) {
		return list(c, scanTrace, selectTraces, putID(id), after, putID(contact), int64(limit))
	})
}
