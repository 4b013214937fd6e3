package sqlite

import (
	"context"
	"errors"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

var _ store.Portable = (*Store)(nil)

// clearItem removes an item that is not indexed, by its row.
const clearItem = `DELETE FROM items WHERE row = ?`

// clearSession removes all that is kept of a session but its tail.
var clearSession = []string{
	`DELETE FROM sessions WHERE id = ?`,
	`DELETE FROM contacts WHERE session_id = ?`,
	`DELETE FROM participants WHERE session_id = ?`,
	`DELETE FROM items WHERE row IN (SELECT place FROM item_places WHERE session = ?)`,
	`DELETE FROM item_places WHERE session = ?`,
	`DELETE FROM receipts WHERE session_id = ?`,
	`DELETE FROM timers WHERE session_id = ?`,
	`DELETE FROM cursors WHERE session_id = ?`,
	`DELETE FROM traces WHERE session_id = ?`,
	`DELETE FROM outbox WHERE session_id = ?`,
	`DELETE FROM streams WHERE session_id = ?`,
}

// clearInstance removes all that belongs to no session.
var clearInstance = []string{
	`DELETE FROM resources`, `DELETE FROM requests`, `DELETE FROM secrets`, `DELETE FROM agents`, `DELETE FROM status_spans`,
	`DELETE FROM logins`, `DELETE FROM turns`, `DELETE FROM leases`,
	`DELETE FROM presences`,
}

// ImportSession implements store.Portable. Imports that are called at the same
// time share a commit.
func (s *Store) ImportSession(ctx context.Context, r store.SessionRecord) error {
	return s.writer.queue.submit(ctx, func(w *writer) error {
		return w.atomically(func(t *tx) error { return t.importSession(&r) })
	})
}

func (t *tx) importSession(r *store.SessionRecord) error {
	id := r.Session.ID
	c, err := t.writing(id)
	if err != nil {
		return err
	}
	return inTurn(
		func() error { return t.clearSession(id) },
		func() error { return t.CreateSession(r.Session) },
		func() error { return all(r.Contacts, t.SaveContact) },
		func() error { return all(r.Participants, t.SaveParticipant) },
		func() error { return t.importItems(r.Items) },
		func() error { return all(r.Receipts, func(v chat.Receipt) error { return insertReceipt(c, v) }) },
		func() error { return all(r.Timers, t.SetTimer) },
		func() error { return all(r.Cursors, func(v store.Cursor) error { return putCursor(c, v) }) },
		func() error { return all(r.Traces, func(v chat.TraceStep) error { return putTrace(c, v) }) },
		func() error { return all(r.Outgoing, t.Send) },
		func() error { return all(r.Streams, t.SaveStream) },
	)
}

func (t *tx) clearSession(id chat.SessionID) error {
	for _, p := range t.w.unindexed.tail(id) {
		if _, err := t.w.c.exec(clearItem, p.row); err != nil {
			return err
		}
	}
	for _, statement := range clearSession {
		if _, err := t.w.c.exec(statement, putID(id)); err != nil {
			return err
		}
	}
	t.w.heads.drop([]chat.SessionID{id})
	t.w.unindexed.clear(id)
	return nil
}

var errNumbers = errors.New("sqlite: a session's items are not numbered 1, 2, 3 and so on")

// importItems adds all items of a session. That the numbers are right is not for
// the index to find out, which comes later.
func (t *tx) importItems(items []chat.Item) error {
	for i := range items {
		if items[i].Seq != chat.Seq(i+1) {
			return errNumbers
		}
		if err := t.w.insertItem(&items[i]); err != nil {
			return err
		}
	}
	return nil
}

func insertReceipt(c *conn, r chat.Receipt) error {
	_, err := c.exec(insertReceiptSQL, putID(r.SessionID), putID(r.Recipient), int64(r.Seq),
		form.Time(r.DeliveredAt), form.Time(r.ReadAt))
	return err
}

// ImportInstance implements store.Portable.
func (s *Store) ImportInstance(ctx context.Context, r store.InstanceRecord) error {
	return s.writer.queue.submit(ctx, func(w *writer) error {
		return w.atomically(func(t *tx) error { return t.importInstance(&r) })
	})
}

func (t *tx) importInstance(r *store.InstanceRecord) error {
	c, err := t.writing("")
	if err != nil {
		return err
	}
	for _, statement := range clearInstance {
		if _, err := c.exec(statement); err != nil {
			return err
		}
	}
	return inTurn(
		func() error { return all(r.Resources, func(v store.Resource) error { return insertResource(c, v) }) },
		func() error { return all(r.Requests, func(v store.Request) error { return insertRequest(c, v) }) },
		func() error { return all(r.Secrets, func(v store.Secret) error { return putSecret(c, v) }) },
		func() error { return all(r.Agents, func(v chat.Agent) error { return insertAgent(c, v) }) },
		func() error { return all(r.Spans, func(v chat.StatusSpan) error { return putSpan(c, v) }) },
	)
}

func insertResource(c *conn, r store.Resource) error {
	args, err := resourceArgs(&r)
	if err != nil {
		return err
	}
	_, err = c.exec(insertResourceSQL, args...)
	return err
}

func putSecret(c *conn, s store.Secret) error {
	_, err := c.exec(insertSecret, s.Name, s.Value)
	return err
}

// all writes a list up to the first error.
func all[T any](list []T, write func(T) error) error {
	for _, v := range list {
		if err := write(v); err != nil {
			return err
		}
	}
	return nil
}

// inTurn takes steps up to the first error.
func inTurn(steps ...func() error) error {
	return all(steps, func(step func() error) error { return step() })
}
