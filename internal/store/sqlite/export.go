package sqlite

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

const (
	selectSessionIDs     = `SELECT id FROM sessions WHERE id > ? ORDER BY id LIMIT ?`
	selectAllReceipts    = `SELECT ` + receiptColumns + ` FROM receipts WHERE session_id = ?`
	selectSessionTimers  = `SELECT ` + timerColumns + ` FROM timers WHERE session_id = ? ORDER BY kind, timer_id`
	selectSessionCursors = `SELECT ` + cursorColumns + ` FROM cursors WHERE session_id = ?`

	selectAllResources = `SELECT ` + resourceColumns + ` FROM resources ORDER BY instance_id, kind, id`
	selectAllRequests  = `SELECT ` + requestColumns + ` FROM requests`
	selectAllSecrets   = `SELECT name, value FROM secrets ORDER BY name`
)

// SessionIDs implements store.Portable. Ids that are no UUIDs come first, for
// they are stored as text.
func (r *reader) SessionIDs(ctx context.Context, after chat.SessionID, limit int) ([]chat.SessionID, error) {
	return read(ctx, r, func(c *conn) ([]chat.SessionID, error) {
		return list(c, func(r row) (chat.SessionID, error) { return getID[chat.SessionID](r, 0), nil },
			selectSessionIDs, putID(after), int64(limit))
	})
}

// ExportSession implements store.Portable.
func (r *reader) ExportSession(ctx context.Context, id chat.SessionID) (store.SessionRecord, error) {
	return snapshot(ctx, r, func(c *conn) (store.SessionRecord, error) { return exportSession(c, id) })
}

func exportSession(c *conn, id chat.SessionID) (r store.SessionRecord, err error) {
	if r.Session, err = readSession(c, id); err != nil {
		return r, err
	}
	if r.Contacts, err = readContacts(c, id); err != nil {
		return r, err
	}
	if r.Participants, err = readParticipants(c, id); err != nil {
		return r, err
	}
	everything := store.ItemQuery{SessionID: id, Direction: store.Forward, Limit: math.MaxInt}
	if r.Items, err = itemPage(c, everything); err != nil {
		return r, err
	}
	if r.Receipts, err = list(c, scanReceipt, selectAllReceipts, putID(id)); err != nil {
		return r, err
	}
	if r.Timers, err = list(c, scanTimer, selectSessionTimers, putID(id)); err != nil {
		return r, err
	}
	if r.Cursors, err = list(c, scanCursor, selectSessionCursors, putID(id)); err != nil {
		return r, err
	}
	if r.Traces, err = list(c, scanTrace, selectAllTraces, putID(id)); err != nil {
		return r, err
	}
	if r.Outgoing, err = list(c, scanOutgoing, selectAllOutgoing, putID(id)); err != nil {
		return r, err
	}
	r.Streams, err = list(c, scanStream, selectSessionStreams, putID(id))
	// Rows are in the order of stored ids, where a UUID is another kind of
	// value than other texts.
	slices.SortFunc(r.Receipts, func(a, b chat.Receipt) int {
		return cmp.Or(cmp.Compare(a.Recipient, b.Recipient), cmp.Compare(a.Seq, b.Seq))
	})
	slices.SortFunc(r.Cursors, func(a, b store.Cursor) int {
		return cmp.Or(cmp.Compare(a.ParticipantID, b.ParticipantID), cmp.Compare(a.Node, b.Node))
	})
	slices.SortFunc(r.Streams, func(a, b chat.Stream) int { return cmp.Compare(a.ID, b.ID) })
	return r, err
}

// ExportInstance implements store.Portable.
func (r *reader) ExportInstance(ctx context.Context) (store.InstanceRecord, error) {
	return snapshot(ctx, r, exportInstance)
}

func exportInstance(c *conn) (r store.InstanceRecord, err error) {
	if r.Resources, err = list(c, scanResource, selectAllResources); err != nil {
		return r, err
	}
	if r.Requests, err = list(c, scanRequest, selectAllRequests); err != nil {
		return r, err
	}
	slices.SortFunc(r.Requests, func(a, b store.Request) int {
		return cmp.Or(cmp.Compare(a.InstanceID, b.InstanceID),
			cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Token, b.Token))
	})
	r.Secrets, err = list(c, func(row row) (store.Secret, error) {
		return store.Secret{Name: row.text(0), Value: row.bytes(1)}, nil
	}, selectAllSecrets)
	if err != nil {
		return r, err
	}
	if r.Agents, err = list(c, scanAgent, selectAllAgents); err != nil {
		return r, err
	}
	r.Spans, err = list(c, scanSpan, selectAllSpans)
	slices.SortFunc(r.Spans, func(a, b chat.StatusSpan) int {
		return cmp.Or(cmp.Compare(a.InstanceID, b.InstanceID), a.EndedAt.Compare(b.EndedAt), cmp.Compare(a.UserID, b.UserID))
	})
	slices.SortFunc(r.Agents, func(a, b chat.Agent) int {
		return cmp.Or(cmp.Compare(a.InstanceID, b.InstanceID), cmp.Compare(a.UserID, b.UserID))
	})
	return r, err
}
