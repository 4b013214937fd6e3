package conversation_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/dispatch"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// countedStore counts what a dispatcher reads one by one.
type countedStore struct {
	store.Store
	agents, contacts atomic.Int64
}

func (s *countedStore) Agent(ctx context.Context, instance chat.InstanceID, user chat.UserID) (chat.Agent, error) {
	s.agents.Add(1)
	return s.Store.Agent(ctx, instance, user)
}

func (s *countedStore) Contact(ctx context.Context, id chat.ContactID) (chat.Contact, error) {
	s.contacts.Add(1)
	return s.Store.Contact(ctx, id)
}

// A sweep makes a match of the few with the many, whichever of them are contacts, and
// reads no more than the few for it.
func TestASweepCostsWhatTheFewerCost(t *testing.T) {
	const many = 60
	for name, c := range map[string]struct{ agents, contacts int }{
		"a crowd of agents": {many, 2}, "a crowd of contacts": {2, many}, "agents alone": {many, 0}, "contacts alone": {0, many},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				for range c.contacts {
					w.lined()
				}
				if c.agents > 0 {
					first := w.serves("Agent 0", 1)
					u, err := w.names.User(context.Background(), instance, string(first))
					w.check(err)
					for i := 1; i < c.agents; i++ {
						w.is(w.hiresAs(fmt.Sprint("Agent ", i), directory.UserSpec{RoutingProfileID: u.Spec.RoutingProfileID}), chat.AgentRoutable)
					}
				}
				counted := &countedStore{Store: w.store}
				d := dispatch.New(dispatch.Config{
					Store: counted, Directory: w.names, Offers: w.Conversations, Clock: w.clock, Machine: clock.System(), Log: slog.New(slog.DiscardHandler),
				})
				ctx, cancel := context.WithTimeout(context.Background(), time.Second) // of simulated time: one sweep, which Run begins with
				defer cancel()
				w.check(d.Run(ctx))
				want := min(c.agents, c.contacts)
				if waiting := w.waiting(); waiting != c.contacts-want {
					t.Errorf("got %d contacts that wait still, want %d", waiting, c.contacts-want)
				}
				// Each match is looked for, made, and looked behind.
				if most := int64(4 * want); counted.agents.Load() > most || counted.contacts.Load() > most {
					t.Errorf("got %d agents and %d contacts read one by one, want at most %d", counted.agents.Load(), counted.contacts.Load(), most)
				}
			})
		})
	}
}
