package sqlite

import (
	"iter"
	"math"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

const (
	selectPage = `SELECT ` + itemColumns + ` FROM item_places CROSS JOIN items ON row = place
		WHERE session = ?1 AND number BETWEEN ?2 AND ?3 AND visibility <> ?4 AND unlisted <= ?5
		ORDER BY number`
	selectPageForward  = selectPage + ` LIMIT ?6`
	selectPageBackward = selectPage + ` DESC LIMIT ?6`
)

// usualPage is how many items room is made for at once.
const usualPage = 101

// page is a page in the making.
type page struct {
	c     *conn
	query store.ItemQuery
	// lowest and highest bound the numbers, whatever the direction.
	lowest, highest int64
	hidden          chat.Visibility
	limit           int
	items           []chat.Item
}

// itemPage reads a page in the order of the query's direction.
func itemPage(c *conn, q store.ItemQuery) ([]chat.Item, error) {
	t, err := c.tail(q.SessionID)
	if err != nil {
		return nil, err
	}
	p := page{
		c: c, query: q, lowest: int64(q.From), highest: upTo(q.To),
		hidden: q.Hidden(), limit: max(q.Limit, 1),
	}
	if q.Direction == store.Backward {
		p.lowest, p.highest = int64(q.To), upTo(q.From)
		if err = p.addTail(slices.Backward(t)); err == nil {
			err = p.addIndexed(t, selectPageBackward)
		}
		return p.items, err
	}
	if err = p.addIndexed(t, selectPageForward); err == nil {
		err = p.addTail(slices.All(t))
	}
	return p.items, err
}

// addIndexed adds from the items before the tail.
func (p *page) addIndexed(t tail, query string) error {
	highest := p.highest
	if len(t) > 0 {
		highest = min(highest, int64(t.begins())-1)
	}
	if p.lowest > highest || len(p.items) == p.limit {
		return nil
	}
	return p.c.query(p.add, query, putID(p.query.SessionID), p.lowest, highest, string(p.hidden),
		putBool(!p.query.Listed), int64(p.limit-len(p.items)))
}

// addTail adds from the tail, in the order of places.
func (p *page) addTail(places iter.Seq2[int, place]) error {
	add := p.add
	for _, at := range places {
		if len(p.items) == p.limit {
			return nil
		}
		if seq := int64(at.seq); seq < p.lowest || seq > p.highest {
			continue
		}
		// A row that is not there is newer than the state that is read.
		if err := p.c.query(add, selectItemAt, at.row); err != nil {
			return err
		}
	}
	return nil
}

// add adds an item, unless the page leaves it out.
func (p *page) add(r row) error {
	i, err := scanItem(r)
	if err != nil || i.Visibility == p.hidden || i.Unlisted && p.query.Listed {
		return err
	}
	if p.items == nil {
		p.items = make([]chat.Item, 0, min(p.limit, usualPage))
	}
	p.items = append(p.items, i)
	return nil
}

// upTo is the bound of a range that 0 leaves open.
func upTo(seq chat.Seq) int64 {
	if seq == 0 || seq > math.MaxInt64 {
		return math.MaxInt64
	}
	return int64(seq)
}
