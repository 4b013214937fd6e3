package postgres

import (
	"context"
	"sync"

	"github.com/rejoin-chat/rejoin/internal/store"
)

// gate counts the calls that are under way, so that Close can wait for them.
type gate struct {
	mu     sync.Mutex
	inside int
	closed bool
	empty  chan struct{} // closed when it is closed and nobody is inside
}

// enter lets a call begin, to be ended by calls.leave. ErrClosed.
func (s *Store) enter(ctx context.Context) error {
	if ctx.Err() != nil {
		return ended(ctx)
	}
	g := &s.calls
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return store.ErrClosed
	}
	g.inside++
	return nil
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inside--
	if g.closed && g.inside == 0 {
		close(g.empty)
	}
}

// shut refuses further calls and waits for those inside.
func (g *gate) shut() {
	g.mu.Lock()
	g.closed = true
	if g.inside == 0 {
		close(g.empty)
	}
	g.mu.Unlock()
	<-g.empty
}

// Close implements store.Store: it waits for what has been asked and closes the
// connections. Later calls get ErrClosed.
func (s *Store) Close() error {
	s.closing.Do(func() {
		s.calls.shut()
		s.appends.end()
		s.pool.Close()
		s.express.Close()
	})
	return nil
}
