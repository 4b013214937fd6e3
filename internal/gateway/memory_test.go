package gateway_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var errAway = fmt.Errorf("the database is away: %w", store.ErrBusy)

// memory meets the part of the store's contract that the gateway reads.
type memory struct {
	mu       sync.Mutex
	items    map[chat.SessionID][]chat.Item
	receipts map[chat.SessionID][]chat.Receipt
	cursors  map[cursorRow]store.Cursor
	away     bool
	faulty   bool // it answers, and not as it must
	crashed  bool // saves of cursors come to nothing
	polls    int
	// polling, when set, runs before LastSeqs answers.
	polling func(context.Context)
	// saving, when set, runs before cursors are saved.
	saving func()
	// answering, when set, runs when Items has read and not yet answered.
	answering func()
}

// cursorRow is the key of a cursor.
type cursorRow struct {
	session     chat.SessionID
	participant chat.ParticipantID
	node        string
}

func rowOf(c store.Cursor) cursorRow { return cursorRow{c.SessionID, c.ParticipantID, c.Node} }

func newMemory() *memory {
	return &memory{
		items:    make(map[chat.SessionID][]chat.Item),
		receipts: make(map[chat.SessionID][]chat.Receipt),
		cursors:  make(map[cursorRow]store.Cursor),
	}
}

func (m *memory) setAway(away bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.away = away
}

func (m *memory) setFaulty(faulty bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.faulty = faulty
}

// state needs mu.
func (m *memory) state() error {
	switch {
	case m.away:
		return errAway
	case m.faulty:
		return errors.New("no such table")
	}
	return nil
}

func (m *memory) setCrashed(crashed bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.crashed = crashed
}

func (m *memory) append(item chat.Item, now time.Time) *chat.Item {
	m.mu.Lock()
	defer m.mu.Unlock()
	have := m.items[item.SessionID]
	var last time.Time
	if len(have) > 0 {
		last = have[len(have)-1].Time
	}
	item.Seq = chat.Seq(len(have) + 1)
	item.Time = chat.NextItemTime(now, last)
	m.items[item.SessionID] = append(have, item)
	return &item
}

func (m *memory) receipt(r chat.Receipt) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := append(m.receipts[r.SessionID], r)
	slices.SortFunc(all, func(a, b chat.Receipt) int { return cmp.Compare(a.Seq, b.Seq) })
	m.receipts[r.SessionID] = all
}

func (m *memory) Items(_ context.Context, q store.ItemQuery) ([]chat.Item, error) {
	if m.answering != nil {
		defer m.answering()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.state(); err != nil {
		return nil, err
	}
	all := m.items[q.SessionID]
	if q.Direction == store.Backward && q.From == 0 {
		newest := slices.Clone(all[max(0, len(all)-q.Limit):])
		slices.Reverse(newest)
		return newest, nil
	}
	from := min(int(q.From)-1, len(all))
	return slices.Clone(all[from:min(from+q.Limit, len(all))]), nil
}

func (m *memory) Receipts(_ context.Context, id chat.SessionID, from, _ chat.Seq) ([]chat.Receipt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away {
		return nil, errAway
	}
	i := slices.IndexFunc(m.receipts[id], func(r chat.Receipt) bool { return r.Seq >= from })
	if i < 0 {
		return nil, nil
	}
	return slices.Clone(m.receipts[id][i:]), nil
}

func (m *memory) LastSeq(_ context.Context, id chat.SessionID) (chat.Seq, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away {
		return 0, errAway
	}
	return chat.Seq(len(m.items[id])), nil
}

func (m *memory) LastSeqs(ctx context.Context, ids []chat.SessionID) ([]chat.Seq, error) {
	m.mu.Lock()
	m.polls++
	m.mu.Unlock()
	if m.polling != nil {
		m.polling(ctx)
	}
	var all []chat.Seq
	for _, id := range ids {
		seq, err := m.LastSeq(ctx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, seq)
	}
	return all, nil
}

func (m *memory) Cursors(_ context.Context, id chat.SessionID, p chat.ParticipantID) ([]store.Cursor, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.state(); err != nil {
		return nil, err
	}
	var rows []store.Cursor
	for _, c := range m.cursors {
		if c.SessionID == id && c.ParticipantID == p {
			rows = append(rows, c)
		}
	}
	slices.SortFunc(rows, func(a, b store.Cursor) int { return cmp.Compare(a.Node, b.Node) })
	return rows, nil
}

func (m *memory) SaveCursors(_ context.Context, cursors []store.Cursor) error {
	if m.saving != nil {
		m.saving()
	}
	return m.eachCursor(cursors, func(c store.Cursor) {
		c.Seq = max(c.Seq, m.cursors[rowOf(c)].Seq)
		m.cursors[rowOf(c)] = c
	})
}

func (m *memory) DropCursors(_ context.Context, cursors []store.Cursor) error {
	return m.eachCursor(cursors, func(c store.Cursor) { delete(m.cursors, rowOf(c)) })
}

func (m *memory) eachCursor(cursors []store.Cursor, write func(store.Cursor)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away {
		return errAway
	}
	if m.crashed {
		return nil
	}
	for _, c := range cursors {
		write(c)
	}
	return nil
}

// save notes a cursor as others than the gateway do.
func (m *memory) save(id chat.SessionID, p chat.ParticipantID, seq chat.Seq) {
	m.SaveCursors(context.Background(), []store.Cursor{{SessionID: id, ParticipantID: p, Seq: seq}})
}

// cursor is the furthest saved cursor, -1 for none.
func (m *memory) cursor(id chat.SessionID, p chat.ParticipantID) int {
	rows, _ := m.Cursors(context.Background(), id, p)
	furthest := -1
	for _, r := range rows {
		furthest = max(furthest, int(r.Seq))
	}
	return furthest
}

// rows are the saved cursors as "seq×devices", in the order of their nodes.
func (m *memory) rows(id chat.SessionID, p chat.ParticipantID) []string {
	rows, _ := m.Cursors(context.Background(), id, p)
	var texts []string
	for _, r := range rows {
		texts = append(texts, fmt.Sprintf("%d×%d", r.Seq, r.Devices))
	}
	slices.Sort(texts)
	return texts
}

// mortal is a memory as one process sees it, which can be killed: what it still
// does then comes to nothing.
type mortal struct {
	*memory
	dead atomic.Bool
}

func (m *mortal) SaveCursors(ctx context.Context, cursors []store.Cursor) error {
	if m.dead.Load() {
		return nil
	}
	return m.memory.SaveCursors(ctx, cursors)
}

func (m *mortal) DropCursors(ctx context.Context, cursors []store.Cursor) error {
	if m.dead.Load() {
		return nil
	}
	return m.memory.DropCursors(ctx, cursors)
}
