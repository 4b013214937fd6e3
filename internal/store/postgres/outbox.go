package postgres

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const (
	outgoingColumns = `stream, session_id, contact_id, id, at, data`

	insertOutgoing    = `INSERT INTO outbox (` + outgoingColumns + `) VALUES ($1, $2, $3, $4, $5, $6)`
	selectOutgoing    = `SELECT ` + outgoingColumns + `, n FROM outbox WHERE stream = $1 ORDER BY n LIMIT $2`
	selectAllOutgoing = `SELECT ` + outgoingColumns + `, 0::bigint FROM outbox WHERE session_id = $1 ORDER BY n`
	dropOutgoing      = `DELETE FROM outbox WHERE session_id = $1 AND n = $2`
	deleteOutgoing    = `DELETE FROM outbox WHERE session_id = $1`
	takeLease         = `INSERT INTO leases (name, holder, until) VALUES ($1, $2, $4)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
		WHERE leases.holder = excluded.holder OR leases.until <= $3`
	deleteLeases = `DELETE FROM leases`
)

func scanOutgoing(r row) (store.Outgoing, error) {
	return store.Outgoing{
		Stream:    r.text(0),
		SessionID: getID[chat.SessionID](r[1]),
		ContactID: getID[chat.ContactID](r[2]),
		ID:        r.text(3),
		At:        r.time(4),
		Data:      r.bytes(5),
		N:         r.int(6),
	}, nil
}

// Send implements store.Tx. It is sent with the other writes.
func (t *tx) Send(o store.Outgoing) error {
	if _, err := t.head(o.SessionID); err != nil {
		return err
	}
	return t.write(insertOutgoing, o.Stream, putID(o.SessionID), putID(o.ContactID), o.ID, form.Time(o.At), form.Bytes(o.Data))
}

// Outgoing implements store.Outbox.
func (s *Store) Outgoing(ctx context.Context, stream string, limit int) ([]store.Outgoing, error) {
	return list(s.asking(ctx), scanOutgoing, selectOutgoing, stream, int64(limit))
}

// DropOutgoing implements store.Outbox.
func (s *Store) DropOutgoing(ctx context.Context, sent []store.Outgoing) error {
	if len(sent) == 0 {
		return nil
	}
	calls := make([]*call, len(sent))
	for i := range sent {
		calls[i] = &call{sql: dropOutgoing, args: []any{putID(sent[i].SessionID), sent[i].N}}
	}
	_, err := s.do(ctx, true, calls...)
	return err
}

// Lease implements store.Outbox.
func (s *Store) Lease(ctx context.Context, name, holder string, now time.Time, hold time.Duration) (bool, error) {
	take := &call{sql: takeLease, args: []any{name, holder, now.UnixMilli(), now.Add(hold).UnixMilli()}}
	_, err := s.do(ctx, true, take)
	return err == nil && take.tag.RowsAffected() > 0, err
}
