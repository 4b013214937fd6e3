package postgres

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/storetest"
)

// counted is a network that counts what is sent: a round trip each.
type counted struct{ sent atomic.Int64 }

func (c *counted) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	return &countedConn{conn, c}, err
}

type countedConn struct {
	net.Conn
	c *counted
}

func (c *countedConn) Write(b []byte) (int, error) {
	c.c.sent.Add(1)
	return c.Conn.Write(b)
}

func TestRoundTrips(t *testing.T) {
	network := &counted{}
	s := testStore(t, Options{URL: testURL(t) + "&pool_max_conns=1", dial: network.dial})
	storetest.Begin(t, s, "s")
	n := 0
	next := func() chat.Item { n++; return storetest.Event("s", string(rune('a'+n))) }
	step := func(tx store.Tx) error {
		have, err := tx.Session("s")
		if err != nil {
			return err
		}
		_, err1 := tx.Contact(have.ContactID)
		_, err2 := tx.Participants("s")
		_, _, err3 := tx.Append(next())
		_, _, err4 := tx.Append(next())
		have.Contacts++
		if errors.Is(err1, store.ErrNotFound) { // it was never saved
			err1 = nil
		}
		return errors.Join(err1, err2, err3, err4, tx.SaveSession(have),
			tx.SaveContact(chat.Contact{ID: "s", SessionID: "s"}),
			tx.SaveParticipant(chat.Participant{ID: "p", SessionID: "s", ConnectedAt: time.UnixMilli(1)}),
			tx.SetTimer(chat.Timer{SessionID: "s", Kind: chat.TimerWait, DueAt: time.UnixMilli(1)}))
	}
	contact := func(a *chat.Agent) error {
		a.Contacts = append(a.Contacts, chat.AgentContact{ContactID: "s"})
		return nil
	}
	for _, c := range []struct {
		name string
		want int64
		call func() error
	}{
		{"an append", 1, func() error { _, _, err := s.Append(t.Context(), next()); return err }},
		{"a repeated append", 1, func() error { _, _, err := s.Append(t.Context(), storetest.Event("s", "b")); return err }},
		{"an append that is refused", 1, func() error {
			item := next()
			item.ParticipantID = "stranger"
			if _, _, err := s.Append(t.Context(), item); !errors.Is(err, store.ErrAbsent) {
				return errors.Join(errors.New("want ErrAbsent"), err)
			}
			return nil
		}},
		{"a step of a conversation", 2, func() error { return s.Update(t.Context(), "s", step) }},
		{"a page", 1, func() error {
			_, err := s.Items(t.Context(), store.ItemQuery{SessionID: "s", Direction: store.Backward, Limit: 9})
			return err
		}},
		{"a search by time", 1, func() error { _, err := s.SeqBefore(t.Context(), "s", time.UnixMilli(5)); return err }},
		{"an export", 1, func() error { _, err := s.ExportSession(t.Context(), "s"); return err }},
		{"a receipt", 1, func() error {
			_, _, err := s.MarkReceipt(t.Context(), chat.Receipt{SessionID: "s", Seq: 1, Recipient: "r", ReadAt: time.UnixMilli(1)})
			return err
		}},
		{"a change of an agent", 2, func() error { return s.UpdateAgent(t.Context(), "i", "u", contact) }},
		{"a step that gives an agent a contact", 3, func() error {
			return s.Update(t.Context(), "s", func(tx store.Tx) error {
				a, err := tx.Agent("i", "u")
				return errors.Join(err, contact(&a), tx.SaveAgent(a), step(tx))
			})
		}},
		{"the head of a queue", 1, func() error { _, err := s.Waiting(t.Context(), "i", "q", chat.Waiting{}, 5); return err }},
		{"the heads of queues", 1, func() error { _, err := s.Fronts(t.Context(), "i", []chat.QueueID{"q", "r", "s"}); return err }},
		{"free agents", 1, func() error { _, err := s.FreeAgents(t.Context(), "i", "p", 10, 5); return err }},
		{"a look for timers", 1, func() error {
			_, _, err := s.TakeTimers(t.Context(), time.UnixMilli(0), time.Second, 5)
			return err
		}},
	} {
		for range 2 * committers { // connections prepare what is new to them
			if err := c.call(); err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
		}
		before := network.sent.Load()
		if err := c.call(); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if got := network.sent.Load() - before; got != c.want {
			t.Errorf("%s: got %d round trips, want %d", c.name, got, c.want)
		}
	}
}

// What was there before an update is found out when the update is sent; its
// closure must see it all the same.
func TestAnUpdateSeesThatAnItemIsRepeated(t *testing.T) {
	s := testStore(t, Options{})
	storetest.Begin(t, s, "s")
	first, _, err := s.Append(t.Context(), storetest.Event("s", "x"))
	if err != nil {
		t.Fatal(err)
	}
	for name, refuse := range map[string]error{"that goes on": nil, "that fails when it is new": errors.New("new")} {
		var repeated bool
		var got chat.Item
		err := s.Update(t.Context(), "s", func(tx store.Tx) (err error) {
			again := storetest.Event("s", "x")
			again.Content = "another"
			if got, repeated, err = tx.Append(again); err == nil && !repeated {
				err = refuse
			}
			return err
		})
		if err != nil || !repeated || got.Seq != first.Seq || got.Content != first.Content {
			t.Errorf("a closure %s: got %+v, repeated %t, error %v, want the first item", name, got, repeated, err)
		}
	}
	err = s.Update(t.Context(), "s", func(tx store.Tx) error {
		one, repeated1, err1 := tx.Append(storetest.Event("s", "y"))
		two, repeated2, err2 := tx.Append(storetest.Event("s", "y"))
		if repeated1 || !repeated2 || one.Seq != two.Seq {
			t.Errorf("twice in one update: got numbers %d and %d, repeated %t and %t", one.Seq, two.Seq, repeated1, repeated2)
		}
		return errors.Join(err1, err2)
	})
	if err != nil {
		t.Error(err)
	}
	storetest.Dense(t, s, "s", 2)
}
