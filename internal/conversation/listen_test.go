package conversation_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// listen subscribes to a session. The returned function ends the subscription
// and gives what was pushed, a line an event.
func (w *world) listen(id chat.SessionID) (heard func() string) {
	var mu sync.Mutex
	var b strings.Builder
	cancel := w.broker.Subscribe(id, func(e fanout.Event) {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case e.Receipt != nil:
			fmt.Fprintf(&b, "receipt for %s by %s\n", e.Receipt.MessageID, e.Receipt.Recipient)
		case e.Item.Type == chat.TypeMessage:
			fmt.Fprintf(&b, "%s: %s %d\n", e.Item.DisplayName, e.Item.Content, e.Item.Seq)
		default:
			fmt.Fprintf(&b, "%s %d\n", e.Item.ContentType, e.Item.Seq)
		}
	})
	return func() string {
		cancel()
		return b.String()
	}
}

// moves makes a session and its contacts those of another instance.
func (w *world) moves(v *visit, to chat.InstanceID) {
	w.t.Helper()
	w.check(w.store.Update(context.Background(), v.id, func(tx store.Tx) error {
		s, err := tx.Session(v.id)
		if err != nil {
			return err
		}
		s.InstanceID = to
		cs, err := tx.Contacts(v.id)
		if err != nil {
			return err
		}
		for _, c := range cs {
			c.InstanceID = to
			if err := tx.SaveContact(c); err != nil {
				return err
			}
		}
		return tx.SaveSession(s)
	}))
}

// containsWord reports whether a list as spoken gives it contains an element.
func containsWord(spoken, word string) bool {
	return strings.Contains(", "+spoken+", ", ", "+word+", ")
}

// joins makes somebody present whom no operation brings yet.
func (w *world) joins(v *visit, role chat.Role) {
	w.t.Helper()
	now := v.session().CreatedAt
	w.check(w.store.Update(context.Background(), v.id, func(tx store.Tx) error {
		return tx.SaveParticipant(chat.Participant{
			ID: chat.ParticipantID(w.newID()), SessionID: v.id, Role: role, DisplayName: string(role),
			ContactID: v.id.Initial(), CreatedAt: now, ConnectedAt: now,
		})
	}))
}

// items subscribes to a session and gives the stored items that were pushed so
// far, in the order in which they came.
func (w *world) items(id chat.SessionID) (pushed func() []chat.Item) {
	var mu sync.Mutex
	var items []chat.Item
	w.broker.Subscribe(id, func(e fanout.Event) {
		mu.Lock()
		defer mu.Unlock()
		if e.Item != nil && e.Item.Seq > 0 {
			items = append(items, *e.Item)
		}
	})
	return func() []chat.Item {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(items)
	}
}
