package sqlite

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const (
	receiptColumns = `session_id, recipient, seq, delivered_at, read_at`

	selectReceipt = `SELECT ` + receiptColumns + ` FROM receipts
		WHERE session_id = ? AND recipient = ? AND seq = ?`

	// The recipients of a session, found by one seek each.
	recipients = `WITH RECURSIVE who (id) AS (
			SELECT (SELECT recipient FROM receipts WHERE session_id = ?1 ORDER BY recipient LIMIT 1)
			UNION ALL
			SELECT (SELECT recipient FROM receipts WHERE session_id = ?1 AND recipient > who.id
				ORDER BY recipient LIMIT 1)
			FROM who WHERE who.id IS NOT NULL
		)`

	// Of each recipient: the receipts of the page, the first beyond it, and
	// the first beyond it that was read, for chat.ReceiptsFor takes the time
	// of reading from a later receipt when the first has none.
	selectReceipts = recipients + `
		SELECT ` + receiptColumns + ` FROM who JOIN receipts
			ON session_id = ?1 AND recipient = who.id
		WHERE seq BETWEEN ?2 AND ?3
			OR seq = (SELECT min(seq) FROM receipts
				WHERE session_id = ?1 AND recipient = who.id AND seq > ?3)
			OR seq = (SELECT min(seq) FROM receipts
				WHERE session_id = ?1 AND recipient = who.id AND seq > ?3 AND read_at IS NOT NULL)
		ORDER BY seq, recipient`
)

var (
	insertReceiptSQL = insertSQL("receipts", receiptColumns)
	updateReceiptSQL = updateSQL("receipts", receiptColumns, "session_id = ?1 AND recipient = ?2 AND seq = ?3")
)

func scanReceipt(r row) (chat.Receipt, error) {
	return chat.Receipt{
		SessionID:   getID[chat.SessionID](r, 0),
		Recipient:   getID[chat.ParticipantID](r, 1),
		Seq:         chat.Seq(r.int(2)),
		DeliveredAt: r.time(3),
		ReadAt:      r.time(4),
	}, nil
}

func readReceipts(c *conn, id chat.SessionID, from, to chat.Seq) ([]chat.Receipt, error) {
	return list(c, scanReceipt, selectReceipts, putID(id), int64(from), upTo(to))
}

// MarkReceipt implements store.Store.
func (s *Store) MarkReceipt(ctx context.Context, r chat.Receipt) (marked chat.Receipt, changed bool, err error) {
	err = s.writer.queue.submit(ctx, func(w *writer) (err error) {
		marked, changed, err = markReceipt(w.c, r)
		return err
	})
	if err != nil {
		return chat.Receipt{}, false, err
	}
	return marked, changed, nil
}

// markReceipt ends in a single statement that writes, so that an error leaves
// nothing to undo.
func markReceipt(c *conn, r chat.Receipt) (chat.Receipt, bool, error) {
	have := chat.Receipt{SessionID: r.SessionID, Recipient: r.Recipient, Seq: r.Seq}
	found, err := c.one(func(r row) (err error) { have, err = scanReceipt(r); return err },
		selectReceipt, putID(r.SessionID), putID(r.Recipient), int64(r.Seq))
	if err != nil {
		return chat.Receipt{}, false, err
	}
	marked := have
	if marked.ReadAt.IsZero() {
		marked.ReadAt = stored(r.ReadAt)
	}
	if marked.DeliveredAt.IsZero() {
		marked.DeliveredAt = stored(r.DeliveredAt)
	}
	if marked.DeliveredAt.IsZero() {
		marked.DeliveredAt = marked.ReadAt
	}
	if marked == have {
		return have, false, nil
	}
	statement := insertReceiptSQL
	if found {
		statement = updateReceiptSQL
	}
	_, err = c.exec(statement, putID(marked.SessionID), putID(marked.Recipient), int64(marked.Seq),
		form.Time(marked.DeliveredAt), form.Time(marked.ReadAt))
	return marked, err == nil, err
}

// stored is t as it reads back.
func stored(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return time.UnixMilli(t.UnixMilli()).UTC()
}
