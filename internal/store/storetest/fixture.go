package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// epoch is when the tests happen.
var epoch = time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)

const instance chat.InstanceID = "11111111-2222-4333-8444-555555555555"

// sessionID is the nth session's id, of UUID form for even n: drivers may
// store that form in another way than other ids.
func sessionID(n int) chat.SessionID {
	if n%2 == 0 {
		return chat.SessionID(fmt.Sprintf("aaaaaaaa-0000-4000-8000-%012d", n))
	}
	return chat.SessionID(fmt.Sprintf("session %d", n))
}

func customer(id chat.SessionID) chat.ParticipantID { return chat.ParticipantID("customer of " + id) }

// begin makes an active session with one contact and a present customer.
func (s *subject) begin(t *testing.T, id chat.SessionID) {
	t.Helper()
	s.update(t, id, func(tx store.Tx) error {
		return errors.Join(
			tx.CreateSession(chat.Session{
				ID: id, InstanceID: instance, State: chat.SessionActive,
				ContactID: id.Initial(), Contacts: 1, CreatedAt: epoch,
			}),
			tx.SaveContact(chat.Contact{ID: id.Initial(), SessionID: id, InstanceID: instance, Segment: 1}),
			tx.SaveParticipant(chat.Participant{
				ID: customer(id), SessionID: id, Role: chat.RoleCustomer, CreatedAt: epoch, ConnectedAt: epoch,
			}),
		)
	})
}

// change saves a changed session.
func (s *subject) change(t *testing.T, id chat.SessionID, fn func(*chat.Session)) {
	t.Helper()
	s.update(t, id, func(tx store.Tx) error {
		have, err := tx.Session(id)
		if err != nil {
			return err
		}
		fn(&have)
		return tx.SaveSession(have)
	})
}

func (s *subject) update(t *testing.T, id chat.SessionID, fn func(store.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), id, fn); err != nil {
		t.Fatalf("Update(%s): %v", id, err)
	}
}

// message is a customer's message whose id is that of a client token.
func message(id chat.SessionID, token string) chat.Item {
	return chat.Item{
		ID: chat.ItemIDFor(customer(id), token), SessionID: id, Time: epoch,
		Type: chat.TypeMessage, ContentType: chat.ContentPlain, Content: "text " + token,
		ParticipantID: customer(id), Role: chat.RoleCustomer, DisplayName: "Ada",
	}
}

// say appends n messages.
func (s *subject) say(t *testing.T, id chat.SessionID, n int) []chat.Item {
	t.Helper()
	items := make([]chat.Item, n)
	for i := range items {
		stored, repeated, err := s.Append(t.Context(), message(id, fmt.Sprint("say ", i)))
		if err != nil || repeated {
			t.Fatalf("Append %d: repeated %t, error %v; want a new item", i, repeated, err)
		}
		items[i] = stored
	}
	return items
}

// transcript reads all items of a session, oldest first.
func (s *subject) transcript(t *testing.T, id chat.SessionID) []chat.Item {
	t.Helper()
	items, err := s.Items(t.Context(), store.ItemQuery{
		SessionID: id, Direction: store.Forward, Limit: 1 << 20,
	})
	if err != nil {
		t.Fatalf("Items: %v", err)
	}
	return items
}

// wantErr fails unless err is want.
func wantErr(t *testing.T, doing string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got error %v, want %v", doing, err, want)
	}
}

// must returns v, or fails when there is an error.
func must[T any](t *testing.T, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatalf("got error %v, want none", err)
	}
	return v
}

// ended is a context that has ended.
func ended(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
