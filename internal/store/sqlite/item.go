package sqlite

import (
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const itemColumns = `session_id, seq, id, contact_id, sent_at, type, content_type, content,
	visibility, participant_id, role, display_name, unlisted, attachments`

const (
	insertItemSQL  = `INSERT INTO items (row, ` + itemColumns + `) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`
	selectItemAt   = `SELECT ` + itemColumns + ` FROM items WHERE row = ?`
	selectItemTime = `SELECT sent_at FROM items WHERE row = ?`
	selectPlace    = `SELECT place FROM item_places WHERE session = ? AND number = ?`
	// The listing has the ids of a session without its items.
	selectItemSeq = `SELECT number FROM item_places WHERE session = ? AND item = ?`
	selectLastSeq = `SELECT max(number) FROM item_places WHERE session = ?`
)

// insertItem adds an item in a row of its own.
func (w *writer) insertItem(i *chat.Item) error {
	attachments, err := form.Text(form.Attachments(i.Attachments))
	if err != nil {
		return err
	}
	row := w.unindexed.nextRow()
	_, err = w.c.exec(insertItemSQL, row, putID(i.SessionID), int64(i.Seq), putID(i.ID), putID(i.ContactID),
		i.Time.UnixMilli(), string(i.Type), i.ContentType, i.Content, string(i.Visibility),
		putID(i.ParticipantID), string(i.Role), i.DisplayName, putBool(i.Unlisted), attachments)
	if err == nil {
		w.unindexed.add(i, row)
	}
	return err
}

func scanItem(r row) (chat.Item, error) {
	attachments, err := form.ReadAttachments(r.form(13))
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

// itemIn reads the item in a row.
func itemIn(c *conn, at int64) (item chat.Item, found bool, err error) {
	found, err = c.one(func(r row) error {
		item, err = scanItem(r)
		return err
	}, selectItemAt, at)
	return item, found, err
}

// rowOf is the row of an item, 0 when the session has none of that number.
func rowOf(c *conn, id chat.SessionID, t tail, seq chat.Seq) (int64, error) {
	if row := t.row(seq); row != 0 {
		return row, nil
	}
	return c.number(selectPlace, putID(id), int64(seq))
}

func itemAt(c *conn, id chat.SessionID, seq chat.Seq) (chat.Item, error) {
	t, err := c.tail(id)
	if err != nil {
		return chat.Item{}, err
	}
	row, err := rowOf(c, id, t, seq)
	if err != nil {
		return chat.Item{}, err
	}
	item, found, err := itemIn(c, row)
	if err == nil && !found {
		err = store.ErrNotFound
	}
	return item, err
}

func itemByID(c *conn, id chat.SessionID, item chat.ItemID) (chat.Item, error) {
	t, err := c.tail(id)
	if err != nil {
		return chat.Item{}, err
	}
	seq := t.seq(idKey(item))
	if seq == 0 {
		n, err := c.number(selectItemSeq, putID(id), putID(item))
		if err != nil {
			return chat.Item{}, err
		}
		seq = chat.Seq(n)
	}
	return itemAt(c, id, seq)
}

func lastSeq(c *conn, id chat.SessionID) (chat.Seq, error) {
	t, err := c.tail(id)
	if err != nil || len(t) > 0 {
		return t.ends(), err
	}
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
		at, err := timeAt(c, id, middle)
		if err != nil {
			return 0, err
		}
		// An item newer than what is read has no time.
		if !at.IsZero() && at.Before(t) {
			before = middle
		} else {
			last = middle - 1
		}
	}
	return before, nil
}

// timeAt is the time of an item, zero when there is none.
func timeAt(c *conn, id chat.SessionID, seq chat.Seq) (at time.Time, err error) {
	t, err := c.tail(id)
	if err != nil {
		return at, err
	}
	place, err := rowOf(c, id, t, seq)
	if err != nil {
		return at, err
	}
	_, err = c.one(func(r row) error { at = r.time(0); return nil }, selectItemTime, place)
	return at, err
}
