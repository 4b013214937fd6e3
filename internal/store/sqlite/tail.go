package sqlite

import (
	"sync"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// The newest items are not in the index yet, which is the table item_places. They
// are indexed together, some thousand at a time, because the items of a session
// then share a page of it, where each would have the commit that brings it write
// one of its own. Until then a session's newest items are known by its tail, which
// is kept in memory and, as the rows after item_mark.indexed, is found again
// without.

// place is the row of an item.
type place struct {
	seq chat.Seq
	id  chat.UUID // see idKey
	row int64
}

// tail is the places of a session's newest items, in the order of their numbers,
// which have no gaps. All items before the first of them are in the index.
type tail []place

// begins is the number of the first item in the tail; without one it is 0.
func (t tail) begins() chat.Seq {
	if len(t) == 0 {
		return 0
	}
	return t[0].seq
}

// ends is the number of the last item in the tail; without one it is 0.
func (t tail) ends() chat.Seq {
	if len(t) == 0 {
		return 0
	}
	return t[len(t)-1].seq
}

// seq is the number of an item, 0 when it is not in the tail.
func (t tail) seq(id chat.UUID) chat.Seq {
	for _, p := range t {
		if p.id == id {
			return p.seq
		}
	}
	return 0
}

// row is the row of an item, 0 when it is not in the tail.
func (t tail) row(seq chat.Seq) int64 {
	if len(t) == 0 || seq < t.begins() || seq > t.ends() {
		return 0
	}
	return t[seq-t[0].seq].row
}

// with is the tail with one more place at its end.
func (t tail) with(p place) tail {
	if p == cleared {
		return nil
	}
	return append(t, p)
}

// cleared stands for the removal of all of a session's items.
var cleared place

// tails are the tails of all sessions since items were indexed. The writer adds
// what it has committed. A reader takes them before it begins to read, and so finds
// every item in its tail, in the index or in both.
type tails struct {
	mu    sync.RWMutex
	of    map[chat.SessionID]tail
	count int
}

func newTails() *tails { return &tails{of: map[chat.SessionID]tail{}} }

// get is a session's tail. What is added later is not in it.
func (t *tails) get(id chat.SessionID) tail {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.of[id]
}

func (t *tails) add(items []freshItem) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, f := range items {
		t.of[f.session] = t.of[f.session].with(f.place)
	}
	t.count += len(items)
}

// scanPlace reads number, id and row from a column on.
func scanPlace(r row, i int) place {
	return place{chat.Seq(r.int(i)), storedKey(r, i+1), r.int(i + 2)}
}

// selectTail finds a tail without the writer's memory.
const selectTail = `SELECT seq, id, row FROM items
		WHERE row > (SELECT indexed FROM item_mark) AND session_id = ? ORDER BY row`

// readTail is the tail of a session for who is not in the writer's process.
func readTail(c *conn, id chat.SessionID) (tail, error) {
	return list(c, func(r row) (place, error) { return scanPlace(r, 0), nil }, selectTail, putID(id))
}
