package gateway_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var errAway = errors.New("the database is away")

// memory meets the part of the store's contract that the gateway reads.
type memory struct {
	mu       sync.Mutex
	items    map[chat.SessionID][]chat.Item
	receipts map[chat.SessionID][]chat.Receipt
	cursors  map[store.Cursor]chat.Seq // keyed with Seq 0
	away     bool
	crashed  bool // saves of cursors come to nothing
	// answering, when set, runs when Items has read and not yet answered.
	answering func()
}

func newMemory() *memory {
	return &memory{
		items:    make(map[chat.SessionID][]chat.Item),
		receipts: make(map[chat.SessionID][]chat.Receipt),
		cursors:  make(map[store.Cursor]chat.Seq),
	}
}

func (m *memory) setAway(away bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.away = away
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
	if m.away {
		return nil, errAway
	}
	all := m.items[q.SessionID]
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

func (m *memory) Cursors(_ context.Context, id chat.SessionID, p chat.ParticipantID) ([]store.Cursor, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away {
		return nil, errAway
	}
	seq, ok := m.cursors[store.Cursor{SessionID: id, ParticipantID: p}]
	if !ok {
		return nil, nil
	}
	return []store.Cursor{{SessionID: id, ParticipantID: p, Seq: seq}}, nil
}

func (m *memory) SaveCursors(_ context.Context, cursors []store.Cursor) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away {
		return errAway
	}
	if m.crashed {
		return nil
	}
	for _, c := range cursors {
		k := store.Cursor{SessionID: c.SessionID, ParticipantID: c.ParticipantID}
		m.cursors[k] = max(m.cursors[k], c.Seq)
	}
	return nil
}

// save notes a cursor as others than the gateway do.
func (m *memory) save(id chat.SessionID, p chat.ParticipantID, seq chat.Seq) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cursors[store.Cursor{SessionID: id, ParticipantID: p}] = seq
}

// cursor is the saved cursor, -1 for none.
func (m *memory) cursor(id chat.SessionID, p chat.ParticipantID) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	seq, ok := m.cursors[store.Cursor{SessionID: id, ParticipantID: p}]
	if !ok {
		return -1
	}
	return int(seq)
}
