package conversation_test

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// bucket is a bucket that can be away or slow, and counts what is asked of it.
type bucket struct {
	archive.Bucket
	mu         sync.Mutex
	away       error
	takes      time.Duration
	puts, gets int
}

// slow makes every call take a while.
func (b *bucket) slow(takes time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.takes = takes
}

// fail makes every call fail, nil mends it.
func (b *bucket) fail(with error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.away = with
}

func (b *bucket) Put(ctx context.Context, key string, body []byte) error {
	if err := b.count(&b.puts); err != nil {
		return err
	}
	return b.Bucket.Put(ctx, key, body)
}

func (b *bucket) Get(ctx context.Context, key string, limit int64) ([]byte, error) {
	if err := b.count(&b.gets); err != nil {
		return nil, err
	}
	return b.Bucket.Get(ctx, key, limit)
}

func (b *bucket) count(n *int) error {
	b.mu.Lock()
	*n++
	takes, away := b.takes, b.away
	b.mu.Unlock()
	if takes > 0 {
		<-time.After(takes)
	}
	return away
}

func (b *bucket) written() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.puts
}

// forgetful is a store in which the retention of some contacts, of all items or
// of those of one session is over, and that can refuse to write. It counts the
// transactions that were begun.
type forgetful struct {
	store.Store
	gone          map[chat.ContactID]bool
	pruned        bool
	prunedSession chat.SessionID
	away          error
	begun         atomic.Int64
}

func (s *forgetful) Items(ctx context.Context, q store.ItemQuery) ([]chat.Item, error) {
	if s.pruned || q.SessionID == s.prunedSession {
		return nil, nil
	}
	return s.Store.Items(ctx, q)
}

func (s *forgetful) Append(ctx context.Context, item chat.Item) (chat.Item, bool, error) {
	if s.away != nil {
		return chat.Item{}, false, s.away
	}
	return s.Store.Append(ctx, item)
}

func (s *forgetful) Contact(ctx context.Context, id chat.ContactID) (chat.Contact, error) {
	if s.gone[id] {
		return chat.Contact{}, store.ErrNotFound
	}
	return s.Store.Contact(ctx, id)
}

func (s *forgetful) Update(ctx context.Context, id chat.SessionID, fn func(store.Tx) error) error {
	if s.away != nil {
		return s.away
	}
	s.begun.Add(1)
	return s.Store.Update(ctx, id, func(tx store.Tx) error { return fn(&forgetfulTx{tx, s.gone}) })
}

type forgetfulTx struct {
	store.Tx
	gone map[chat.ContactID]bool
}

func (t *forgetfulTx) Contact(id chat.ContactID) (chat.Contact, error) {
	if t.gone[id] {
		return chat.Contact{}, store.ErrNotFound
	}
	return t.Tx.Contact(id)
}
