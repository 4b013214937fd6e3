package delivery

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// memory is an outbox in memory, with one lease.
type memory struct {
	mu     sync.Mutex
	n      int64
	list   []store.Outgoing
	holder string
	until  time.Time
}

func (m *memory) add(at time.Time, contact string, texts ...string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, text := range texts {
		m.n++
		m.list = append(m.list, store.Outgoing{N: m.n, At: at, ContactID: chat.ContactID(contact), Data: []byte(text)})
	}
}

func (m *memory) Outgoing(_ context.Context, _ string, limit int) ([]store.Outgoing, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.list[:min(limit, len(m.list))]), nil
}

func (m *memory) DropOutgoing(_ context.Context, gone []store.Outgoing) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.list = slices.DeleteFunc(m.list, func(o store.Outgoing) bool {
		return slices.ContainsFunc(gone, func(g store.Outgoing) bool { return g.N == o.N })
	})
	return nil
}

func (m *memory) Lease(_ context.Context, _, holder string, now time.Time, hold time.Duration) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.holder != holder && m.until.After(now) {
		return false, nil
	}
	m.holder, m.until = holder, now.Add(hold)
	return true, nil
}

// sink takes what answer lets it.
type sink struct {
	mu     sync.Mutex
	got    []string
	calls  int
	answer func(call, messages int) (taken []int, err error) // places
}

func (s *sink) Deliver(_ context.Context, messages []Message) ([]bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	taken, err := whole(messages), error(nil)
	if s.answer != nil {
		var places []int
		places, err = s.answer(s.calls, len(messages))
		for i := range taken {
			taken[i] = slices.Contains(places, i)
		}
	}
	for i, is := range taken {
		if is {
			s.got = append(s.got, string(messages[i].Data))
		}
	}
	return taken, err
}

// upTo are the first so many places.
func upTo(n int) (places []int) {
	for i := range n {
		places = append(places, i)
	}
	return places
}

func (s *sink) Close() {}

func (s *sink) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.got, " ")
}

func (s *sink) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

// left are the messages that wait.
func (m *memory) left() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var texts []string
	for _, o := range m.list {
		texts = append(texts, string(o.Data))
	}
	return strings.Join(texts, " ")
}

// run starts a runner in the test's bubble.
func run(t *testing.T, box Outbox, to Sink, holder string) *Runner {
	t.Helper()
	r := New(Config{
		Outbox: box, Stream: "s", Sink: to, Holder: holder, Clock: clock.System(), Log: slog.New(slog.DiscardHandler),
		Told: func(_ context.Context, o store.Outgoing) ([]byte, error) {
			if string(o.Data) == "gone" {
				return nil, nil
			}
			return o.Data, nil
		},
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := r.Run(ctx); err != nil {
			t.Errorf("Run: %v", err)
		}
	}()
	t.Cleanup(func() { cancel(); <-done })
	return r
}

func TestMessagesAreToldInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box, to := &memory{}, &sink{}
		var want []string
		for n := range 3 * atOnce {
			text := fmt.Sprint(n)
			box.add(time.Now(), "c", text)
			want = append(want, text)
			if n%100 == 0 {
				box.add(time.Now(), "c", "gone") // a contact that is not kept any more
			}
		}
		r := run(t, box, to, "a")
		synctest.Wait()
		if got := to.text(); got != strings.Join(want, " ") || box.left() != "" {
			t.Errorf("got %d bytes, %q left, want all in order", len(got), box.left())
		}
		box.add(time.Now(), "c", "at once")
		r.Changed()
		synctest.Wait()
		if !strings.HasSuffix(to.text(), " at once") {
			t.Error("what is new was not told at once")
		}
	})
}

func TestWhatIsNotTakenComesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := &memory{}
		box.add(time.Now(), "c", "1", "2", "3", "4", "5")
		to := &sink{answer: func(call, n int) ([]int, error) {
			switch call {
			case 1:
				return nil, errors.New("away")
			case 2: // of the two that are tried after that
				return []int{1}, errors.New("half")
			}
			return upTo(n), nil
		}}
		run(t, box, to, "a")
		<-time.After(firstPause + 2*time.Millisecond)
		synctest.Wait()
		if got, left := to.text(), box.left(); got != "2" || left != "1 3 4 5" {
			t.Errorf("got %q and %q left, want just what was taken gone", got, left)
		}
		<-time.After(firstPause) // no longer, as it goes on
		synctest.Wait()
		if got := to.text(); got != "2 1 3 4 5" || to.count() != 3 {
			t.Errorf("got %q after %d calls, want 2 1 3 4 5 after 3", got, to.count())
		}
	})
}

// Who takes few messages at once gets few, and who stumbles over one all that come
// before it.
func TestASinkThatTakesFewAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := &memory{}
		for n := range 3 * atOnce {
			box.add(time.Now(), "c", fmt.Sprint(n))
		}
		var to *sink
		to = &sink{answer: func(_, n int) ([]int, error) {
			if n > 30 || len(to.got)+n > 409 {
				return nil, errors.New("413 Content Too Large")
			}
			return upTo(n), nil
		}}
		run(t, box, to, "a")
		<-time.After(time.Hour)
		synctest.Wait()
		if got := strings.Count(to.text(), " ") + 1; got != 409 {
			t.Errorf("got %d messages of the 409 that can be taken", got)
		}
		if left := box.left(); !strings.HasPrefix(left, "409 410 ") {
			t.Errorf("got %.20q left, want all from 409 on", left)
		}
	})
}

// A sink that is away is asked ever more seldom, and what waits too long is dropped.
func TestASinkThatStaysAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := &memory{}
		box.add(time.Now(), "c", "old")
		to := &sink{answer: func(int, int) ([]int, error) { return nil, errors.New("away") }}
		run(t, box, to, "a")
		<-time.After(time.Hour)
		if to.count() < 55 || to.count() > 70 {
			t.Errorf("got %d calls in an hour, want one a minute", to.count())
		}
		box.add(time.Now(), "c", "newer")
		<-time.After(Retention - 30*time.Minute)
		synctest.Wait()
		if got := box.left(); got != "newer" {
			t.Errorf("got %q, want the newer one", got)
		}
	})
}

// Of two nodes one tells a stream; when it dies, the other one does.
func TestOneNodeTells(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box, alive := &memory{}, &sink{}
		if ok, err := box.Lease(t.Context(), "", "dead", time.Now(), hold); !ok || err != nil {
			t.Fatal("no lease")
		}
		box.add(time.Now(), "c", "1")
		run(t, box, alive, "alive")
		<-time.After(hold - time.Second)
		if alive.count() != 0 {
			t.Error("two nodes tell a stream")
		}
		<-time.After(idle + time.Second)
		synctest.Wait()
		if alive.text() != "1" {
			t.Errorf("got %q, want 1 once the lease is over", alive.text())
		}
	})
}

// Without a sink nothing is told, and what is old is dropped all the same.
func TestNobodyIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := &memory{}
		box.add(time.Now().Add(-Retention-time.Second), "c", "old")
		box.add(time.Now(), "c", "new")
		run(t, box, nil, "a")
		synctest.Wait()
		if got := box.left(); got != "new" {
			t.Errorf("got %q, want the new one", got)
		}
	})
}
