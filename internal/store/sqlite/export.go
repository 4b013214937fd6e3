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
	return read(ctx, r, func(c *conn) (ids []chat.SessionID, err error) {
		err = c.query(func(r row) error {
			ids = append(ids, getID[chat.SessionID](r, 0))
			return nil
		}, selectSessionIDs, putID(after), int64(limit))
		return ids, err
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
	if r.Receipts, err = collect(c, scanReceipt, selectAllReceipts, putID(id)); err != nil {
		return r, err
	}
	if r.Timers, err = collect(c, scanTimer, selectSessionTimers, putID(id)); err != nil {
		return r, err
	}
	if r.Cursors, err = collect(c, scanCursor, selectSessionCursors, putID(id)); err != nil {
		return r, err
	}
	r.Traces, err = collect(c, scanTrace, selectAllTraces, putID(id))
	// Rows are in the order of stored ids, where a UUID is another kind of
	// value than other texts.
	slices.SortFunc(r.Receipts, func(a, b chat.Receipt) int {
		return cmp.Or(cmp.Compare(a.Recipient, b.Recipient), cmp.Compare(a.Seq, b.Seq))
	})
	slices.SortFunc(r.Cursors, func(a, b store.Cursor) int {
		return cmp.Or(cmp.Compare(a.ParticipantID, b.ParticipantID), cmp.Compare(a.Node, b.Node))
	})
	return r, err
}

// ExportInstance implements store.Portable.
func (r *reader) ExportInstance(ctx context.Context) (store.InstanceRecord, error) {
	return snapshot(ctx, r, exportInstance)
}

func exportInstance(c *conn) (r store.InstanceRecord, err error) {
	err = c.query(func(row row) error {
		resource, err := scanResource(row)
		r.Resources = append(r.Resources, resource)
		return err
	}, selectAllResources)
	if err != nil {
		return r, err
	}
	if r.Requests, err = collect(c, scanRequest, selectAllRequests); err != nil {
		return r, err
	}
	slices.SortFunc(r.Requests, func(a, b store.Request) int {
		return cmp.Or(cmp.Compare(a.InstanceID, b.InstanceID),
			cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Token, b.Token))
	})
	r.Secrets, err = collect(c, func(row row) store.Secret {
		return store.Secret{Name: row.text(0), Value: row.bytes(1)}
	}, selectAllSecrets)
	return r, err
}

// collect reads all rows of a query.
func collect[T any](c *conn, scan func(row) T, query string, args ...any) (list []T, err error) {
	err = c.query(func(r row) error {
		list = append(list, scan(r))
		return nil
	}, query, args...)
	return list, err
}
