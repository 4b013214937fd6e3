package move

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// meter counts what goes through each phase.
type meter struct {
	carried, compared counter

	mu    sync.Mutex // guards what follows
	phase Phase
	began time.Time
	total int64
}

// enter begins a phase.
func (m *mover) enter(ctx context.Context, p Phase) error {
	total := int64(0)
	if err := m.list(ctx, m.From, func(chat.SessionID) error { total++; return nil }); err != nil {
		return fmt.Errorf("count the sessions: %w", err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.phase, m.began, m.total = p, m.Clock.Now(), total
	return nil
}

// counter is a Count that many add to.
type counter struct{ sessions, items, objects, bytes atomic.Int64 }

func (c *counter) session(r *store.SessionRecord) {
	size := 0
	for i := range r.Items {
		size += len(r.Items[i].Content)
	}
	c.sessions.Add(1)
	c.items.Add(int64(len(r.Items)))
	c.bytes.Add(int64(size))
}

func (c *counter) object(body []byte) {
	if body == nil {
		return
	}
	c.objects.Add(1)
	c.bytes.Add(int64(len(body)))
}

func (c *counter) count() Count {
	return Count{Sessions: c.sessions.Load(), Items: c.items.Load(), Objects: c.objects.Load(), Bytes: c.bytes.Load()}
}
