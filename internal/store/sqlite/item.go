package sqlite

import (
	"math"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

const itemColumns = `session_id, seq, id, contact_id, sent_at, type, content_type, content,
	visibility, participant_id, role, display_name, unlisted, attachments`

const (
	insertItemSQL = `INSERT INTO items (` + itemColumns + `) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)`
	selectItemAt  = `SELECT ` + itemColumns + ` FROM items WHERE session_id = ? AND seq = ?`
	// The index lists the ids of a session without its items.
	selectItemSeq = `SELECT seq FROM items INDEXED BY items_by_seq WHERE session_id = ? AND id = ?`
	selectLastSeq = `SELECT max(seq) FROM items WHERE session_id = ?`

	selectPage = `SELECT ` + itemColumns + ` FROM items
		WHERE session_id = ?1 AND seq BETWEEN ?2 AND ?3 AND visibility <> ?4 AND unlisted <= ?5
		ORDER BY seq`
	selectPageForward  = selectPage + ` LIMIT ?6`
	selectPageBackward = selectPage + ` DESC LIMIT ?6`
)

func insertItem(c *conn, i *chat.Item) error {
	attachments, err := putAttachments(i.Attachments)
	if err != nil {
		return err
	}
	_, err = c.exec(insertItemSQL, putID(i.SessionID), int64(i.Seq), putID(i.ID), putID(i.ContactID),
		i.Time.UnixMilli(), string(i.Type), i.ContentType, i.Content, string(i.Visibility),
		putID(i.ParticipantID), string(i.Role), i.DisplayName, putBool(i.Unlisted), attachments)
	return err
}

func scanItem(r row) (chat.Item, error) {
	attachments, err := getAttachments(r, 13)
	return chat.Item{
		SessionID:     getID[chat.SessionID](r, 0),
		Seq:           chat.Seq(r.int(1)),
		ID:            getID[chat.ItemID](r, 2),
		ContactID:     getID[chat.ContactID](r, 3),
		Time:          r.time(4),
		Type:          chat.ItemType(r.text(5)),
		ContentType:   r.text(6),
		Content:       r.text(7),
		Visibility:    chat.Visibility(r.text(8)),
		ParticipantID: getID[chat.ParticipantID](r, 9),
		Role:          chat.Role(r.text(10)),
		DisplayName:   r.text(11),
		Unlisted:      r.bool(12),
		Attachments:   attachments,
	}, err
}

// usualPage is how many items room is made for at once.
const usualPage = 101

// itemPage reads a page in the order of the query's direction.
func itemPage(c *conn, q store.ItemQuery) ([]chat.Item, error) {
	lowest, highest, query := q.From, q.To, selectPageForward
	if q.Direction == store.Backward {
		lowest, highest, query = q.To, q.From, selectPageBackward
	}
	var items []chat.Item
	err := c.query(func(r row) error {
		if items == nil {
			items = make([]chat.Item, 0, min(max(q.Limit, 1), usualPage))
		}
		i, err := scanItem(r)
		items = append(items, i)
		return err
	}, query, putID(q.SessionID), int64(lowest), upTo(highest), string(hiddenFrom(q.Viewer)),
		putBool(!q.Listed), int64(max(q.Limit, 1)))
	return items, err
}

// upTo is the bound of a range that 0 leaves open.
func upTo(seq chat.Seq) int64 {
	if seq == 0 || seq > math.MaxInt64 {
		return math.MaxInt64
	}
	return int64(seq)
}

// unseen is no visibility: nothing is hidden.
const unseen chat.Visibility = "-"

// hiddenFrom is the visibility that the viewer does not see.
func hiddenFrom(viewer chat.Role) chat.Visibility {
	if viewer == "" {
		return unseen
	}
	for _, v := range []chat.Visibility{chat.VisibleToAgents, chat.VisibleToCustomer} {
		if !viewer.Sees(v) {
			return v
		}
	}
	return unseen
}

func itemAt(c *conn, id chat.SessionID, seq chat.Seq) (item chat.Item, err error) {
	found, err := c.one(func(r row) error {
		item, err = scanItem(r)
		return err
	}, selectItemAt, putID(id), int64(seq))
	if err == nil && !found {
		err = store.ErrNotFound
	}
	return item, err
}

func itemByID(c *conn, id chat.SessionID, item chat.ItemID) (chat.Item, error) {
	seq, err := c.number(selectItemSeq, putID(id), putID(item))
	if err != nil {
		return chat.Item{}, err
	}
	return itemAt(c, id, chat.Seq(seq))
}

func lastSeq(c *conn, id chat.SessionID) (chat.Seq, error) {
	n, err := c.number(selectLastSeq, putID(id))
	return chat.Seq(n), err
}

// seqBefore searches by halving: numbers are dense and times rise with them, so
// it reads the times of as many items as the session's length has bits.
func seqBefore(c *conn, id chat.SessionID, t time.Time) (chat.Seq, error) {
	last, err := lastSeq(c, id)
	if err != nil {
		return 0, err
	}
	before := chat.Seq(0)
	// Items up to before are earlier than t, those after last are not.
	for before < last {
		middle := before + (last-before+1)/2
		ms, err := c.number(selectItemTime, putID(id), int64(middle))
		if err != nil {
			return 0, err
		}
		if time.UnixMilli(ms).Before(t) {
			before = middle
		} else {
			last = middle - 1
		}
	}
	return before, nil
}
