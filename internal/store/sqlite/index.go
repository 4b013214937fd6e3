package sqlite

import (
	"slices"
	"sync/atomic"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// unindexed is what the writer knows of the items that are not in the index.
type unindexed struct {
	// committed is replaced when its items have been indexed.
	committed atomic.Pointer[tails]

	// What follows is the writer's alone.

	// fresh are the items of the transaction under way.
	fresh []freshItem
	// last is the row that was used last. No row is used twice, not even after
	// its item was removed, so that one in a tail is that item's or nobody's.
	last int64
	// after is how many items let the next commit index them.
	after int
}

type freshItem struct {
	session chat.SessionID
	place
}

// indexAfter is such that indexing takes some milliseconds.
const indexAfter = 2048

func newUnindexed(last int64) *unindexed {
	u := &unindexed{last: last, after: indexAfter}
	u.committed.Store(newTails())
	return u
}

func (u *unindexed) nextRow() int64 {
	u.last++
	return u.last
}

// add notes an item that the transaction has written.
func (u *unindexed) add(i *chat.Item, row int64) {
	u.fresh = append(u.fresh, freshItem{i.SessionID, place{i.Seq, idKey(i.ID), row}})
}

// clear notes that the transaction has removed a session's items.
func (u *unindexed) clear(id chat.SessionID) { u.fresh = append(u.fresh, freshItem{id, cleared}) }

// tail is a session's tail as the transaction under way has it.
func (u *unindexed) tail(id chat.SessionID) tail {
	t := slices.Clip(u.committed.Load().get(id)) // what is behind it is not ours
	for _, f := range u.fresh {
		if f.session == id {
			t = t.with(f.place)
		}
	}
	return t
}

// due reports whether it is time to index.
func (u *unindexed) due() bool { return u.committed.Load().count+len(u.fresh) >= u.after }

// commit notes that the transaction was committed, and whether it has indexed.
func (u *unindexed) commit(indexed bool) {
	if indexed {
		u.committed.Store(newTails())
	} else {
		u.committed.Load().add(u.fresh)
	}
	u.cut(0)
}

// cut forgets all but the first n of the transaction's items.
func (u *unindexed) cut(n int) {
	clear(u.fresh[n:])
	u.fresh = u.fresh[:n]
}

// reload forgets the transaction and reads from the database what is not indexed.
func (u *unindexed) reload(c *conn) error {
	u.cut(0)
	var items []freshItem
	if err := c.query(func(r row) error {
		items = append(items, freshItem{getID[chat.SessionID](r, 0), scanPlace(r, 1)})
		return nil
	}, selectTails); err != nil {
		return err
	}
	t := newTails()
	t.add(items)
	u.committed.Store(t)
	return nil
}

const (
	indexItems = `INSERT INTO item_places (session, number, item, place)
		SELECT session_id, seq, id, row FROM items
		WHERE row > (SELECT indexed FROM item_mark) ORDER BY session_id, seq`
	// The mark never moves back, not even when items were removed.
	markIndexed = `UPDATE item_mark SET indexed = max(indexed, (SELECT coalesce(max(row), 0) FROM items))`
	selectMark  = `SELECT indexed FROM item_mark`
	selectTails = `SELECT session_id, seq, id, row FROM items
		WHERE row > (SELECT indexed FROM item_mark) ORDER BY row`
)

// indexTail has the transaction index the items that are not yet.
func indexTail(c *conn) error {
	if _, err := c.exec(indexItems); err != nil {
		return err
	}
	_, err := c.exec(markIndexed)
	return err
}

// recoverTail indexes what the writer before has left, and returns the row that was
// used last.
func recoverTail(c *conn) (last int64, err error) {
	if err := c.script("BEGIN IMMEDIATE;" + indexItems + ";" + markIndexed + ";COMMIT"); err != nil {
		return 0, err
	}
	return c.number(selectMark)
}
