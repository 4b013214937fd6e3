package postgres

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/storetest"
)

// lossy is a network that loses answers: the server has done what was asked and
// said so, and the connection breaks.
type lossy struct {
	lose atomic.Int32 // how many of the next answers
	// stillborn is how many of the next connections are lost as soon as they stand, by
	// the answer to the settings.
	stillborn atomic.Int32
}

func (l *lossy) dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, network, address)
	return &lossyConn{Conn: c, l: l}, err
}

type lossyConn struct {
	net.Conn
	l *lossy
	// stillborn says that the next answer is lost.
	stillborn atomic.Bool
}

func (c *lossyConn) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte("set_config")) && c.l.stillborn.Add(-1) >= 0 {
		c.stillborn.Store(true)
	}
	return c.Conn.Write(b)
}

func (c *lossyConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if err != nil || !c.stillborn.Load() && !c.l.loses() {
		return n, err
	}
	return 0, errors.Join(io.ErrUnexpectedEOF, c.Conn.Close())
}

// loses tells whether an answer is one of those to lose.
func (l *lossy) loses() bool {
	if l.lose.Load() <= 0 {
		return false
	}
	l.lose.Add(-1)
	return true
}

// lossyStore has one connection for everything but appends, and has prepared what
// the tests use: what is lost next is the answer to what the test asks.
func lossyStore(t *testing.T) (*Store, *lossy) {
	t.Helper()
	l := &lossy{}
	s := testStore(t, Options{URL: testURL(t) + "&pool_max_conns=1", dial: l.dial})
	storetest.Begin(t, s, "s")
	err := s.Update(t.Context(), "s", func(tx store.Tx) error {
		_, _, err := tx.Append(storetest.Event("s", "first"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 * committers { // each has a connection of its own
		if _, _, err := s.Append(t.Context(), storetest.Event("s", "first")); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.CreateResource(t.Context(), store.Resource{InstanceID: "i", Kind: "k", ID: "first", Name: "first"}); err != nil {
		t.Fatal(err)
	}
	return s, l
}

func TestAnAppendWhoseAnswerIsLostIsStoredOnceAndNew(t *testing.T) {
	s, l := lossyStore(t)
	l.lose.Store(1)
	got, repeated, err := s.Append(t.Context(), storetest.Event("s", "second"))
	if err != nil || repeated || got.Seq != 2 {
		t.Errorf("got number %d, repeated %t, error %v, want 2, new", got.Seq, repeated, err)
	}
	if items := storetest.Dense(t, s, "s", 2); !reflect.DeepEqual(items[1], got) {
		t.Errorf("got %+v, stored %+v", got, items[1])
	}
	if _, repeated, err := s.Append(t.Context(), storetest.Event("s", "second")); err != nil || !repeated {
		t.Errorf("a repeat by the caller: got repeated %t, error %v, want true", repeated, err)
	}
}

// A server that goes down takes connections with it that have only just been made.
func TestAConnectionThatIsLostAtOnceIsMadeAgain(t *testing.T) {
	s, l := lossyStore(t)
	for what, call := range map[string]func() error{
		"Session": func() error { _, err := s.Session(t.Context(), "s"); return err },
		"Update":  func() error { return s.Update(t.Context(), "s", func(store.Tx) error { return nil }) },
		"Append":  func() error { _, _, err := s.Append(t.Context(), storetest.Event("s", "second")); return err },
		"Append, alone": func() error {
			p := &pending{ctx: t.Context(), item: storetest.Event("s", "third")}
			return s.appendAlone(p).err
		},
		"UpdateAgent": func() error { return s.UpdateAgent(t.Context(), "i", "u", func(*chat.Agent) error { return nil }) },
	} {
		s.pool.Reset()
		s.express.Reset()
		l.stillborn.Store(1)
		if err := call(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if l.stillborn.Load() > 0 {
			t.Errorf("%s: no connection was made", what)
		}
	}
}

func TestAReceiptWhoseAnswerIsLostIsTold(t *testing.T) {
	s, l := lossyStore(t)
	r := chat.Receipt{SessionID: "s", Seq: 1, Recipient: "r", ReadAt: time.UnixMilli(1e12)}
	l.lose.Store(1)
	if _, changed, err := s.MarkReceipt(t.Context(), r); err != nil || !changed {
		t.Errorf("got changed %t, error %v, want true", changed, err)
	}
	if _, changed, err := s.MarkReceipt(t.Context(), r); err != nil || changed {
		t.Errorf("again: got changed %t, error %v, want false", changed, err)
	}
}

func TestAnUpdateWhoseCommitIsLostIsUncertain(t *testing.T) {
	s, l := lossyStore(t)
	runs := 0
	err := s.Update(t.Context(), "s", func(tx store.Tx) error {
		runs++
		_, _, err := tx.Append(storetest.Event("s", "second"))
		l.lose.Store(1)
		return err
	})
	if !errors.Is(err, store.ErrUncertain) || runs != 1 {
		t.Errorf("got %v after %d runs, want %v after 1", err, runs, store.ErrUncertain)
	}
	storetest.Dense(t, s, "s", 2)
}

func TestAnUpdateThatIsLostBeforeItsCommitRunsAgain(t *testing.T) {
	s, l := lossyStore(t)
	update := func(id string, in func(tx store.Tx) error) {
		t.Helper()
		runs := 0
		err := s.Update(t.Context(), "s", func(tx store.Tx) error {
			if runs++; runs == 1 {
				if err := in(tx); err != nil {
					return err
				}
			}
			_, _, err := tx.Append(storetest.Event("s", id))
			return err
		})
		if err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	l.lose.Store(1)
	update("lost at its begin", func(store.Tx) error { return nil })
	storetest.Dense(t, s, "s", 2)
	update("lost at a read", func(tx store.Tx) error {
		l.lose.Store(1)
		_, err := tx.Contacts("s")
		return err
	})
	storetest.Dense(t, s, "s", 3)
}

func TestAnAgentsUpdateIsLostAsAnyOther(t *testing.T) {
	s, l := lossyStore(t)
	update := func(in func(run int)) (runs int, err error) {
		return runs, s.UpdateAgent(t.Context(), "i", "u", func(a *chat.Agent) error {
			runs++
			in(runs)
			a.ProfileID += "x"
			return nil
		})
	}
	l.lose.Store(1)
	if _, err := update(func(int) {}); err != nil {
		t.Errorf("lost at its begin: %v", err)
	}
	runs := 0
	err := s.Update(t.Context(), "s", func(tx store.Tx) error {
		if runs++; runs == 1 {
			l.lose.Store(1)
		}
		a, err := tx.Agent("i", "u")
		if err != nil {
			return err
		}
		a.ProfileID += "x"
		return tx.SaveAgent(a)
	})
	if err != nil || runs != 2 {
		t.Errorf("lost at a read of a session's transaction: got %v after %d runs, want none after 2", err, runs)
	}
	if _, err := update(func(int) { l.lose.Store(1) }); !errors.Is(err, store.ErrUncertain) {
		t.Errorf("lost at its commit: got %v, want %v", err, store.ErrUncertain)
	}
	if a, err := s.Agent(t.Context(), "i", "u"); err != nil || a.ProfileID != "xxx" || a.Version != 3 {
		t.Errorf("got %+v, error %v, want three changes", a, err)
	}
}

// Whoever reads agents out of their order may wait in a circle. The server
// resolves it, and both are done.
func TestACircleOfAgentsIsResolved(t *testing.T) {
	t.Parallel()
	s := testStore(t, Options{})
	var first sync.WaitGroup // the first run of both has one agent each
	first.Add(2)
	var both sync.WaitGroup
	for n, order := range [][]chat.UserID{{"a", "b"}, {"b", "a"}} {
		both.Go(func() {
			runs := 0
			err := s.Update(t.Context(), chat.SessionID(order[0]), func(tx store.Tx) error {
				runs++
				for i, user := range order {
					a, err := tx.Agent("i", user)
					if err != nil && !errors.Is(err, store.ErrNotFound) {
						return err
					}
					if i == 0 && runs == 1 {
						first.Done()
						first.Wait()
					}
					a.InstanceID, a.UserID = "i", user
					a.ProfileID += "x"
					if err := tx.SaveAgent(a); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Errorf("transaction %d: %v", n, err)
			}
		})
	}
	both.Wait()
	for _, user := range []chat.UserID{"a", "b"} {
		if a, err := s.Agent(t.Context(), "i", user); err != nil || a.ProfileID != "xx" || a.Version != 2 {
			t.Errorf("got %+v, error %v, want two changes", a, err)
		}
	}
}

func TestAResourceWhoseAnswerIsLostIsUncertain(t *testing.T) {
	s, l := lossyStore(t)
	l.lose.Store(1)
	err := s.CreateResource(t.Context(), store.Resource{InstanceID: "i", Kind: "k", ID: "a", Name: "A"})
	if !errors.Is(err, store.ErrUncertain) {
		t.Errorf("got %v, want %v", err, store.ErrUncertain)
	}
	if r, err := s.Resource(t.Context(), "i", "k", "a"); err != nil || r.Revision != 1 {
		t.Errorf("got %+v, error %v, want it made", r, err)
	}
}
