package move

import (
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// pageOfSessions is how many sessions are listed at once.
const pageOfSessions = 1000

// eachSession visits all sessions of a store, several at a time, until one visit
// fails.
func (m *mover) eachSession(ctx context.Context, s Store, visit func(context.Context, chat.SessionID) error) error {
	g, ctx := errgroup.WithContext(ctx)
	ids := make(chan chat.SessionID)
	g.Go(func() error {
		defer close(ids)
		return m.list(ctx, s, func(id chat.SessionID) error {
			select {
			case ids <- id:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	})
	for range m.Workers {
		g.Go(func() error {
			for id := range ids {
				if err := visit(ctx, id); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}

// list calls each for all sessions of a store.
func (m *mover) list(ctx context.Context, s Store, each func(chat.SessionID) error) error {
	after := chat.SessionID("")
	for {
		page, err := persist(ctx, m.Clock, func() ([]chat.SessionID, error) { return s.SessionIDs(ctx, after, pageOfSessions) })
		if err != nil {
			return err
		}
		for _, id := range page {
			if err := each(id); err != nil {
				return err
			}
		}
		if len(page) < pageOfSessions {
			return nil
		}
		after = page[len(page)-1]
	}
}
