package postgres

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const (
	traceColumns = `session_id, n, contact_id, at, data`

	// One statement finds the number, adds the step and drops the one that is too
	// many: nobody else adds one meanwhile, as the session is locked. The numbers
	// have no gaps, so one goes for each that comes.
	appendTrace = `WITH next AS (SELECT coalesce(max(n), 0) + 1 AS n FROM traces WHERE session_id = $1),
		old AS (DELETE FROM traces WHERE session_id = $1 AND n = (SELECT n FROM next) - $5)
		INSERT INTO traces (` + traceColumns + `) SELECT $1, n, $2, $3, $4 FROM next`
	insertTrace  = `INSERT INTO traces (` + traceColumns + `) VALUES ($1, $2, $3, $4, $5)`
	deleteTraces = `DELETE FROM traces WHERE session_id = $1`
	selectTraces = `SELECT ` + traceColumns + ` FROM traces
		WHERE session_id = $1 AND n > $2 AND ($3 = ''::bytea OR contact_id = $3) ORDER BY n LIMIT $4`
	selectAllTraces = `SELECT ` + traceColumns + ` FROM traces WHERE session_id = $1 ORDER BY n`
)

// AppendTrace implements store.Tx. It is sent with the other writes.
func (t *tx) AppendTrace(step chat.TraceStep) error {
	if len(step.Data) > chat.MaxTraceData {
		return store.ErrTooLong
	}
	if _, err := t.head(step.SessionID); err != nil {
		return err
	}
	return t.write(appendTrace, putID(step.SessionID), putID(step.ContactID), form.Time(step.Time),
		form.Bytes(step.Data), int64(chat.MaxTraceSteps))
}

// importTraces writes steps with the numbers that they have.
func (t *tx) importTraces(steps []chat.TraceStep) error {
	for _, step := range steps {
		if err := t.write(insertTrace, putID(step.SessionID), step.N, putID(step.ContactID),
			form.Time(step.Time), form.Bytes(step.Data)); err != nil {
			return err
		}
	}
	return nil
}

func scanTrace(r row) (chat.TraceStep, error) {
	return chat.TraceStep{
		SessionID: getID[chat.SessionID](r[0]),
		N:         r.int(1),
		ContactID: getID[chat.ContactID](r[2]),
		Time:      r.time(3),
		Data:      r.bytes(4),
	}, nil
}

// Traces implements store.Reader.
func (s *Store) Traces(ctx context.Context, id chat.SessionID, contact chat.ContactID, after int64, limit int) ([]chat.TraceStep, error) {
	return list(s.asking(ctx), scanTrace, selectTraces, putID(id), after, putID(contact), int64(limit))
}
