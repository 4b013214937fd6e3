package sqlite

import (
	"slices"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

// head is what an Append must know of its session.
type head struct {
	state     chat.SessionState
	contactID chat.ContactID
	awaits    chat.Awaits
	present   []chat.ParticipantID
	lastSeq   chat.Seq
	lastTime  time.Time
	// ids are the session's items. This is what makes an item unique within
	// its session: one writer, and a complete list.
	ids map[[16]byte]chat.Seq
}

// heads is the writer's memory of the sessions that were written lately. It
// shows the state within the current transaction, so it is dropped with what is
// undone. Only the writer goroutine touches it.
type heads struct {
	lru *simplelru.LRU[chat.SessionID, *head]
	// ids counts the ids of all heads, at most maxIDs but for the newest head.
	ids    int
	maxIDs int
}

const (
	// maxHeads and maxHeadIDs bound the memory: about 300 bytes a head and 40
	// bytes an id, some 60 MB together. A session beyond is read again.
	maxHeads   = 1 << 16
	maxHeadIDs = 1 << 20
)

func newHeads() *heads {
	h := &heads{maxIDs: maxHeadIDs}
	// The size is a positive constant, the only thing that NewLRU checks.
	h.lru, _ = simplelru.NewLRU(maxHeads, func(_ chat.SessionID, d *head) { h.ids -= len(d.ids) })
	return h
}

// get is the session's head. ErrNotFound when there is no such session.
func (h *heads) get(c *conn, id chat.SessionID) (*head, error) {
	if d, ok := h.lru.Get(id); ok {
		return d, nil
	}
	d, err := loadHead(c, id)
	if err != nil {
		return nil, err
	}
	h.ids += len(d.ids)
	h.lru.Add(id, d)
	h.shrink()
	return d, nil
}

// appended notes an item that was written.
func (h *heads) appended(d *head, item *chat.Item) {
	d.lastSeq, d.lastTime = item.Seq, item.Time
	d.ids[idKey(item.ID)] = item.Seq
	h.ids++
	h.shrink()
}

// saved notes a session that was written; a head not in memory needs nothing.
func (h *heads) saved(s *chat.Session) {
	if d, ok := h.lru.Peek(s.ID); ok {
		d.state, d.contactID, d.awaits = s.State, s.ContactID, s.Heeds()
	}
}

// joined notes a participant that was written.
func (h *heads) joined(p *chat.Participant) {
	d, ok := h.lru.Peek(p.SessionID)
	if !ok {
		return
	}
	d.present = slices.DeleteFunc(d.present, func(id chat.ParticipantID) bool { return id == p.ID })
	if p.Present() {
		d.present = append(d.present, p.ID)
	}
}

func (h *heads) drop(ids []chat.SessionID) {
	for _, id := range ids {
		h.lru.Remove(id)
	}
}

func (h *heads) clear() { h.lru.Purge() }

// shrink keeps at least the newest head, which its caller holds.
func (h *heads) shrink() {
	for h.ids > h.maxIDs && h.lru.Len() > 1 {
		h.lru.RemoveOldest()
	}
}

const (
	selectHead    = `SELECT state, contact_id, flow_awaits, role_timers FROM sessions WHERE id = ?`
	selectPresent = `SELECT id FROM participants
		WHERE session_id = ? AND connected_at IS NOT NULL AND left_at IS NULL`
	selectItemIDs = `SELECT item, number FROM item_places WHERE session = ?`
)

func loadHead(c *conn, id chat.SessionID) (*head, error) {
	key := putID(id)
	d := &head{ids: map[[16]byte]chat.Seq{}}
	found, err := c.one(func(r row) (err error) {
		s := chat.Session{Flow: &chat.Execution{Awaits: chat.Awaits(r.int(2))}}
		s.RoleTimers, err = form.ReadRoleTimers(r.form(3))
		d.state, d.awaits = chat.SessionState(r.text(0)), s.Heeds()
		d.contactID = getID[chat.ContactID](r, 1)
		return err
	}, selectHead, key)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, store.ErrNotFound
	}
	if err := c.query(func(r row) error {
		d.present = append(d.present, getID[chat.ParticipantID](r, 0))
		return nil
	}, selectPresent, key); err != nil {
		return nil, err
	}
	if err := c.query(func(r row) error {
		seq := chat.Seq(r.int(1))
		d.ids[storedKey(r, 0)] = seq
		d.lastSeq = max(d.lastSeq, seq)
		return nil
	}, selectItemIDs, key); err != nil {
		return nil, err
	}
	t, err := c.tail(id)
	if err != nil {
		return nil, err
	}
	for _, p := range t {
		d.ids[p.id] = p.seq
		d.lastSeq = p.seq
	}
	d.lastTime, err = timeAt(c, id, d.lastSeq)
	return d, err
}
