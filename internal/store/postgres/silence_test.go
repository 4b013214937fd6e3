package postgres

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/storetest"
)

// mute is a network whose connections can fall silent, as when the machine at
// the other end is lost: they swallow what is sent and say nothing. New ones
// work.
type mute struct {
	mu   sync.Mutex
	made []*muteConn
}

type muteConn struct {
	net.Conn
	silent atomic.Bool
}

func (m *mute) dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	made := &muteConn{Conn: c}
	m.made = append(m.made, made)
	return made, nil
}

// fall makes all connections silent that there are.
func (m *mute) fall() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.made {
		c.silent.Store(true)
	}
	m.made = nil
}

func (c *muteConn) Write(b []byte) (int, error) {
	if c.silent.Load() {
		return len(b), nil
	}
	return c.Conn.Write(b)
}

// A connection that has fallen silent holds nobody up for ever, and its place in
// the pool is free for the next one.
func TestASilentConnectionIsGivenUp(t *testing.T) {
	t.Parallel()
	m, hasty := &mute{}, &hastyClock{Clock: clock.System()}
	s := testStore(t, Options{URL: testURL(t) + "&pool_max_conns=1", Clock: hasty, dial: m.dial})
	storetest.Begin(t, s, "s")
	runs := 0
	count := func(in func(tx store.Tx) error) func(store.Tx) error {
		runs = 0
		return func(tx store.Tx) error {
			if runs++; runs > 1 {
				return nil
			}
			return in(tx)
		}
	}
	for _, c := range []struct {
		name string
		call func() error
		runs int
	}{
		{"at the begin of an Update", func() error {
			m.fall()
			return s.Update(t.Context(), "s", count(func(store.Tx) error { return nil }))
		}, 1},
		{"at a read of an Update", func() error {
			return s.Update(t.Context(), "s", count(func(tx store.Tx) error {
				m.fall()
				_, err := tx.Contacts("s")
				return err
			}))
		}, 2},
		{"at an Append", func() error {
			m.fall()
			_, _, err := s.Append(t.Context(), storetest.Event("s", "grouped"))
			return err
		}, 0},
		{"at an Append that waits for its session", func() error {
			if err := s.Ping(t.Context()); err != nil { // there is a connection
				return err
			}
			m.fall()
			return s.appendAlone(&pending{ctx: t.Context(), item: storetest.Event("s", "alone"), born: hasty.Now()}).err
		}, 0},
		{"at a read", func() error {
			m.fall()
			_, err := s.Session(t.Context(), "s")
			return err
		}, 0},
	} {
		runs = 0
		hasty.factor.Store(5) // the second attempt has the rest of the call's time
		if err := c.call(); err != nil || runs != c.runs {
			t.Errorf("silent %s: got error %v after %d runs, want none after %d", c.name, err, runs, c.runs)
		}
		hasty.factor.Store(1)
	}
	storetest.Dense(t, s, "s", 2)
}

// Nobody is held up by each of the connections that are silent: the first one
// that is found out takes the others with it.
func TestAnIdleConnectionThatIsSilentTakesItsKindWithIt(t *testing.T) {
	t.Parallel()
	m, hasty := &mute{}, &hastyClock{Clock: clock.System()}
	s := testStore(t, Options{URL: testURL(t), Clock: hasty, dial: m.dial})
	conn, err := s.pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	idle := pgxpool.ShouldPingParams{Conn: conn.Conn(), IdleDuration: pingAfter}
	if s.silent(t.Context(), idle) || s.generation.Load() != 0 {
		t.Errorf("a connection that answers was taken for silent")
	}
	m.fall()
	hasty.factor.Store(20)
	if !s.silent(t.Context(), idle) || !conn.Conn().IsClosed() || s.generation.Load() != 1 {
		t.Errorf("got closed %t, generation %d, want it closed and its kind dropped",
			conn.Conn().IsClosed(), s.generation.Load())
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("Ping: %v", err)
	}
}

// A probe that has less time than a ping finds silent connections all the same,
// and never outstays its own time.
func TestAPingObeysItsCaller(t *testing.T) {
	t.Parallel()
	m := &mute{}
	s := testStore(t, Options{URL: testURL(t), dial: m.dial})
	conn := acquired(t, s.pool)
	defer conn.Release()
	m.fall()
	ctx, cancel := context.WithTimeout(t.Context(), silentAfter+50*time.Millisecond)
	defer cancel()
	began := time.Now()
	idle := pgxpool.ShouldPingParams{Conn: conn.Conn(), IdleDuration: pingAfter}
	if !s.silent(ctx, idle) || s.generation.Load() != 1 {
		t.Errorf("got generation %d, want the connections dropped", s.generation.Load())
	}
	if took := time.Since(began); took >= pingWithin {
		t.Errorf("took %v, want the caller's time", took)
	}
}

// A wait for a lock is ended by the server, not taken for silence.
func TestALongWaitForALockIsNotSilence(t *testing.T) {
	if lockWithin >= attemptWithin {
		t.Errorf("a lock is waited for %v, an answer %v, want less", lockWithin, attemptWithin)
	}
	s := testStore(t, Options{URL: testURL(t) + "&lock_timeout=60s"})
	var got string
	_, err := s.do(t.Context(), true, &call{sql: `SHOW lock_timeout`, each: func(r row) error { got = r.text(0); return nil }})
	if err != nil || got != lockWithin.String() {
		t.Errorf("got lock_timeout %s, error %v, want %v", got, err, lockWithin)
	}
}
