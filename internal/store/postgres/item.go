package postgres

import (
	"math"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const (
	itemColumns = `seq, sent_at, unlisted, session_id, id, contact_id, participant_id,
	type, content_type, content, visibility, role, display_name, attachments`
	itemMarks = `$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14`

	insertItem    = `INSERT INTO items (` + itemColumns + `) VALUES (` + itemMarks + `)`
	selectItem    = `SELECT ` + itemColumns + ` FROM items WHERE session_id = $1 AND id = $2`
	selectLastSeq = `SELECT last_seq FROM heads WHERE session_id = $1`

	selectLastSeqs = `SELECT coalesce(last_seq, 0)
		FROM unnest($1::bytea[]) WITH ORDINALITY AS asked (id, n) LEFT JOIN heads ON session_id = asked.id
		ORDER BY n`

	// Numbers are dense and times rise with them, so halving finds the place: as
	// many reads by key as the session's length has bits. Items up to low are
	// earlier than $2, those after high are not.
	selectSeqBefore = `WITH RECURSIVE search (low, high) AS (
			SELECT 0::bigint, last_seq FROM heads WHERE session_id = $1
			UNION ALL
			SELECT CASE WHEN sent_at < $2 THEN seq ELSE low END, CASE WHEN sent_at < $2 THEN high ELSE seq - 1 END
			FROM search JOIN items ON session_id = $1 AND seq = low + (high - low + 1) / 2
			WHERE low < high
		)
		SELECT max(low) FROM search`

	selectPage = `SELECT ` + itemColumns + ` FROM items
		WHERE session_id = $1 AND seq BETWEEN $2 AND $3 AND visibility <> $4 AND (NOT unlisted OR $5)
		ORDER BY seq`
	selectPageForward  = selectPage + ` LIMIT $6`
	selectPageBackward = selectPage + ` DESC LIMIT $6`
)

func itemArgs(i *chat.Item) ([]any, error) {
	attachments, err := form.Attachments(i.Attachments)
	return []any{
		int64(i.Seq), i.Time.UnixMilli(), i.Unlisted, putID(i.SessionID), putID(i.ID), putID(i.ContactID),
		putID(i.ParticipantID), string(i.Type), i.ContentType, i.Content, string(i.Visibility),
		string(i.Role), i.DisplayName, string(attachments),
	}, err
}

func scanItem(r row) (chat.Item, error) {
	i := chat.Item{
		Seq:           chat.Seq(r.int(0)),
		Time:          r.time(1),
		Unlisted:      r.bool(2),
		SessionID:     getID[chat.SessionID](r[3]),
		ID:            getID[chat.ItemID](r[4]),
		ContactID:     getID[chat.ContactID](r[5]),
		ParticipantID: getID[chat.ParticipantID](r[6]),
		Type:          chat.ItemType(r.text(7)),
		ContentType:   r.text(8),
		Content:       r.text(9),
		Visibility:    chat.Visibility(r.text(10)),
		Role:          chat.Role(r.text(11)),
		DisplayName:   r.text(12),
	}
	if len(r[13]) == 0 {
		return i, nil
	}
	var err error
	i.Attachments, err = form.ReadAttachments(r[13])
	return i, err
}

// itemPage reads a page in the order of the query's direction.
func itemPage(ask ask, q store.ItemQuery) ([]chat.Item, error) {
	lowest, highest, sql := q.From, q.To, selectPageForward
	if q.Direction == store.Backward {
		lowest, highest, sql = q.To, q.From, selectPageBackward
	}
	return list(ask, scanItem, sql, putID(q.SessionID), upTo(lowest, 0), upTo(highest, math.MaxInt64),
		string(q.Hidden()), !q.Listed, int64(max(q.Limit, 1)))
}

// upTo is the bound of a range; 0 leaves it open.
func upTo(seq chat.Seq, open int64) int64 {
	if seq == 0 {
		return open
	}
	return int64(min(seq, math.MaxInt64))
}

func readItem(ask ask, id chat.SessionID, item chat.ItemID) (chat.Item, error) {
	return one(ask, scanItem, selectItem, putID(id), putID(item))
}

func lastSeq(ask ask, id chat.SessionID) (chat.Seq, error) {
	n, err := number(ask, selectLastSeq, putID(id))
	return chat.Seq(n), err
}

func lastSeqs(ask ask, ids []chat.SessionID) ([]chat.Seq, error) {
	return list(ask, func(r row) (chat.Seq, error) { return chat.Seq(r.int(0)), nil }, selectLastSeqs, putIDs(ids))
}

func seqBefore(ask ask, id chat.SessionID, t time.Time) (chat.Seq, error) {
	// The first whole millisecond that is not before t.
	bound := t.UnixMilli()
	if time.UnixMilli(bound).Before(t) {
		bound++
	}
	n, err := number(ask, selectSeqBefore, putID(id), bound)
	return chat.Seq(n), err
}
