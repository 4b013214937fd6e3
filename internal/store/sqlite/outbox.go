package sqlite

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const (
	outgoingColumns = `stream, session_id, contact_id, id, at, data`

	selectOutgoing    = `SELECT ` + outgoingColumns + `, n FROM outbox WHERE stream = ? ORDER BY n LIMIT ?`
	selectAllOutgoing = `SELECT ` + outgoingColumns + `, 0 FROM outbox WHERE session_id = ? ORDER BY n`
	dropOutgoing      = `DELETE FROM outbox WHERE n = ?`
	takeLease         = `INSERT INTO leases (name, holder, until) VALUES (?1, ?2, ?4)
		ON CONFLICT DO UPDATE SET holder = excluded.holder, until = excluded.until
		WHERE leases.holder = excluded.holder OR leases.until <= ?3`
)

var insertOutgoingSQL = insertSQL("outbox", outgoingColumns)

func scanOutgoing(r row) (store.Outgoing, error) {
	return store.Outgoing{
		Stream:    r.text(0),
		SessionID: getID[chat.SessionID](r, 1),
		ContactID: getID[chat.ContactID](r, 2),
		ID:        r.text(3),
		At:        r.time(4),
		Data:      r.bytes(5),
		N:         r.int(6),
	}, nil
}

// Send implements store.Tx.
func (t *tx) Send(o store.Outgoing) error {
	c, err := t.writing(o.SessionID)
	if err != nil {
		return err
	}
	_, err = c.exec(insertOutgoingSQL, o.Stream, putID(o.SessionID), putID(o.ContactID), o.ID, form.Time(o.At), form.Bytes(o.Data))
	return err
}

// Outgoing implements store.Outbox.
func (r *reader) Outgoing(ctx context.Context, stream string, limit int) ([]store.Outgoing, error) {
	return read(ctx, r, func(c *conn) ([]store.Outgoing, error) {
		return list(c, scanOutgoing, selectOutgoing, stream, int64(limit))
	})
}

// DropOutgoing implements store.Outbox.
func (s *Store) DropOutgoing(ctx context.Context, sent []store.Outgoing) error {
	return s.writer.queue.submit(ctx, func(w *writer) error {
		for i := range sent {
			if _, err := w.c.exec(dropOutgoing, sent[i].N); err != nil {
				return err
			}
		}
		return nil
	})
}

// Lease implements store.Outbox.
func (s *Store) Lease(ctx context.Context, name, holder string, now time.Time, hold time.Duration) (bool, error) {
	n, err := s.change(ctx, takeLease, name, holder, now.UnixMilli(), now.Add(hold).UnixMilli())
	return n > 0, err
}
