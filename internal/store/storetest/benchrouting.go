package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// The instance, the queue and the routing profile of BenchRouting.
const (
	BenchInstance chat.InstanceID = "dddddddd-0000-4000-8000-000000000001"
	BenchQueue    chat.QueueID    = "dddddddd-0000-4000-8000-000000000002"
	BenchProfile                  = "dddddddd-0000-4000-8000-000000000003"
)

// mostBenchQueues is in how many other queues somebody waits at most.
const mostBenchQueues = 10_000

// BenchServed are the queues of BenchRouting that an agent serves: a few of them, the one
// in which most wait among them.
func BenchServed() []chat.QueueID {
	served := []chat.QueueID{BenchQueue}
	for i := range 9 {
		served = append(served, benchQueue(i))
	}
	return served
}

func benchQueue(i int) chat.QueueID {
	return chat.QueueID(fmt.Sprintf("dddddddd-0000-4000-8001-%012d", i))
}

// crowd is n contacts that wait in a queue, of ten priorities, one more in each of up to n
// other queues, and n agents who want contacts, of which they have up to four.
func crowd(n int) (waiting []chat.Contact, free []chat.Agent) {
	const crowded, others chat.SessionID = "dddddddd-0000-4000-8000-000000000004", "dddddddd-0000-4000-8000-000000000005"
	at := time.UnixMilli(1_780_000_000_000)
	since := func(i int) time.Time { return at.Add(time.Duration(i*7919%n) * time.Second) } // not in their order
	waits := func(in chat.SessionID, i int, id string, queue chat.QueueID) {
		waiting = append(waiting, chat.Contact{
			ID: chat.ContactID(fmt.Sprintf(id, i)), SessionID: in, InstanceID: BenchInstance,
			Segment: i + 1, QueueID: queue, EnqueuedAt: since(i), Routing: chat.Routing{Priority: 1 + i%10},
		})
	}
	for i := range n {
		waits(crowded, i, "eeeeeeee-0000-4000-8000-%012d", BenchQueue)
		if i < mostBenchQueues {
			waits(others, i, "eeeeeeee-0000-4000-8001-%012d", benchQueue(i))
		}
		free = append(free, chat.Agent{
			InstanceID: BenchInstance, UserID: chat.UserID(fmt.Sprintf("ffffffff-0000-4000-8000-%012d", i)), ProfileID: BenchProfile,
			Status: chat.AgentStatus{Type: chat.AgentRoutable}, IdleSince: since(i), Contacts: make([]chat.AgentContact, i%5), Version: 1,
		})
	}
	return waiting, free
}

// Crowded is a store that can be filled with contacts and agents at once, however many
// they are: an import is one transaction, which may take only so long.
type Crowded interface {
	store.Store
	Crowd(tb testing.TB, waiting []chat.Contact, free []chat.Agent)
}

// routingRead is one of the reads that look for who goes with whom, and how many it finds.
type routingRead struct {
	name  string
	finds int
	read  func(tb testing.TB, s store.Reader) (int, error)
}

// routingReads are those that every offer makes, with the first and with ten of each.
func routingReads() (reads []routingRead) {
	for _, limit := range []int{1, 10} {
		reads = append(reads,
			routingRead{fmt.Sprint("waiting=", limit), limit, func(tb testing.TB, s store.Reader) (int, error) {
				list, err := s.Waiting(tb.Context(), BenchInstance, BenchQueue, chat.Waiting{}, limit)
				return len(list), err
			}},
			routingRead{fmt.Sprint("free=", limit), limit, func(tb testing.TB, s store.Reader) (int, error) {
				list, err := s.FreeAgents(tb.Context(), BenchInstance, BenchProfile, 10, limit)
				return len(list), err
			}})
	}
	served := BenchServed()
	return append(reads, routingRead{fmt.Sprint("fronts=", len(served)), len(served), func(tb testing.TB, s store.Reader) (int, error) {
		list, err := s.Fronts(tb.Context(), BenchInstance, served)
		return len(list), err
	}})
}

// Work calls a look, which has a name, and tells what it took, in what a driver counts:
// steps, or rows and pages. Other than time that is the same on every machine.
type Work func(tb testing.TB, s Crowded, name string, look func() error) int

// took is the work of one of routingReads.
func (r routingRead) took(tb testing.TB, s Crowded, work Work) int {
	return work(tb, s, r.name, func() error {
		got, err := r.read(tb, s)
		if err == nil && got != r.finds {
			err = fmt.Errorf("found %d, want %d", got, r.finds)
		}
		return err
	})
}

// BenchRouting measures the looks that are made for every contact that waits, at
// several lengths of the queue and numbers of queues and agents.
func BenchRouting(b *testing.B, open func(b *testing.B) Crowded, unit string, work Work) {
	b.Helper()
	for _, n := range []int{10, 1_000, 100_000} {
		s := open(b)
		waiting, free := crowd(n)
		s.Crowd(b, waiting, free)
		for _, look := range routingReads() {
			b.Run(fmt.Sprintf("%s/of=%d", look.name, n), func(b *testing.B) {
				for b.Loop() {
					if got, err := look.read(b, s); err != nil || got != look.finds {
						b.Fatalf("got %d, error %v, want %d", got, err, look.finds)
					}
				}
				b.ReportMetric(float64(look.took(b, s, work)), unit)
			})
		}
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	}
}

// RoutingCost holds the looks of BenchRouting to work that does not grow with who waits,
// who is free and how many queues there are.
func RoutingCost(t *testing.T, open func(t *testing.T) Crowded, work Work) {
	t.Helper()
	const few, many, allowed = 10, 2_000, 10
	took := map[string][]int{}
	for _, n := range []int{few, many} {
		s := open(t)
		waiting, free := crowd(n)
		s.Crowd(t, waiting, free)
		for _, look := range routingReads() {
			took[look.name] = append(took[look.name], look.took(t, s, work))
		}
	}
	for name, n := range took {
		if n[0] == 0 || n[1] > allowed*n[0] {
			t.Errorf("%s: took %d of %d and %d of %d, want no more than %d times as much", name, n[0], few, n[1], many, allowed)
		}
	}
}
