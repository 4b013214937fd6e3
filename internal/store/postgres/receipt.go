package postgres

import (
	"context"
	"math"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const (
	receiptColumns = `session_id, recipient, seq, delivered_at, read_at`

	// Of each recipient: the receipts of the page, the first beyond it, and
	// the first beyond it that was read, for chat.ReceiptsFor takes the time
	// of reading from a later receipt when the first has none. The recipients of
	// the session are found by one seek each.
	selectReceipts = `WITH RECURSIVE who (id) AS (
			SELECT (SELECT recipient FROM receipts WHERE session_id = $1 ORDER BY recipient LIMIT 1)
			UNION ALL
			SELECT (SELECT recipient FROM receipts WHERE session_id = $1 AND recipient > who.id
				ORDER BY recipient LIMIT 1)
			FROM who WHERE who.id IS NOT NULL
		)
		SELECT page.* FROM who, LATERAL (
			SELECT ` + receiptColumns + ` FROM receipts
				WHERE session_id = $1 AND recipient = who.id AND seq BETWEEN $2 AND $3
			UNION
			(SELECT ` + receiptColumns + ` FROM receipts
				WHERE session_id = $1 AND recipient = who.id AND seq > $3 ORDER BY seq LIMIT 1)
			UNION
			(SELECT ` + receiptColumns + ` FROM receipts
				WHERE session_id = $1 AND recipient = who.id AND seq > $3 AND read_at IS NOT NULL
				ORDER BY seq LIMIT 1)
		) AS page
		ORDER BY seq, recipient`

	// The first time of each kind stays, and a read implies delivered. A row
	// comes back only when it changes something.
	markReceipt = `INSERT INTO receipts AS had (` + receiptColumns + `) VALUES ($1, $2, $3, coalesce($4::bigint, $5::bigint), $5)
		ON CONFLICT (session_id, recipient, seq) DO UPDATE SET
			delivered_at = coalesce(had.delivered_at, excluded.delivered_at),
			read_at = coalesce(had.read_at, excluded.read_at)
		WHERE had.delivered_at IS NULL AND excluded.delivered_at IS NOT NULL
			OR had.read_at IS NULL AND excluded.read_at IS NOT NULL
		RETURNING ` + receiptColumns
	selectReceipt = `SELECT ` + receiptColumns + ` FROM receipts
		WHERE session_id = $1 AND recipient = $2 AND seq = $3`
)

func scanReceipt(r row) (chat.Receipt, error) {
	return chat.Receipt{
		SessionID:   getID[chat.SessionID](r[0]),
		Recipient:   getID[chat.ParticipantID](r[1]),
		Seq:         chat.Seq(r.int(2)),
		DeliveredAt: r.time(3),
		ReadAt:      r.time(4),
	}, nil
}

func receiptArgs(r *chat.Receipt) []any {
	return []any{putID(r.SessionID), putID(r.Recipient), int64(r.Seq), form.Time(r.DeliveredAt), form.Time(r.ReadAt)}
}

func readReceipts(ask ask, id chat.SessionID, from, to chat.Seq) ([]chat.Receipt, error) {
	return list(ask, scanReceipt, selectReceipts, putID(id), int64(from), upTo(to, math.MaxInt64))
}

// MarkReceipt implements store.Store. When the connection was lost meanwhile, a
// receipt that has not changed may have been changed by the attempt before: it
// is told as changed, rather pushed twice than never.
func (s *Store) MarkReceipt(ctx context.Context, r chat.Receipt) (marked chat.Receipt, changed bool, err error) {
	keep := func(row row) (err error) {
		marked, err = scanReceipt(row)
		return err
	}
	args := receiptArgs(&r)
	lost, err := s.do(ctx, true,
		&call{sql: markReceipt, args: args, fresh: func() { changed = false }, each: func(r row) error {
			changed = true
			return keep(r)
		}},
		&call{sql: selectReceipt, args: args[:3], each: keep})
	if err != nil {
		return chat.Receipt{}, false, err
	}
	return marked, changed || lost, nil
}
