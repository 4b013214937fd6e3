package postgres

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const (
	requestColumns = `instance_id, operation, token, digest, session_id, answer, created_at`
	requestMarks   = `$1, $2, $3, $4, $5, $6, $7`

	// It waits for another transaction that claims the same token.
	claimRequest = `INSERT INTO requests (` + requestColumns + `) VALUES (` + requestMarks + `) ON CONFLICT DO NOTHING
		RETURNING 1`
	selectRequest = `SELECT ` + requestColumns + ` FROM requests
		WHERE instance_id = $1 AND operation = $2 AND token = $3`
	// What another node is just forgetting is left to it.
	forgetRequests = `DELETE FROM requests WHERE (instance_id, operation, token) IN (
		SELECT instance_id, operation, token FROM requests WHERE created_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`
)

// forgetAtOnce bounds how many requests one transaction forgets.
const forgetAtOnce = 1000

func requestArgs(r *store.Request) []any {
	return []any{
		putID(r.InstanceID), r.Operation, r.Token, form.Bytes(r.Digest),
		putID(r.SessionID), form.Bytes(r.Answer), r.CreatedAt.UnixMilli(),
	}
}

func scanRequest(r row) (store.Request, error) {
	return store.Request{
		InstanceID: getID[chat.InstanceID](r[0]),
		Operation:  r.text(1),
		Token:      r.text(2),
		Digest:     r.bytes(3),
		SessionID:  getID[chat.SessionID](r[4]),
		Answer:     r.bytes(5),
		CreatedAt:  r.time(6),
	}, nil
}

// Forget implements store.Store.
func (s *Store) Forget(ctx context.Context, before time.Time) error {
	for {
		forget := &call{sql: forgetRequests, args: []any{before.UnixMilli(), int64(forgetAtOnce)}}
		_, err := s.do(ctx, true, forget)
		if err != nil || forget.tag.RowsAffected() < forgetAtOnce {
			return err
		}
	}
}
