package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var outbox = []promise{
	{"what is to be sent is kept with its transaction, in order, until it is dropped", outgoingKept},
	{"a lease is one holder's at a time", leaseHeld},
}

// outgoing is what is to be told of a session's first contact.
func outgoing(id chat.SessionID, stream, name string) store.Outgoing {
	return store.Outgoing{
		Stream: stream, SessionID: id, ContactID: id.Initial(), ID: name, At: epoch, Data: []byte(`{"a":1}`),
	}
}

// inOutbox reads a stream and holds it to ids, and places to their order.
func (s *subject) inOutbox(t *testing.T, stream string, limit int, want ...string) []store.Outgoing {
	t.Helper()
	got, err := s.Outgoing(t.Context(), stream, limit)
	must(t, got, err)
	var ids []string
	for i := range got {
		ids = append(ids, got[i].ID)
		if i > 0 && got[i].N <= got[i-1].N {
			t.Errorf("place %d follows %d", got[i].N, got[i-1].N)
		}
	}
	same(t, "waiting in "+stream, ids, want)
	return got
}

func outgoingKept(t *testing.T, s *subject) {
	a, b := sessionID(0), sessionID(1)
	send := func(id chat.SessionID, stream string, names ...string) {
		s.update(t, id, func(tx store.Tx) error {
			for _, name := range names {
				if err := tx.Send(outgoing(id, stream, name)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	send(a, "events", "1", "2")
	send(b, "events", "3")
	send(a, "records", "4")
	undone := errors.New("undone")
	err := s.Update(t.Context(), a, func(tx store.Tx) error {
		return errors.Join(tx.Send(outgoing(a, "events", "never")), undone)
	})
	wantErr(t, "Update", err, undone)
	bare := outgoing(b, "events", "5")
	bare.Data = nil
	s.update(t, b, func(tx store.Tx) error { return tx.Send(bare) })
	s.reopen(t)
	list := s.inOutbox(t, "events", 10, "1", "2", "3", "5")
	first := outgoing(a, "events", "1")
	first.N = list[0].N
	same(t, "the first", list[0], first)
	if list[3].Data != nil {
		t.Errorf("got %q, want no data", list[3].Data)
	}
	s.inOutbox(t, "events", 2, "1", "2")
	for range 2 {
		if err := s.DropOutgoing(t.Context(), list[:3]); err != nil {
			t.Fatal(err)
		}
	}
	s.inOutbox(t, "events", 10, "5")
	s.inOutbox(t, "records", 10, "4")
	if err := s.DropOutgoing(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	send(a, "events", "6") // which must not have a place that was given before
	if err := s.DropOutgoing(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	s.inOutbox(t, "events", 10, "6")
}

func leaseHeld(t *testing.T, s *subject) {
	for n, step := range []struct {
		holder string
		second int
		want   bool
	}{
		{"a", 0, true}, {"b", 5, false}, {"a", 8, true}, {"b", 17, false}, {"b", 18, true}, {"a", 19, false},
	} {
		got, err := s.Lease(t.Context(), "name", step.holder, dueIn(step.second), 10*time.Second)
		if err != nil || got != step.want {
			t.Errorf("step %d: got %t, error %v, want %t", n+1, got, err, step.want)
		}
	}
	if got, err := s.Lease(t.Context(), "another", "b", dueIn(0), time.Second); err != nil || !got {
		t.Errorf("another name: got %t, error %v", got, err)
	}
}
