package sqlite

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// timeIndexes are those by which contacts are found for searches and metrics.
var timeIndexes = []string{"contacts_initiated", "contacts_enqueued", "contacts_met_agent", "contacts_disconnected"}

// BenchmarkContactIndexes measures what a contact's life costs, from its beginning to
// the end of the work after it, with the indexes on its times and without them. Both
// have their turn in each round, so that a busy machine is the same to both; told are
// the medians of the rounds.
//
//	go test -run - -bench ContactIndexes -benchtime 200x ./internal/store/sqlite
func BenchmarkContactIndexes(b *testing.B) {
	with, without := benchLives(b, true), benchLives(b, false)
	var cost [2][]float64
	var took [2][]float64
	round := func(n int, l *lives) {
		runtime.GC() // or one of the two has to collect what the other left
		spent, began := spentCPU(b), time.Now()
		l.live(b)
		took[n] = append(took[n], float64(time.Since(began).Microseconds())/roundOfLives)
		cost[n] = append(cost[n], float64((spentCPU(b)-spent).Microseconds())/roundOfLives)
	}
	b.ResetTimer()
	for i := range b.N {
		if i%2 == 0 {
			round(0, with)
			round(1, without)
		} else {
			round(1, without)
			round(0, with)
		}
	}
	b.StopTimer()
	var ratios []float64
	for i := range cost[0] {
		ratios = append(ratios, cost[0][i]/cost[1][i])
	}
	b.ReportMetric(median(cost[0]), "cpu-µs/contact-with")
	b.ReportMetric(median(cost[1]), "cpu-µs/contact-without")
	b.ReportMetric(median(ratios), "cpu-with/without")
	b.ReportMetric(median(took[0]), "µs/contact-with")
	b.ReportMetric(median(took[1]), "µs/contact-without")
	b.ReportMetric(with.size(b), "B/contact-with")
	b.ReportMetric(without.size(b), "B/contact-without")
}

// roundOfLives is how many contacts a round has, and callers how many of them live at
// the same time.
const (
	roundOfLives = 256
	callers      = 32
)

// lives is a store in which contacts come and go.
type lives struct {
	*Store
	made int
	now  time.Time
}

func benchLives(b *testing.B, indexed bool) *lives {
	b.Helper()
	s, err := Open(Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	for _, index := range timeIndexes {
		if indexed {
			continue
		}
		err := s.writer.queue.submit(b.Context(), func(w *writer) error { return w.c.script("DROP INDEX " + index) })
		if err != nil {
			b.Fatal(err)
		}
	}
	return &lives{Store: s, now: time.UnixMilli(1_700_000_000_000)}
}

// live has a round of contacts go through their lives.
func (l *lives) live(b *testing.B) {
	b.Helper()
	var wg sync.WaitGroup
	for caller := range callers {
		wg.Go(func() {
			for i := range roundOfLives / callers {
				began := l.now.Add(time.Duration(l.made+i*callers+caller) * time.Second)
				if err := l.one(b, began); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	l.made += roundOfLives
}

// one has a contact begin, wait, be offered, taken on, left and cleared.
func (l *lives) one(b *testing.B, began time.Time) error {
	id := chat.SessionID(uuid.NewString())
	c := chat.Contact{
		ID: id.Initial(), SessionID: id, InstanceID: "0b0e1c2d-0000-4000-8000-000000000001", Segment: 1, InitiationMethod: chat.InitiatedByAPI,
		InitiatedAt: began, ConnectedAt: began, UpdatedAt: began, FirstSeq: 1,
	}
	for n, step := range []func(*chat.Contact, time.Time){
		func(*chat.Contact, time.Time) {},
		func(c *chat.Contact, at time.Time) {
			c.QueueID, c.EnqueuedAt = "0b0e1c2d-0000-4000-8000-000000000002", at
		},
		func(c *chat.Contact, at time.Time) {
			c.Agent = chat.AgentInfo{UserID: "0b0e1c2d-0000-4000-8000-000000000003", OfferedAt: at}
		},
		func(c *chat.Contact, at time.Time) {
			c.DequeuedAt, c.Agent.AcceptedAt, c.Agent.ConnectedAt = at, at, at
		},
		func(c *chat.Contact, at time.Time) { c.DisconnectedAt, c.Agent.EndedAt, c.LastSeq = at, at, 20 },
		func(c *chat.Contact, at time.Time) { c.Agent.ClearedAt = at },
	} {
		c.UpdatedAt = began.Add(time.Duration(n) * time.Minute)
		step(&c, c.UpdatedAt)
		err := l.Update(b.Context(), id, func(tx store.Tx) error {
			if n == 0 {
				if err := tx.CreateSession(chat.Session{ID: id, InstanceID: c.InstanceID, State: chat.SessionActive, ContactID: c.ID}); err != nil {
					return err
				}
			}
			return tx.SaveContact(c)
		})
		if err != nil {
			return fmt.Errorf("step %d: %w", n, err)
		}
	}
	return nil
}

// size is how many bytes of the database a contact takes.
func (l *lives) size(b *testing.B) float64 {
	b.Helper()
	var pages int64
	err := l.writer.queue.submit(b.Context(), func(w *writer) (err error) {
		pages, err = w.c.number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return float64(pages) / float64(l.made)
}

// spentCPU is the processor time that the process has spent.
func spentCPU(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}
