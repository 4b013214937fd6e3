package postgres

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

const (
	selectSessionIDs     = `SELECT id FROM sessions WHERE id > $1 ORDER BY id LIMIT $2`
	selectAllReceipts    = `SELECT ` + receiptColumns + ` FROM receipts WHERE session_id = $1`
	selectSessionTimers  = `SELECT ` + timerColumns + ` FROM timers WHERE session_id = $1 ORDER BY kind, timer_id`
	selectSessionCursors = `SELECT ` + cursorColumns + ` FROM cursors WHERE session_id = $1`

	selectAllResources = `SELECT ` + resourceColumns + ` FROM resources ORDER BY instance_id, kind, id`
	selectAllRequests  = `SELECT ` + requestColumns + ` FROM requests`
	selectAllSecrets   = `SELECT name, value FROM secrets ORDER BY name`

	// beginReading begins a transaction whose statements see one instant.
	beginReading = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`
)

var _ store.Portable = (*Store)(nil)

// snapshot reads several queries as of one instant: one round trip.
type snapshot struct{ calls []*call }

func (q *snapshot) send(ctx context.Context, s *Store) error {
	calls := append([]*call{{sql: beginReading}}, q.calls...)
	_, err := s.do(unhurried(ctx), true, append(calls, &call{sql: commit})...)
	return err
}

// into reads all rows of a query into a list.
func into[T any](to *[]T, q *snapshot, scan func(row) (T, error), sql string, args ...any) {
	q.calls = append(q.calls, &call{sql: sql, args: args, fresh: func() { *to = nil }, each: func(r row) error {
		one, err := scan(r)
		*to = append(*to, one)
		return err
	}})
}

// SessionIDs implements store.Portable, in the order of stored ids.
func (s *Store) SessionIDs(ctx context.Context, after chat.SessionID, limit int) ([]chat.SessionID, error) {
	scan := func(r row) (chat.SessionID, error) { return getID[chat.SessionID](r[0]), nil }
	return list(s.asking(ctx), scan, selectSessionIDs, putID(after), int64(limit))
}

// ExportSession implements store.Portable.
func (s *Store) ExportSession(ctx context.Context, id chat.SessionID) (r store.SessionRecord, err error) {
	var q snapshot
	var found []chat.Session
	key := putID(id)
	into(&found, &q, scanSession, selectSession, key)
	into(&r.Contacts, &q, scanContact, selectContacts, key)
	into(&r.Participants, &q, scanParticipant, selectParticipants, key)
	into(&r.Items, &q, scanItem, selectPageForward, key, int64(0), int64(math.MaxInt64), string(store.ItemQuery{}.Hidden()), true, int64(math.MaxInt64))
	into(&r.Receipts, &q, scanReceipt, selectAllReceipts, key)
	into(&r.Timers, &q, scanTimer, selectSessionTimers, key)
	into(&r.Cursors, &q, scanCursor, selectSessionCursors, key)
	into(&r.Traces, &q, scanTrace, selectAllTraces, key)
	into(&r.Outgoing, &q, scanOutgoing, selectAllOutgoing, key)
	into(&r.Streams, &q, scanStream, selectSessionStreams, key)
	if err := q.send(ctx, s); err != nil {
		return store.SessionRecord{}, err
	}
	if len(found) == 0 {
		return store.SessionRecord{}, store.ErrNotFound
	}
	r.Session = found[0]
	// The order of stored ids is not that of ids.
	slices.SortFunc(r.Receipts, func(a, b chat.Receipt) int {
		return cmp.Or(cmp.Compare(a.Recipient, b.Recipient), cmp.Compare(a.Seq, b.Seq))
	})
	slices.SortFunc(r.Cursors, func(a, b store.Cursor) int {
		return cmp.Or(cmp.Compare(a.ParticipantID, b.ParticipantID), cmp.Compare(a.Node, b.Node))
	})
	slices.SortFunc(r.Streams, func(a, b chat.Stream) int { return cmp.Compare(a.ID, b.ID) })
	return r, nil
}

// ExportInstance implements store.Portable.
func (s *Store) ExportInstance(ctx context.Context) (r store.InstanceRecord, err error) {
	var q snapshot
	into(&r.Resources, &q, scanResource, selectAllResources)
	into(&r.Requests, &q, scanRequest, selectAllRequests)
	into(&r.Secrets, &q, func(r row) (store.Secret, error) {
		return store.Secret{Name: r.text(0), Value: r.bytes(1)}, nil
	}, selectAllSecrets)
	into(&r.Agents, &q, scanAgent, selectAllAgents)
	into(&r.Spans, &q, scanSpan, selectAllSpans)
	if err := q.send(ctx, s); err != nil {
		return store.InstanceRecord{}, err
	}
	slices.SortFunc(r.Requests, func(a, b store.Request) int {
		return cmp.Or(cmp.Compare(a.InstanceID, b.InstanceID),
			cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Token, b.Token))
	})
	sortSpans(r.Spans)
	slices.SortFunc(r.Agents, func(a, b chat.Agent) int {
		return cmp.Or(cmp.Compare(a.InstanceID, b.InstanceID), cmp.Compare(a.UserID, b.UserID))
	})
	return r, nil
}
