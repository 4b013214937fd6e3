package sqlite

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const (
	requestColumns = `instance_id, operation, token, digest, session_id, answer, created_at`

	selectRequest = `SELECT ` + requestColumns + ` FROM requests
		WHERE instance_id = ? AND operation = ? AND token = ?`
	forgetRequests = `DELETE FROM requests WHERE (instance_id, operation, token) IN (
		SELECT instance_id, operation, token FROM requests WHERE created_at < ? LIMIT ?)`
)

// forgetAtOnce bounds how many requests one transaction forgets, and so how
// long others wait for it.
const forgetAtOnce = 1000

var insertRequestSQL = insertSQL("requests", requestColumns)

// Claim implements store.Tx.
func (t *tx) Claim(r store.Request) (prior store.Request, found bool, err error) {
	c, err := t.reading()
	if err != nil {
		return prior, false, err
	}
	found, err = c.one(func(r row) (err error) { prior, err = scanRequest(r); return err },
		selectRequest, putID(r.InstanceID), r.Operation, r.Token)
	if err != nil || found {
		return prior, found, err
	}
	if c, err = t.writing(r.SessionID); err != nil {
		return prior, false, err
	}
	return store.Request{}, false, insertRequest(c, r)
}

func insertRequest(c *conn, r store.Request) error {
	_, err := c.exec(insertRequestSQL, putID(r.InstanceID), r.Operation, r.Token, form.Bytes(r.Digest),
		putID(r.SessionID), form.Bytes(r.Answer), r.CreatedAt.UnixMilli())
	return err
}

func scanRequest(r row) (store.Request, error) {
	return store.Request{
		InstanceID: getID[chat.InstanceID](r, 0),
		Operation:  r.text(1),
		Token:      r.text(2),
		Digest:     r.bytes(3),
		SessionID:  getID[chat.SessionID](r, 4),
		Answer:     r.bytes(5),
		CreatedAt:  r.time(6),
	}, nil
}

// Forget implements store.Store.
func (s *Store) Forget(ctx context.Context, before time.Time) error {
	for {
		var n int64
		err := s.writer.queue.submit(ctx, func(w *writer) (err error) {
			n, err = w.c.exec(forgetRequests, before.UnixMilli(), int64(forgetAtOnce))
			return err
		})
		if err != nil || n < forgetAtOnce {
			return err
		}
	}
}
