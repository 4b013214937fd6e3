package conversation

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"sync"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// mailboxes let one piece of work at a time into a session on this node. The
// store serialises writers too; the mailbox makes the events of a session leave
// in the order of their commits, and keeps writers of a busy session from
// queueing in the store. In a cluster the store alone decides, and gateways see
// by the sequence numbers when events of two nodes cross.
type mailboxes struct {
	shards [64]mailboxShard
}

type mailboxShard struct {
	mu    sync.Mutex
	boxes map[chat.SessionID]*mailbox
}

// mailbox is held by whoever has put a value into full. users counts the holder
// and those who wait, so that an idle session needs no mailbox.
type mailbox struct {
	full  chan struct{}
	users int // guarded by the shard's mu
}

var mailboxSeed = maphash.MakeSeed()

// enter waits until the session is free; ErrBusy of the store when that takes
// longer than the caller may wait. The returned function must be called
// once, when the work is done.
func (m *mailboxes) enter(ctx context.Context, id chat.SessionID) (release func(), err error) {
	s := &m.shards[maphash.String(mailboxSeed, string(id))%uint64(len(m.shards))]
	s.mu.Lock()
	b := s.boxes[id]
	if b == nil {
		if s.boxes == nil {
			s.boxes = map[chat.SessionID]*mailbox{}
		}
		b = &mailbox{full: make(chan struct{}, 1)}
		s.boxes[id] = b
	}
	b.users++
	s.mu.Unlock()

	leave := func() {
		s.mu.Lock()
		if b.users--; b.users == 0 {
			delete(s.boxes, id)
		}
		s.mu.Unlock()
	}
	select {
	case b.full <- struct{}{}:
		return func() { <-b.full; leave() }, nil
	case <-ctx.Done():
		leave()
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return nil, fmt.Errorf("%w: the session is in use", store.ErrBusy)
		}
		return nil, ctx.Err()
	}
}
